#pragma once

#include "core/base/result.h"
#include "core/learning/model_format.h"

namespace creel {

/// A model file's bytes in another format, as Engine::exportModel() gives them. Throws what libtorch throws.
Result<QByteArray> exportedModel(const QString& file, ModelFormat format);

} // namespace creel
