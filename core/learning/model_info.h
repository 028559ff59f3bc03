#pragma once

#include "core/insight/evaluation.h"
#include "core/learning/body_choice.h"
#include "core/learning/recipe.h"

#include <QMap>

#include <optional>

namespace creel {

/// What the int8 path of a model was found to do on the validation photos when the model was saved.
struct Int8Facts
{
    double margin = 0;    ///< two best probabilities closer than this are computed again in float32
    double agreement = 0; ///< share that gets float32's class then, 0…1
    double rerun = 0;     ///< share that was computed again
};

/// Accuracy of one short training of the head alone on either way to split the same photos. What the second
/// is higher by comes from near copies and bursts on both sides, and would not hold on new photos.
struct SplitComparison
{
    Share grouped; ///< photos that belong together on one side
    Share random;  ///< each photo for itself
};

/// All that a model file says besides its weights. It stands as JSON under "creel" in the metadata of the
/// .safetensors file.
struct ModelInfo
{
    QString name;
    QStringList classes;
    QString backbone;
    int side = 224; ///< pixels
    Normalization normalization;
    Recipe recipe;
    /// Where the body is as it came from pretrained weights, what weightsKey() calls them; empty where it was
    /// trained. Such a model can predict from features that are there already.
    QByteArray bodyWeights;
    QString weightsSource;   ///< the pretrained weights' name, for people; empty: trained from scratch
    double temperature = 1;  ///< logits are divided by it
    double abstainBelow = 0; ///< confidence under which the model does not commit itself
    QByteArray splitDigest;  ///< of the photos and their sides, hexadecimal
    qint64 catalogRevision = 0;
    qint64 createdAt = 0; ///< Unix milliseconds
    QString creelVersion;
    qint64 trainPhotos = 0;
    std::optional<Evaluation> valid;       ///< on the grouped validation part
    std::optional<Evaluation> test;        ///< where the split has a test part
    std::optional<SplitComparison> splits; ///< where photos belong together, so that they differ
    std::optional<Int8Facts> int8;
};

QJsonObject toJson(const ModelInfo& info);
Result<ModelInfo> modelInfoFromJson(const QJsonObject& json);

/// Reads the header of a model file, nothing else of it: quick, without the engine. Error BadInput for a file
/// that is no model of Creel's.
Result<ModelInfo> readModelInfo(const QString& file);

} // namespace creel
