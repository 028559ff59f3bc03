#pragma once

#include "models/int8/cascade.h"
#include "models/int8/int8_body.h"
#include "models/training/stage_run.h"

namespace creel {

/// What a model's int8 path needs and how well it does.
struct Int8Check
{
    ActivationRanges ranges;
    Int8Facts facts;
};

/// Calibrates on some 200 of the training photos and compares with float32 on at most 1000 of the validation
/// photos; nothing for a network or a libtorch that cannot, or where there are no photos.
std::optional<Int8Check> checkInt8(const ClassifierNet& net, const QString& backbone, PhotoCache& train,
                                   PhotoCache& valid, const Normalization& normalization, int classes,
                                   double temperature);

} // namespace creel
