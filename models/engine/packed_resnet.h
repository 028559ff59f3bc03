#pragma once

#include "models/engine/compute.h"
#include "models/networks/folded_convs.h"
#include "models/networks/resnet_tensors.h"

#include <memory>

namespace creel {

/// A frozen ResNet as a processor computes it fastest: in float32 by Winograd's convolutions where they are
/// quicker; else oneDNN keeps the weights in its own order. ReLU is done while a result is still in the
/// cache. The numbers are those of the network's own layers. One thread at a time.
class PackedResNet : private ResNetTensors
{
public:
    /// Of a network whose norms are folded; null where it is no ResNet, `compute` is a GPU, or this libtorch
    /// has no such kernels.
    static std::unique_ptr<PackedResNet> of(const Network& network, const Compute& compute);

    /// Normalized images (B,3,H,W) of the type that was chosen to the last map. Throws.
    torch::Tensor featureMap(const torch::Tensor& images);

private:
    PackedResNet(FoldedConvs convs, torch::ScalarType type);

    torch::Tensor conv(const std::string& name, const torch::Tensor& x, int64_t stride,
                       bool hasRelu) override;
    torch::Tensor addRelu(const std::string& block, const torch::Tensor& a, const torch::Tensor& b) override;
    bool has(const std::string& name) const override { return m_convs.contains(name); }
    c10::IValue pack(const FoldedConv& conv, const torch::Tensor& x, int64_t stride, bool hasRelu) const;

    FoldedConvs m_convs; ///< in bfloat16, those that are packed keep their name alone
    std::map<std::string, c10::IValue> m_packed;
    const torch::ScalarType m_type;
};

} // namespace creel
