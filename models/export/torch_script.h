#pragma once

#include "models/export/graph.h"

#include <QJsonObject>

namespace creel {

/// The bytes of a TorchScript archive, which torch.jit.load and torch::jit::load read: forward() takes images
/// (B,3,side,side) and returns logits (B,classes), any B. `usage` is the extra file "creel.json". Throws
/// c10::Error.
QByteArray composeTorchScript(const Graph& graph, const QJsonObject& usage);

} // namespace creel
