#include "models/engine/torch_body.h"

#include "models/engine/guard.h"

namespace creel {

TorchBody::TorchBody(std::shared_ptr<Network> network, const EvalPreset& preset, Precision precision)
    : m_network(std::move(network))
    , m_preset(preset)
    , m_type(precision == Precision::BFloat16 ? torch::kBFloat16 : torch::kFloat32)
{
    torch::NoGradGuard noGradients;
    m_network->eval();
    m_network->to(m_type);
    for (torch::Tensor& parameter : m_network->parameters())
        if (parameter.dim() == 4) // convolutions are several times faster with the channels last
            parameter.set_data(parameter.contiguous(torch::MemoryFormat::ChannelsLast));
}

Result<std::vector<float>> TorchBody::embed(std::span<const QImage> photos, bool mirrored)
{
    return guarded([&]() -> Result<std::vector<float>> {
        const c10::InferenceMode inference;
        EvalPreset preset = m_preset;
        preset.mirrored = mirrored;
        const torch::Tensor map = m_network->featureMap(preset.batch(photos).to(m_type));
        const torch::Tensor features =
            torch::cat({map.mean({2, 3}), map.amax({2, 3})}, 1).to(torch::kFloat32).contiguous();
        const float* first = features.data_ptr<float>();
        return std::vector<float>(first, first + features.numel());
    });
}

} // namespace creel
