#include "models/int8/int8_body.h"

#include "models/engine/kernel_call.h"
#include "models/networks/head.h"

#include <ATen/Context.h>

#include <algorithm>
#include <cmath>

namespace creel {

namespace {

torch::Tensor quantizedWeight(const torch::Tensor& weight)
{
    const torch::Tensor scales = (weight.abs().amax({1, 2, 3}) / 127).clamp_min(1e-12).to(torch::kFloat64);
    const torch::Tensor zeros = torch::zeros(weight.size(0), torch::kInt64);
    return torch::quantize_per_channel(weight.contiguous(), scales, zeros, 0, torch::kQInt8);
}

} // namespace

bool hasInt8()
{
    const auto& engines = at::globalContext().supportedQEngines();
    return std::ranges::find(engines, at::QEngine::ONEDNN) != engines.end() &&
           hasKernel("quantized::conv2d_prepack");
}

bool hasInt8(std::string_view backbone)
{
    return backbone.starts_with("resnet");
}

Int8Body::Int8Body(const FoldedConvs& convs, const ActivationRanges& ranges)
{
    at::globalContext().setQEngine(at::QEngine::ONEDNN);
    const torch::NoGradGuard noGradients;
    for (const auto& [name, conv] : convs)
        m_weights[name] = {quantizedWeight(conv.weight), conv.bias.contiguous()};
    for (const auto& [name, range] : ranges)
        m_scales[name] = scaleOf(range);
}

Int8Body::Scale Int8Body::scaleOf(const ActivationRange& range)
{
    const double step = std::max(1e-12, double(range.high) - double(range.low)) / activationSteps;
    return {step, std::clamp<int64_t>(std::lround(-double(range.low) / step), 0, activationSteps)};
}

torch::Tensor Int8Body::features(const torch::Tensor& images)
{
    const torch::NoGradGuard noGradients;
    const Scale& scale = m_scales.at("input");
    const double low = -double(scale.zero) * scale.step;
    const torch::Tensor input = torch::quantize_per_tensor(
        images.clamp(low, low + activationSteps * scale.step).contiguous(torch::MemoryFormat::ChannelsLast),
        scale.step, scale.zero, torch::kQUInt8);
    return poolFeatures(walkResNet<torch::Tensor>(*this, input).dequantize());
}

torch::Tensor Int8Body::conv(const std::string& name, const torch::Tensor& x, int64_t stride, bool hasRelu)
{
    c10::IValue& packed = m_packed[name];
    if (packed.isNone()) {
        const FoldedConv& conv = m_weights.at(name);
        const int64_t padding = conv.weight.size(2) / 2;
        packed = callKernel("quantized::conv2d_prepack", "",
                            {conv.weight, conv.bias, std::vector<int64_t>{stride, stride},
                             std::vector<int64_t>{padding, padding}, std::vector<int64_t>{1, 1}, int64_t(1)});
    }
    const Scale& scale = m_scales.at(name);
    return callKernel(hasRelu ? "quantized::conv2d_relu" : "quantized::conv2d", "new",
                      {x, packed, scale.step, scale.zero})
        .toTensor();
}

torch::Tensor Int8Body::addRelu(const std::string& block, const torch::Tensor& a, const torch::Tensor& b)
{
    const Scale& scale = m_scales.at(block);
    return callKernel("quantized::add_relu", "", {a, b, scale.step, scale.zero}).toTensor();
}

} // namespace creel
