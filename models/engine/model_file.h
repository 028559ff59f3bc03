#pragma once

#include "core/learning/model_info.h"
#include "models/int8/calibrator.h"
#include "models/networks/head.h"

namespace creel {

/// Writes weights under torchvision's names, the fastai head's under "head.", and as metadata `info` under
/// "creel", the ranges that int8 needs (may be empty) under "creel_int8". The file appears complete or not at
/// all.
Result<void> writeModel(const QString& file, const ClassifierNet& net, const ModelInfo& info,
                        const ActivationRanges& ranges = {});

/// A model file's network, not yet made fit for predicting.
struct Model
{
    ModelInfo info;
    ClassifierNet net;
    ActivationRanges ranges; ///< empty where the model has no int8 path
};
Result<Model> readModel(const QString& file);

} // namespace creel
