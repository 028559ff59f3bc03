#pragma once

#include "models/training/one_cycle.h"

#include <torch/torch.h>

#include <vector>

namespace creel {

/// Parameters that learn at the same pace.
struct ParameterGroup
{
    std::vector<torch::Tensor> parameters;
    double rateFactor = 1; ///< of the head's learning rate
    double decay = 0;      ///< weight decay
};

/// AdamW (Loshchilov 2019) whose state can be written into a checkpoint, which libtorch's own changes from
/// version to version. The second beta is 0.99 and epsilon 1e-5, as in fastai.
class AdamW
{
public:
    explicit AdamW(std::vector<ParameterGroup> groups);

    void zeroGradients();
    /// Scales the gradients so that the norm of all is at most `most`; 0 leaves them.
    void clipGradients(double most);
    void step(const Pace& pace);

    const std::vector<torch::Tensor>& parameters() const { return m_parameters; }
    /// Means and squares of all parameters, and their shares; setState() copies such a list back.
    std::vector<torch::Tensor> state() const;
    void setState(const std::vector<torch::Tensor>& state);

private:
    void update(torch::Tensor& parameter, torch::Tensor& mean, torch::Tensor& square,
                const ParameterGroup& group, const Pace& pace) const;

    std::vector<ParameterGroup> m_groups;
    std::vector<torch::Tensor> m_parameters;
    std::vector<torch::Tensor> m_means, m_squares;
    float m_meanShare = 0; ///< how much of the means is gradients yet: 1 minus all momenta's product
    float m_squareShare = 0;
};

} // namespace creel
