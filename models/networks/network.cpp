#include "models/networks/network.h"

#include "models/networks/mobilenet.h"
#include "models/networks/resnet.h"
#include "models/winograd/winograd_conv.h"

namespace creel {

namespace {

constexpr double normMomentum = 0.1, normEpsilon = 1e-5; // torch's

} // namespace

torch::Tensor Chain::forward(torch::Tensor x)
{
    for (auto& step : m_steps)
        x = step(std::move(x));
    return x;
}

torch::Tensor Network::features(torch::Tensor images)
{
    return torch::adaptive_avg_pool2d(featureMap(std::move(images)), {1, 1}).flatten(1);
}

torch::Tensor ConvImpl::forward(const torch::Tensor& x)
{
    return paddedConv(x, weight, bias, options.stride()->at(0));
}

NormImpl::NormImpl(int64_t width)
    : m_weight(register_parameter("weight", torch::ones(width)))
    , m_bias(register_parameter("bias", torch::zeros(width)))
    , m_mean(register_buffer("running_mean", torch::zeros(width)))
    , m_variance(register_buffer("running_var", torch::ones(width)))
    , m_batches(register_buffer("num_batches_tracked", torch::tensor(0, torch::kInt64)))
{}

torch::Tensor NormImpl::forward(const torch::Tensor& x)
{
    if (m_isFolded)
        return x;
    if (is_training())
        m_batches += 1;
    return torch::batch_norm(x, m_weight, m_bias, m_mean, m_variance, is_training(), normMomentum,
                             normEpsilon, true);
}

void NormImpl::foldInto(torch::nn::Conv2dImpl& before)
{
    const torch::NoGradGuard noGradients;
    const torch::Tensor scale = m_weight / (m_variance + normEpsilon).sqrt();
    before.weight.set_data(before.weight * scale.reshape({-1, 1, 1, 1}));
    before.bias = before.register_parameter("folded_bias", m_bias - m_mean * scale, false);
    m_isFolded = true;
}

void Network::foldNorms()
{
    for (const auto& module : modules()) {
        torch::nn::Conv2dImpl* before = nullptr;
        for (const auto& child : module->children()) {
            auto* norm = child->as<NormImpl>();
            if (norm && before)
                norm->foldInto(*before);
            before = child->as<torch::nn::Conv2dImpl>();
        }
    }
}

const std::vector<std::string>& backboneNames()
{
    static const std::vector<std::string> names{"resnet18", "resnet34", "resnet50", "mobilenet_v2"};
    return names;
}

std::shared_ptr<Network> makeNetwork(std::string_view backbone, int64_t classes)
{
    if (backbone == "resnet18")
        return makeResNet(ResNetKind::ResNet18, classes);
    if (backbone == "resnet34")
        return makeResNet(ResNetKind::ResNet34, classes);
    if (backbone == "resnet50")
        return makeResNet(ResNetKind::ResNet50, classes);
    if (backbone == "mobilenet_v2")
        return makeMobileNetV2(classes);
    return nullptr;
}

} // namespace creel
