#include "core/learning/model_format.h"

namespace creel {

const QList<ModelFormat>& modelFormats()
{
    static const QList<ModelFormat> formats{ModelFormat::Onnx, ModelFormat::TorchScript,
                                            ModelFormat::Safetensors, ModelFormat::StateDict};
    return formats;
}

QString modelFormatName(ModelFormat format)
{
    switch (format) {
    case ModelFormat::Onnx:
        return QStringLiteral("onnx");
    case ModelFormat::TorchScript:
        return QStringLiteral("torchscript");
    case ModelFormat::Safetensors:
        return QStringLiteral("safetensors");
    case ModelFormat::StateDict:
        return QStringLiteral("state-dict");
    }
    return {};
}

QString modelFormatSuffix(ModelFormat format)
{
    switch (format) {
    case ModelFormat::Onnx:
        return QStringLiteral("onnx");
    case ModelFormat::TorchScript:
        return QStringLiteral("pt");
    case ModelFormat::Safetensors:
        return QStringLiteral("safetensors");
    case ModelFormat::StateDict:
        return QStringLiteral("pth");
    }
    return {};
}

std::optional<ModelFormat> modelFormatFromName(const QString& name)
{
    for (const ModelFormat format : modelFormats())
        if (modelFormatName(format) == name)
            return format;
    return std::nullopt;
}

} // namespace creel
