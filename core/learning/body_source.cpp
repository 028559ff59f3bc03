#include "core/learning/body_source.h"

#include "core/learning/learning_text.h"
#include "core/learning/weight_store.h"

#include <QFileInfo>

namespace creel {

Result<BodyChoice> chooseBody(const BodyRequest& request)
{
    BodyChoice choice;
    choice.backbone = request.backbone;
    choice.seed = request.seed;
    choice.side = request.side;
    if (request.weights != QLatin1String("none")) {
        const Result<StoredWeights> stored = WeightStore().byName(request.weights);
        if (stored) {
            if (!request.backbone.isEmpty() && request.backbone != stored->backbone)
                return fail(ErrorCode::BadInput, LearningText::tr("The weights %1 are for %2, not for %3.")
                                                     .arg(stored->name, stored->backbone, request.backbone));
            choice.backbone = stored->backbone;
            choice.weightsFile = stored->file;
            choice.normalization = stored->normalization;
        } else if (QFileInfo(request.weights).isFile()) {
            choice.weightsFile = QFileInfo(request.weights).absoluteFilePath();
        } else {
            return tl::unexpected(stored.error());
        }
    }
    if (choice.backbone.isEmpty())
        return fail(
            ErrorCode::BadInput,
            LearningText::tr("Say which network the weights are for: --backbone resnet34, for example."));
    return choice;
}

BodyChoice bodyOf(const ModelInfo& info, const QString& file)
{
    BodyChoice choice;
    choice.backbone = info.backbone;
    choice.weightsFile = file;
    choice.normalization = info.normalization;
    choice.side = info.side;
    return choice;
}

Result<QByteArray> bodyWeightsKey(const ModelInfo& info, const QString& file)
{
    return info.bodyWeights.isEmpty() ? sha256Of(file) : info.bodyWeights;
}

} // namespace creel
