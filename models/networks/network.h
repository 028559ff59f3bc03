#pragma once

#include <torch/torch.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace creel {

/// A list of layers run one after the other under the names "0", "1", …, as Python's nn.Sequential has them.
/// libtorch's own Sequential cannot hold another one.
class Chain : public torch::nn::Module
{
public:
    template<class Layer>
    void add(Layer layer)
    {
        register_module(std::to_string(m_steps.size()), layer);
        m_steps.emplace_back([layer](torch::Tensor x) mutable { return layer->forward(std::move(x)); });
    }
    torch::Tensor forward(torch::Tensor x);
    size_t size() const { return m_steps.size(); }

private:
    std::vector<std::function<torch::Tensor(torch::Tensor)>> m_steps;
};

/// A convolution padded by half its kernel, with torch's names and numbers, computed in whichever way is
/// fastest.
class ConvImpl : public torch::nn::Conv2dImpl
{
public:
    using torch::nn::Conv2dImpl::Conv2dImpl;

    torch::Tensor forward(const torch::Tensor& x);
};
TORCH_MODULE(Conv);

/// Batch norm over channels with torch's names and numbers that can be folded into the convolution before it,
/// for predicting: then it does nothing. (libtorch's own cannot be derived from.)
class NormImpl : public torch::nn::Module
{
public:
    explicit NormImpl(int64_t width);

    torch::Tensor forward(const torch::Tensor& x);
    /// Gives `before` the weights and the bias with which it does this norm's work, as it stands, too.
    void foldInto(torch::nn::Conv2dImpl& before);

private:
    torch::Tensor m_weight, m_bias;
    torch::Tensor m_mean, m_variance, m_batches; ///< running statistics, and of how many batches
    bool m_isFolded = false;
};
TORCH_MODULE(Norm);

/// An image classifier with torchvision's parameter names, shapes and order of construction, so that state
/// dicts travel both ways and a seed gives the same weights.
class Network : public torch::nn::Module
{
public:
    /// (B,3,H,W) normalized images to the body's last map (B,featureCount,H/32,W/32).
    virtual torch::Tensor featureMap(torch::Tensor images) = 0;
    /// Average-pooled features (B,featureCount) to logits (B,classes).
    virtual torch::Tensor classify(torch::Tensor features) = 0;
    virtual int featureCount() const = 0;
    /// Name of the last linear layer: "fc" or "classifier.1".
    virtual std::string headName() const = 0;
    /// Whether a parameter belongs to the body's first half, which sees edges and textures and should learn
    /// slowest.
    virtual bool isEarly(std::string_view parameter) const = 0;

    /// (B,3,H,W) to average-pooled features (B,featureCount).
    torch::Tensor features(torch::Tensor images);
    torch::Tensor forward(torch::Tensor images) { return classify(features(std::move(images))); }

    /// Folds every batch norm into its convolution. For predicting only.
    void foldNorms();
};

/// Names that makeNetwork() knows: "resnet18", "resnet34", "resnet50", "mobilenet_v2".
const std::vector<std::string>& backboneNames();

/// A network with fresh weights drawn from torch's default generator; null for an unknown name.
std::shared_ptr<Network> makeNetwork(std::string_view backbone, int64_t classes);

} // namespace creel
