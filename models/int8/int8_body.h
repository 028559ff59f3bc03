#pragma once

#include "models/int8/calibrator.h"

namespace creel {

/// Whether this libtorch can compute in int8 as Creel wants it.
bool hasInt8();
/// Whether that backbone can be: ResNets.
bool hasInt8(std::string_view backbone);

/// A frozen ResNet in int8: weights with a scale for each output channel, activations in 7 bits, on oneDNN.
class Int8Body : private ResNetTensors
{
public:
    Int8Body(const FoldedConvs& convs, const ActivationRanges& ranges);

    /// Normalized float32 images (B,3,S,S) to features (B,2C), float32. Throws.
    torch::Tensor features(const torch::Tensor& images);

private:
    struct Scale
    {
        double step = 1;
        int64_t zero = 0;
    };

    static Scale scaleOf(const ActivationRange& range);
    torch::Tensor conv(const std::string& name, const torch::Tensor& x, int64_t stride,
                       bool hasRelu) override;
    torch::Tensor addRelu(const std::string& block, const torch::Tensor& a, const torch::Tensor& b) override;
    bool has(const std::string& name) const override { return m_weights.contains(name); }

    std::map<std::string, FoldedConv> m_weights; ///< quantized
    std::map<std::string, c10::IValue> m_packed; ///< made when first used, for their stride is known then
    std::map<std::string, Scale> m_scales;
};

} // namespace creel
