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

/// Whether a network of this kind has an int8 path, and this libtorch can run it.
bool canCheckInt8(const QString& backbone);

/// Calibrates on some 200 of the training photos and compares with float32 on at most 1000 of the validation
/// photos, both caches of squares as they are predicted; nothing where there are no photos. For a network
/// that canCheckInt8(). A processor with bfloat16 never predicts in int8, but the model may be carried to one
/// without. Takes up to a minute; error Cancelled between two batches.
Result<std::optional<Int8Check>> checkInt8(const ClassifierNet& net, const QString& backbone,
                                           PhotoCache& train, PhotoCache& valid,
                                           const Normalization& normalization, int classes,
                                           double temperature, const CancelToken& cancel);

} // namespace creel
