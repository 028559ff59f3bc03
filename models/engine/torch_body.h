#pragma once

#include "models/engine/packed_resnet.h"
#include "models/engine/presets.h"
#include "models/networks/network.h"

namespace creel {

/// A frozen network as it predicts fastest: batch norm folded, channels last, in the precision that suits the
/// device.
class TorchBody : public Body
{
public:
    /// `network` is the body's from now on: it can no longer be trained.
    TorchBody(std::shared_ptr<Network> network, const EvalPreset& preset, const Compute& compute);

    int featureCount() const override { return m_featureCount; }
    Result<std::vector<float>> embed(std::span<const QImage> photos, bool mirrored) override;

    /// Normalized images (B,3,S,S) of any size to features (B,2C), float32 on the device. Throws.
    torch::Tensor features(const torch::Tensor& images) const;

private:
    const int m_featureCount;
    const EvalPreset m_preset;
    const Compute m_compute;
    std::unique_ptr<PackedResNet> m_packed; ///< on a processor, where it can be
    std::shared_ptr<Network> m_network;     ///< else
};

} // namespace creel
