#include "models/export/exported_model.h"

#include "core/learning/learning_text.h"
#include "core/learning/model_usage.h"
#include "models/export/graph_builder.h"
#include "models/export/onnx_file.h"
#include "models/export/torch_script.h"
#include "models/weights/pth_writer.h"

#include <QFile>

namespace creel {

namespace {

Result<QByteArray> bytesOf(const QString& name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::Unreadable,
                    LearningText::tr("The model file %1 cannot be read: %2.").arg(name, file.errorString()));
    return file.readAll();
}

} // namespace

Result<QByteArray> exportedModel(const QString& file, ModelFormat format)
{
    CREEL_ASSIGN(const Model model, readModel(file)); // a damaged one goes nowhere
    switch (format) {
    case ModelFormat::Onnx:
        return composeOnnx(makeGraph(model), modelUsage(model.info));
    case ModelFormat::TorchScript:
        return composeTorchScript(makeGraph(model), modelUsage(model.info));
    case ModelFormat::StateDict:
        return composePth(weightsOf(model.net));
    case ModelFormat::Safetensors:
        break;
    }
    return bytesOf(file);
}

} // namespace creel
