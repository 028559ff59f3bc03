#include "models/networks/head.h"

#include <ATen/Context.h>

namespace creel {

namespace {

namespace nn = torch::nn;

/// Rows (B,in) to (B,out). A libtorch without MKL, such as Debian's, multiplies matrices with the reference
/// BLAS; as a convolution of 1x1 over a picture of B by 1 pixels, oneDNN does the same some twenty times as
/// fast.
torch::Tensor linear(const torch::Tensor& rows, const torch::Tensor& weight, const torch::Tensor& bias)
{
    if (!rows.device().is_cpu() || at::hasMKL())
        return torch::linear(rows, weight, bias);
    const torch::Tensor picture = rows.t().unsqueeze(0).unsqueeze(3); // (1,in,B,1)
    const torch::Tensor seen = torch::conv2d(picture, weight.unsqueeze(2).unsqueeze(3), bias);
    return seen.squeeze(3).squeeze(0).t();
}

class FastLinearImpl : public nn::LinearImpl
{
public:
    using nn::LinearImpl::LinearImpl;
    torch::Tensor forward(const torch::Tensor& rows) { return linear(rows, weight, bias); }
};
TORCH_MODULE(FastLinear);

/// torchvision's last layer.
class LinearHead : public Head
{
public:
    LinearHead(std::string name, int64_t in, int64_t classes) : m_name(std::move(name)), m_in(in)
    {
        const nn::Linear drawn(in, classes);
        m_weight = register_parameter("weight", drawn->weight.detach());
        m_bias = register_parameter("bias", drawn->bias.detach());
    }

    torch::Tensor forward(torch::Tensor features) override
    {
        return linear(features.narrow(1, 0, m_in), m_weight, m_bias);
    }
    std::vector<LinearLayer> folded() const override { return {{m_weight.detach(), m_bias.detach()}}; }
    std::string prefix() const override { return m_name + '.'; }

private:
    const std::string m_name;
    const int64_t m_in;
    torch::Tensor m_weight, m_bias;
};

/// A linear layer that does the work of the norm before it too.
LinearLayer foldedLayer(const nn::BatchNorm1d& norm, const FastLinear& layer)
{
    const torch::NoGradGuard noGradients;
    const torch::Tensor scale = norm->weight / (norm->running_var + norm->options.eps()).sqrt();
    const torch::Tensor shift = norm->bias - norm->running_mean * scale;
    return {layer->weight * scale, layer->bias + layer->weight.matmul(shift)};
}

/// fastai's: batch norm, dropout, a hidden layer, batch norm, dropout, classes.
class FastaiHead : public Head
{
public:
    FastaiHead(int64_t in, int64_t hidden, double dropout, int64_t classes)
    {
        auto layers = std::make_shared<Chain>();
        layers->add(m_norm1 = nn::BatchNorm1d(in));
        layers->add(nn::Dropout(dropout / 2));
        layers->add(m_linear1 = FastLinear(in, hidden));
        layers->add(nn::ReLU(true));
        layers->add(m_norm2 = nn::BatchNorm1d(hidden));
        layers->add(nn::Dropout(dropout));
        layers->add(m_linear2 = FastLinear(hidden, classes));
        m_layers = register_module("head", layers);
    }

    torch::Tensor forward(torch::Tensor features) override { return m_layers->forward(std::move(features)); }
    std::vector<LinearLayer> folded() const override
    {
        return {foldedLayer(m_norm1, m_linear1), foldedLayer(m_norm2, m_linear2)};
    }
    std::string prefix() const override { return {}; }

private:
    nn::BatchNorm1d m_norm1{nullptr}, m_norm2{nullptr};
    FastLinear m_linear1{nullptr}, m_linear2{nullptr};
    std::shared_ptr<Chain> m_layers;
};

} // namespace

std::shared_ptr<Head> makeHead(const Recipe& recipe, const Network& body, int64_t classes)
{
    const int64_t features = body.featureCount();
    if (recipe.head == HeadKind::Linear)
        return std::make_shared<LinearHead>(body.headName(), features, classes);
    return std::make_shared<FastaiHead>(2 * features, recipe.hidden, recipe.dropout, classes);
}

torch::Tensor poolFeatures(const torch::Tensor& featureMap)
{
    return torch::cat({featureMap.mean({2, 3}), featureMap.amax({2, 3})}, 1).to(torch::kFloat32);
}

std::vector<std::pair<std::string, torch::Tensor>> bodyStateOf(const Network& body)
{
    auto state = stateOf(body);
    std::erase_if(state, [&](const auto& item) { return item.first.starts_with(body.headName() + '.'); });
    return state;
}

std::vector<std::pair<std::string, torch::Tensor>> stateOf(const ClassifierNet& net)
{
    auto state = bodyStateOf(*net.body);
    for (auto& [name, tensor] : stateOf(*net.head))
        state.emplace_back(net.head->prefix() + name, std::move(tensor));
    return state;
}

std::vector<WeightToWrite> weightsOf(const ClassifierNet& net)
{
    std::vector<WeightToWrite> weights;
    for (const auto& [name, tensor] : stateOf(net))
        weights.push_back(toWeight(QString::fromStdString(name), tensor));
    return weights;
}

} // namespace creel
