#pragma once

#include "core/base/byte_path.h"
#include "core/insight/evaluation.h"
#include "core/learning/model_info.h"

#include <vector>

namespace creel {

/// A photo to learn from or to be tested on.
struct LabelledPhoto
{
    BytePath file;   ///< absolute
    QByteArray hash; ///< of its bytes, as the catalog knows it: a file that changed meanwhile is left out
    int label = 0;   ///< class number
};

/// Features of photos that a frozen body has seen before, so that a head is trained in seconds. Called from
/// the training's thread only.
class FeatureCache
{
public:
    virtual ~FeatureCache() = default;

    /// The 2C numbers of Body::embed() at this side, in the engine's own precision; empty if there are none,
    /// or none that can be read: a cache in trouble costs time, nothing else.
    virtual std::vector<float> find(const QByteArray& hash, int side, bool mirrored) = 0;
    virtual void keep(const QByteArray& hash, int side, bool mirrored, std::span<const float> features) = 0;
};

/// Everything a training needs, as values.
struct TrainRequest
{
    BodyChoice body; ///< where the body's weights come from; its side is not looked at, stages say it
    Recipe recipe;
    std::vector<LabelledPhoto> train;
    std::vector<LabelledPhoto> valid;
    std::vector<LabelledPhoto> test; ///< may be empty
    /// What goes into the model file. Name, classes, backbone, normalization, bodyWeights, weightsSource,
    /// split digest and comparison, revision are filled in by who asks; side, recipe, temperature, threshold,
    /// scores, time, version by the training, which clears bodyWeights where the body of the file was
    /// trained.
    ModelInfo info;
    QString out; ///< the model file to write; empty where only the epochs' scores are wanted
    /// Where the state after each epoch is kept. A training that was stopped or killed goes on from it, if
    /// recipe, classes and photos are the same. It stays: who asked removes it once the model is safe.
    QString checkpoint;
    FeatureCache* features = nullptr; ///< may be null
};

/// How a training is going, some ten times a second at most.
struct TrainStep
{
    int stage = 0; ///< index into Recipe::stages
    int epoch = 0; ///< within the stage
    int step = 0;
    int steps = 0; ///< of this epoch
    /// Nothing is learned yet: photos are shown to a frozen body, and steps are photos.
    bool isPreparing = false;
    double loss = 0;         ///< smoothed
    double learningRate = 0; ///< of the head
    double photosPerSecond = 0;
    qint64 secondsLeft = -1; ///< of the whole training; -1 while unknown
};

/// What an epoch ended with.
struct TrainEpoch
{
    int stage = 0;
    int epoch = 0;
    double trainLoss = 0;
    Evaluation valid;
    double learningRate = 0;
    double photosPerSecond = 0; ///< training photos, without the validation
    double dataWait = 0;        ///< share of the time that the network waited for photos, 0…1
    double seconds = 0;
    bool isBest = false;
};

/// Called from the training's thread.
class TrainListener
{
public:
    virtual ~TrainListener() = default;

    virtual void onStep(const TrainStep&) {}
    virtual void onEpoch(const TrainEpoch&) {}
    /// One that had ended before the training was interrupted: told in order, before it goes on.
    virtual void onEarlierEpoch(const TrainEpoch&) {}
    /// Something a person should read: "Memory ran out; going on with 16 photos at a time."
    virtual void onNote(const QString&) {}
};

struct TrainOutcome
{
    ModelInfo info; ///< as written into the file
    std::vector<TrainEpoch> epochs;
    std::vector<double> stageSeconds;
    bool wasStopped = false; ///< cancelled: the best so far was written
    QString breakdown;       ///< why the loss became no number; the best before that was written
    qint64 leftOut = 0;      ///< photos whose file is gone, changed or unreadable
};

/// A point of the learning-rate finder's curve.
struct RatePoint
{
    double learningRate = 0;
    double loss = 0; ///< smoothed
};

struct RateCurve
{
    std::vector<RatePoint> points;
    double suggestion = 0; ///< where the loss falls steepest
};

} // namespace creel
