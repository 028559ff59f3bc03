#include "models/networks/network.h"

#include "models/networks/mobilenet.h"
#include "models/networks/resnet.h"

namespace creel {

torch::Tensor Chain::forward(torch::Tensor x)
{
    for (auto& step : m_steps)
        x = step(std::move(x));
    return x;
}

torch::Tensor Network::features(torch::Tensor images)
{
    return torch::adaptive_avg_pool2d(featureMap(std::move(images)), {1, 1}).flatten(1);
}

const std::vector<std::string>& backboneNames()
{
    static const std::vector<std::string> names{"resnet18", "resnet34", "resnet50", "mobilenet_v2"};
    return names;
}

std::shared_ptr<Network> makeNetwork(std::string_view backbone, int64_t classes)
{
    if (backbone == "resnet18")
        return makeResNet(ResNetKind::ResNet18, classes);
    if (backbone == "resnet34")
        return makeResNet(ResNetKind::ResNet34, classes);
    if (backbone == "resnet50")
        return makeResNet(ResNetKind::ResNet50, classes);
    if (backbone == "mobilenet_v2")
        return makeMobileNetV2(classes);
    return nullptr;
}

} // namespace creel
