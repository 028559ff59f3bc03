#pragma once

#include "models/engine/presets.h"
#include "models/networks/network.h"

namespace creel {

/// A frozen network in the precision that suits the processor.
class TorchBody : public Body
{
public:
    TorchBody(std::shared_ptr<Network> network, const EvalPreset& preset, Precision precision);

    int featureCount() const override { return m_network->featureCount(); }
    Result<std::vector<float>> embed(std::span<const QImage> photos, bool mirrored) override;

private:
    const std::shared_ptr<Network> m_network;
    const EvalPreset m_preset;
    const torch::ScalarType m_type;
};

} // namespace creel
