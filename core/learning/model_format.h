#pragma once

#include <QList>
#include <QString>

#include <optional>

namespace creel {

/// What a model can leave Creel as.
enum class ModelFormat
{
    Onnx,        ///< for ONNX Runtime, OpenCV, TensorRT and others
    TorchScript, ///< for PyTorch, in Python and in C++, without its source
    Safetensors, ///< the model file as it is
    StateDict    ///< a .pth of named tensors that torch.load reads
};

const QList<ModelFormat>& modelFormats();
QString modelFormatName(ModelFormat format);   ///< "onnx", "torchscript", "safetensors", "state-dict"
QString modelFormatSuffix(ModelFormat format); ///< "onnx", "pt", "safetensors", "pth"
std::optional<ModelFormat> modelFormatFromName(const QString& name);

} // namespace creel
