#pragma once

#include "core/learning/model_info.h"

namespace creel {

/// What another program must know to use a model: its classes in order, how a photo becomes what the network
/// sees ("side", "crop", "mean", "std", and "preprocessing" in words), the network's "input" and "output",
/// and how its logits become a confidence ("temperature", "abstain_below").
QJsonObject modelUsage(const ModelInfo& info);

} // namespace creel
