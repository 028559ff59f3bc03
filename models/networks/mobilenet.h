#pragma once

#include "models/networks/network.h"

namespace creel {

/// torchvision's MobileNetV2 at width 1.0 (Sandler et al., 2018), for machines without a GPU.
std::shared_ptr<Network> makeMobileNetV2(int64_t classes);

} // namespace creel
