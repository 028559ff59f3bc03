#include "models/int8/resnet_walk.h"

namespace creel {

namespace {

torch::Tensor walkBlock(ResNetOps& ops, const std::string& block, const torch::Tensor& x, int64_t stride)
{
    const std::string shortcut = block + ".downsample.0";
    const torch::Tensor identity = ops.has(shortcut) ? ops.conv(shortcut, x, stride, false) : x;
    const bool isBottleneck = ops.has(block + ".conv3");
    torch::Tensor y = ops.conv(block + ".conv1", x, isBottleneck ? 1 : stride, true);
    y = ops.conv(block + ".conv2", y, isBottleneck ? stride : 1, isBottleneck);
    if (isBottleneck)
        y = ops.conv(block + ".conv3", y, 1, false);
    return ops.addRelu(block, y, identity);
}

} // namespace

torch::Tensor walkResNet(ResNetOps& ops, torch::Tensor x)
{
    x = torch::max_pool2d(ops.conv("conv1", x, 2, true), {3, 3}, {2, 2}, {1, 1}, {1, 1});
    for (int stage = 1; stage <= 4; ++stage)
        for (int i = 0; true; ++i) {
            const std::string block = "layer" + std::to_string(stage) + '.' + std::to_string(i);
            if (!ops.has(block + ".conv1"))
                break;
            x = walkBlock(ops, block, x, i == 0 && stage > 1 ? 2 : 1);
        }
    return x;
}

} // namespace creel
