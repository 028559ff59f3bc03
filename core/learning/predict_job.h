#pragma once

#include "core/catalog/model_store.h"
#include "core/catalog/prediction_store.h"
#include "core/dataset/snapshot.h"
#include "core/learning/classification.h"

namespace creel {

struct PredictJobRequest
{
    QString catalogPath;
    ModelId model;             ///< whose predictions they become
    bool alsoMirrored = false; ///< twice the work, a little better
};

struct PredictJobOutcome
{
    qint64 predicted = 0;    ///< photos
    qint64 fromFeatures = 0; ///< of those, photos whose features were there
    qint64 before = 0;       ///< the model has seen these bytes of the photo already
    qint64 unusable = 0;     ///< missing, changed since import, or not decodable
    qint64 abstained = 0;    ///< of the predicted
    double seconds = 0;
};

/// The best class of one photo's probabilities, and whether the model commits itself.
Prediction toPrediction(const ModelInfo& info, PhotoId photo, const QByteArray& hash,
                        std::span<const float> probabilities);

/// Predicts every photo of the catalog that this model has not seen as it is now, and writes what it thinks
/// in batches, so that a job that was cancelled or killed goes on where it was. `classifier` is the model's.
/// Runs on the calling thread with a connection of its own; people's decisions are not touched. Error
/// Cancelled.
Result<PredictJobOutcome> predictCatalog(Classifier& classifier, const EngineReport& engine,
                                         const PredictJobRequest& request, JobContext context);

/// How the model does on one part of the split, by the labels as they are today.
struct PartEvaluation
{
    Evaluation evaluation;
    qint64 unusable = 0; ///< photos that could not be read
    qint64 unknown = 0;  ///< photos of classes that the model does not know
};

struct EvaluateRequest
{
    QString catalogPath;
    SplitPart part = SplitPart::Valid;
    ModelId model; ///< which labels its classes are; invalid: the labels of the classes' names
    bool alsoMirrored = false;
};

/// Predicts the part's photos and compares. Nothing is written. Errors: BadInput for a part without photos;
/// Cancelled.
Result<PartEvaluation> evaluatePart(Classifier& classifier, const EngineReport& engine,
                                    const EvaluateRequest& request, JobContext context);

} // namespace creel
