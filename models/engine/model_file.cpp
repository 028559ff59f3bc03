#include "models/engine/model_file.h"

#include "core/learning/learning_text.h"
#include "models/networks/open_network.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

namespace creel {

namespace {

const QString infoKey = QStringLiteral("creel");
const QString rangesKey = QStringLiteral("creel_int8");

QString compact(const QJsonObject& json)
{
    return QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact));
}

/// A head that the file is too small for is not even made: what it says of itself may be made up.
Result<void> checkHeadFits(const ModelInfo& info, int64_t features, const QString& file)
{
    const double classes = double(info.classes.size()), hidden = info.recipe.hidden;
    const double numbers = info.recipe.head == HeadKind::Linear
                               ? double(features) * classes
                               : 2 * double(features) * hidden + hidden * classes;
    if (numbers > double(QFileInfo(file).size()))
        return fail(ErrorCode::BadInput,
                    LearningText::tr("The model file %1 is damaged: it is too small for its %2 classes.")
                        .arg(file)
                        .arg(info.classes.size()));
    return {};
}

/// Every tensor of the network must be in the file with its shape, and nothing else.
Result<void> fill(const ClassifierNet& net, const WeightFile& weights, const QString& file)
{
    const torch::NoGradGuard noGradients;
    const auto state = stateOf(net);
    for (auto [name, target] : state) {
        const WeightTensor* source = weights.find(QString::fromStdString(name));
        if (!source || source->shape != target.sizes().vec())
            return fail(ErrorCode::BadInput,
                        LearningText::tr("The model file %1 is damaged: %2 is missing or has another shape.")
                            .arg(file, QString::fromStdString(name)));
        target.copy_(toTensor(weights, *source));
    }
    if (weights.tensors.size() != state.size())
        return fail(
            ErrorCode::BadInput,
            LearningText::tr("The model file %1 holds weights that are not part of its network.").arg(file));
    return {};
}

} // namespace

Result<void> writeModel(const QString& file, const ClassifierNet& net, const ModelInfo& info,
                        const ActivationRanges& ranges)
{
    QMap<QString, QString> metadata{{infoKey, compact(toJson(info))}};
    if (!ranges.empty())
        metadata.insert(rangesKey, compact(toJson(ranges)));
    return writeSafetensors(file, weightsOf(net), metadata);
}

Result<Model> readModel(const QString& file)
{
    Model model;
    CREEL_ASSIGN(model.info, readModelInfo(file));
    CREEL_ASSIGN(const WeightFile weights, readWeightFile(file));
    CREEL_ASSIGN(model.net.body, makeBody(model.info.backbone));
    CREEL_TRY(checkHeadFits(model.info, model.net.body->featureCount(), file));
    model.net.head = makeHead(model.info.recipe, *model.net.body, model.info.classes.size());
    CREEL_TRY(fill(model.net, weights, file));
    const QByteArray ranges = weights.metadata.value(rangesKey).toUtf8();
    model.ranges = rangesFromJson(QJsonDocument::fromJson(ranges).object());
    return model;
}

} // namespace creel
