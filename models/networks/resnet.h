#pragma once

#include "models/networks/network.h"

namespace creel {

enum class ResNetKind
{
    ResNet18,
    ResNet34,
    ResNet50
};

/// torchvision's ResNet (He et al., Deep Residual Learning, 2015; stride in the 3x3 of a bottleneck).
std::shared_ptr<Network> makeResNet(ResNetKind kind, int64_t classes);

} // namespace creel
