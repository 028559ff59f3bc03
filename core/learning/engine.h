#pragma once

#include "core/base/result.h"

#include <QImage>

#include <array>
#include <memory>
#include <span>
#include <vector>

namespace creel {

/// Grows whenever something in this file changes, so that a plug-in built from another one is refused.
inline constexpr int engineInterfaceVersion = 1;

enum class Precision
{
    Auto, ///< bfloat16 where the processor has instructions for it, else float32
    Float32,
    BFloat16 ///< refused where it would be emulated, over forty times slower
};

struct EngineOptions
{
    Precision precision = Precision::Auto;
    int threads = 0; ///< of one computation; 0 takes every core
};

/// What the engine runs on, for `creel doctor` and reports.
struct EngineReport
{
    QString library;    ///< "libtorch 1.13.1"
    QString device;     ///< "cpu"
    QString deviceName; ///< the processor's name
    QString precision;  ///< "float32" or "bfloat16"
    QString reason;     ///< why that precision
    int threads = 0;
};

/// Mean and standard deviation a channel (RGB, 0…1) that a network's photos are normalized with.
struct Normalization
{
    std::array<float, 3> mean{0.485F, 0.456F, 0.406F};
    std::array<float, 3> deviation{0.229F, 0.224F, 0.225F};

    bool operator==(const Normalization&) const = default;
};

/// Which frozen network makes features, and how photos are shown to it.
struct BodyChoice
{
    QString backbone;    ///< "resnet18", "resnet34", "resnet50", "mobilenet_v2"
    QString weightsFile; ///< .safetensors or .pth; empty draws fresh weights from `seed`
    quint64 seed = 1;
    Normalization normalization;
    int side = 224; ///< pixels of the square that the network sees
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
};

} // namespace creel
