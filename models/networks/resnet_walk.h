#pragma once

#include <cstdint>
#include <string>

namespace creel {

/// How a ResNet with folded batch norm is computed, for who does it otherwise than its modules. A Value is
/// what one step hands to the next: a tensor, or the name of one.
template<class Value>
class ResNetOps
{
public:
    virtual ~ResNetOps() = default;

    /// The convolution of that name ("layer1.0.conv1"), padded by half its kernel.
    virtual Value conv(const std::string& name, const Value& x, int64_t stride, bool hasRelu) = 0;
    /// The largest of 3x3, every second pixel, padded by one.
    virtual Value maxPool(const Value& x) = 0;
    /// ReLU of the sum that ends the block of that name ("layer1.0").
    virtual Value addRelu(const std::string& block, const Value& a, const Value& b) = 0;
    /// Whether there is a convolution of that name.
    virtual bool has(const std::string& name) const = 0;
};

template<class Value>
Value walkResNetBlock(ResNetOps<Value>& ops, const std::string& block, const Value& x, int64_t stride)
{
    const std::string shortcut = block + ".downsample.0";
    const Value identity = ops.has(shortcut) ? ops.conv(shortcut, x, stride, false) : x;
    const bool isBottleneck = ops.has(block + ".conv3");
    Value y = ops.conv(block + ".conv1", x, isBottleneck ? 1 : stride, true);
    y = ops.conv(block + ".conv2", y, isBottleneck ? stride : 1, isBottleneck);
    if (isBottleneck)
        y = ops.conv(block + ".conv3", y, 1, false);
    return ops.addRelu(block, y, identity);
}

/// Images (B,3,H,W), in whatever numbers `ops` works with, to the last map, as models/networks/resnet.cpp
/// does it.
template<class Value>
Value walkResNet(ResNetOps<Value>& ops, Value x)
{
    x = ops.maxPool(ops.conv("conv1", x, 2, true));
    for (int stage = 1; stage <= 4; ++stage)
        for (int i = 0; true; ++i) {
            const std::string block = "layer" + std::to_string(stage) + '.' + std::to_string(i);
            if (!ops.has(block + ".conv1"))
                break;
            x = walkResNetBlock(ops, block, x, i == 0 && stage > 1 ? 2 : 1);
        }
    return x;
}

} // namespace creel
