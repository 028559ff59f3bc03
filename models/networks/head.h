#pragma once

#include "core/learning/recipe.h"
#include "models/networks/state_dict.h"

namespace creel {

/// Rows (B,in) times weight (out,in), plus bias (out).
struct LinearLayer
{
    torch::Tensor weight, bias;
};

/// What tells classes apart by a body's pooled features (B,2C): averages, then maxima.
class Head : public torch::nn::Module
{
public:
    /// Logits (B,classes).
    virtual torch::Tensor forward(torch::Tensor features) = 0;
    /// What forward() does when predicting: linear layers with a ReLU between each two, batch norms folded
    /// in. The first takes 2C features or, where its weights are (out,C), the averages only.
    virtual std::vector<LinearLayer> folded() const = 0;
    /// What its parameters' names begin with in a model file.
    virtual std::string prefix() const = 0;
};

/// Fresh weights from torch's default generator for features of `body`. The linear head is torchvision's last
/// layer under its name and looks at the averages only.
std::shared_ptr<Head> makeHead(const Recipe& recipe, const Network& body, int64_t classes);

/// A classifier in its two parts.
struct ClassifierNet
{
    std::shared_ptr<Network> body; ///< its own last layer is not used
    std::shared_ptr<Head> head;
};

/// (B,C,H,W) to (B,2C): averages, then maxima, in float32.
torch::Tensor poolFeatures(const torch::Tensor& featureMap);

/// The state dict of a model file: the body's names are torchvision's.
std::vector<std::pair<std::string, torch::Tensor>> stateOf(const ClassifierNet& net);
std::vector<WeightToWrite> weightsOf(const ClassifierNet& net);
/// Only the body's part of it.
std::vector<std::pair<std::string, torch::Tensor>> bodyStateOf(const Network& body);

} // namespace creel
