#pragma once

#include "core/learning/model_info.h"
#include "models/networks/head.h"

namespace creel {

/// Writes weights under torchvision's names, the fastai head's under "head.", and `info` as the metadata
/// "creel". The file appears complete or not at all.
Result<void> writeModel(const QString& file, const ClassifierNet& net, const ModelInfo& info);

/// A model file's network, not yet made fit for predicting.
struct Model
{
    ModelInfo info;
    ClassifierNet net;
};
Result<Model> readModel(const QString& file);

} // namespace creel
