#pragma once

#include "models/engine/model_file.h"
#include "models/export/graph.h"

namespace creel {

/// The model's network as it predicts. Folds the norms of `model`'s body, which can no longer be trained.
Graph makeGraph(const Model& model);

} // namespace creel
