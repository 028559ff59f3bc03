#pragma once

#include "models/export/graph.h"

#include <QJsonObject>

namespace creel {

/// The bytes of an ONNX file (onnx/onnx, docs/IR.md; opset 10, which OpenCV 4.6 and every ONNX Runtime
/// read): input "images" (batch,3,side,side), output "logits" (batch,classes), any batch. What `usage` says
/// is in metadata_props, texts as they are, all else as JSON.
QByteArray composeOnnx(const Graph& graph, const QJsonObject& usage);

} // namespace creel
