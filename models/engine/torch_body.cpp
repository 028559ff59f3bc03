#include "models/engine/torch_body.h"

#include "models/engine/guard.h"
#include "models/networks/head.h"

namespace creel {

TorchBody::TorchBody(std::shared_ptr<Network> network, const EvalPreset& preset, const Compute& compute)
    : m_featureCount(network->featureCount()), m_preset(preset), m_compute(compute)
{
    const torch::NoGradGuard noGradients;
    network->eval();
    network->foldNorms();
    m_packed = PackedResNet::of(*network, compute);
    if (m_packed)
        return;
    m_network = std::move(network);
    m_network->to(m_compute.device, m_compute.type());
    useChannelsLast(*m_network);
}

torch::Tensor TorchBody::features(const torch::Tensor& images) const
{
    const torch::NoGradGuard noGradients;
    const torch::Tensor input = images.to(m_compute.device, m_compute.type());
    return poolFeatures(m_packed ? m_packed->featureMap(input) : m_network->featureMap(input));
}

Result<std::vector<float>> TorchBody::embed(std::span<const QImage> photos, bool mirrored)
{
    return guarded([&]() -> Result<std::vector<float>> {
        EvalPreset preset = m_preset;
        preset.mirrored = mirrored;
        const torch::Tensor all = features(preset.batch(photos)).to(torch::kCPU).contiguous();
        const float* first = all.data_ptr<float>();
        return std::vector<float>(first, first + all.numel());
    });
}

} // namespace creel
