#include "models/engine/torch_body.h"

#include "models/engine/guard.h"
#include "models/networks/head.h"

namespace creel {

TorchBody::TorchBody(std::shared_ptr<Network> network, const EvalPreset& preset, const Compute& compute)
    : m_network(std::move(network)), m_preset(preset), m_compute(compute)
{
    const torch::NoGradGuard noGradients;
    m_network->eval();
    m_network->foldNorms();
    m_network->to(m_compute.device, m_compute.type());
    useChannelsLast(*m_network);
}

torch::Tensor TorchBody::features(const torch::Tensor& images) const
{
    const torch::NoGradGuard noGradients;
    return poolFeatures(m_network->featureMap(images.to(m_compute.device, m_compute.type())));
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
