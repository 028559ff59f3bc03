#pragma once

#include "models/networks/folded_convs.h"
#include "models/networks/resnet_tensors.h"

#include <QJsonObject>

#include <optional>
#include <vector>

#include <torch/torch.h>

namespace creel {

/// Between which numbers an activation is cut into steps.
struct ActivationRange
{
    float low = 0;
    float high = 0;
};

/// By convolution or block; "input" is the photo itself.
using ActivationRanges = std::map<std::string, ActivationRange>;

QJsonObject toJson(const ActivationRanges& ranges);
ActivationRanges rangesFromJson(const QJsonObject& json);

/// Activations take 7 bits on every processor: with 8, those without VNNI saturate 16-bit sums, and a model
/// shall predict the same everywhere.
inline constexpr int activationSteps = 127;

/// How often an activation took which value, and where to cut it so that the squared error of rounding and
/// cutting is least.
class ActivationHistogram
{
public:
    void add(const torch::Tensor& values);
    ActivationRange bestRange() const;

private:
    double errorOf(double share) const;

    double m_low = 0, m_high = 0; ///< twice what the first values span; others are taken for the nearest
    std::vector<double> m_counts;
};

/// Computes a ResNet in float32 and watches every activation.
class Calibrator : private ResNetTensors
{
public:
    /// `convs` outlives the calibrator.
    explicit Calibrator(const FoldedConvs& convs) : m_convs(convs) {}

    /// Normalized images (B,3,H,W).
    void show(const torch::Tensor& images);
    ActivationRanges ranges() const;

private:
    torch::Tensor conv(const std::string& name, const torch::Tensor& x, int64_t stride,
                       bool hasRelu) override;
    torch::Tensor addRelu(const std::string& block, const torch::Tensor& a, const torch::Tensor& b) override;
    bool has(const std::string& name) const override { return m_convs.contains(name); }

    const FoldedConvs& m_convs;
    std::map<std::string, ActivationHistogram> m_histograms;
};

} // namespace creel
