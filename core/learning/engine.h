#pragma once

#include "core/jobs/cancel_token.h"
#include "core/learning/model_format.h"
#include "core/learning/training.h"

#include <QImage>

#include <memory>
#include <span>
#include <vector>

namespace creel {

/// Grows whenever something in this file changes, so that a plug-in built from another one is refused.
inline constexpr int engineInterfaceVersion = 7;

enum class Precision
{
    Auto, ///< bfloat16 where the processor has instructions for it, else float32
    Float32,
    BFloat16, ///< refused where it would be emulated, over forty times slower
    Int8      ///< for predicting: int8 first, float32 again for close calls
};

enum class DeviceChoice
{
    Auto, ///< a GPU where there is one that the engine can use
    Cpu,
    Cuda ///< refused where there is none
};

struct EngineOptions
{
    Precision precision = Precision::Auto;
    DeviceChoice device = DeviceChoice::Auto;
    int threads = 0;            ///< of one computation; 0 takes every core
    bool deterministic = false; ///< the same numbers at every run, at some cost
};

/// What the engine runs on, for `creel doctor` and reports.
struct EngineReport
{
    QString runtime;    ///< "libtorch 1.13.1"
    QString device;     ///< "cpu"
    QString deviceName; ///< the processor's or the GPU's name
    QString precision;  ///< "float32" or "bfloat16"
    QString reason;     ///< why that precision
    int threads = 0;
};

/// A network without its head: photos in, features out. One thread at a time.
class Body
{
public:
    virtual ~Body() = default;

    /// C: features of one pooling.
    virtual int featureCount() const = 0;
    /// Shows upright photos to the network (short side scaled, centre cropped, mirrored if `mirrored`) and
    /// returns 2C numbers for each: average-pooled, then maximum-pooled features. The caller chooses how many
    /// photos are shown at a time; some 32 keep the processor busy.
    virtual Result<std::vector<float>> embed(std::span<const QImage> photos, bool mirrored = false) = 0;
};

/// A trained model, ready to tell photos apart. One thread at a time.
class Classifier
{
public:
    virtual ~Classifier() = default;

    virtual const ModelInfo& info() const = 0;
    /// What it computes in: "float32", "bfloat16", "int8".
    virtual QString precision() const = 0;
    /// (N,classes) calibrated probabilities of upright photos; with `alsoMirrored`, the mean over the photo
    /// and its mirror image. Some 32 photos at a time keep the processor busy.
    virtual Result<std::vector<float>> classify(std::span<const QImage> photos,
                                                bool alsoMirrored = false) = 0;
    /// The same from features (N,2C) of an unchanged body; Unsupported where the body was trained.
    virtual Result<std::vector<float>> classifyFeatures(std::span<const float> features) = 0;
};

/// The learning engine behind the plug-in. Plain data only, never a tensor. Made once and kept; one thread at
/// a time.
class Engine
{
public:
    virtual ~Engine() = default;

    virtual EngineReport report() const = 0;
    /// Names that BodyChoice::backbone may have.
    virtual QStringList backbones() const = 0;
    /// Whether the file fills the backbone, head left aside: the error says what does not fit.
    virtual Result<void> checkWeights(const QString& file, const QString& backbone) const = 0;
    virtual Result<std::unique_ptr<Body>> openBody(const BodyChoice& choice) = 0;
    /// A model file that train() wrote.
    virtual Result<std::unique_ptr<Classifier>> openModel(const QString& file) = 0;
    /// The same model as the bytes of a file in that format. In ONNX and TorchScript batch norm is folded
    /// into the layers before or after it, images (B,3,side,side) become logits (B,classes) for any B, and
    /// modelUsage() is in the metadata.
    virtual Result<QByteArray> exportModel(const QString& file, ModelFormat format) = 0;
    /// Trains and writes the model file. What a cancel interrupts after the first epoch is a model too
    /// (TrainOutcome::wasStopped); before, it is error Cancelled. So is what breaks down after an epoch that
    /// is better than guessing (TrainOutcome::breakdown); before, it is error BadInput.
    virtual Result<TrainOutcome> train(const TrainRequest& request, TrainListener& listener,
                                       const CancelToken& cancel) = 0;
    /// Tries rising learning rates on the request's first stage and forgets what was learned.
    virtual Result<RateCurve> findLearningRate(const TrainRequest& request, const CancelToken& cancel) = 0;
};

} // namespace creel
