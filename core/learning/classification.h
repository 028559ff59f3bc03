#pragma once

#include "core/base/byte_path.h"
#include "core/catalog/feature_store.h"
#include "core/jobs/progress.h"
#include "core/learning/engine.h"

#include <functional>

namespace creel {

/// A photo that a model shall look at.
struct PhotoToClassify
{
    BytePath file;
    QByteArray hash; ///< of its bytes; a file that changed is passed over. Empty takes whatever is there
};

struct ClassifyOptions
{
    bool alsoMirrored = false;        ///< the mean over the photo and its mirror image
    FeatureStore* features = nullptr; ///< where features of an unchanged body may be; may be null
    EngineReport engine;              ///< whose features they are
};

struct ClassifyOutcome
{
    qint64 shown = 0;               ///< photos that were decoded and shown to the network
    qint64 fromFeatures = 0;        ///< photos whose features were there
    std::vector<size_t> unreadable; ///< missing, changed or not decodable
};

/// Takes some photos' probabilities (N,classes) as soon as they are there; on the calling thread.
using ClassifySink =
    std::function<Result<void>(std::span<const size_t> photos, std::span<const float> probabilities)>;

/// Lets a model look at photos, decoded on all cores; where the model's body is unchanged and the features
/// are there, at those. What the sink has taken stays done when the job is cancelled. Error Cancelled.
Result<ClassifyOutcome> classifyPhotos(Classifier& classifier, std::span<const PhotoToClassify> photos,
                                       const ClassifyOptions& options, const ClassifySink& sink,
                                       JobContext context);

} // namespace creel
