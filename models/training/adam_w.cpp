#include "models/training/adam_w.h"

namespace creel {

namespace {

constexpr double squareBeta = 0.99;
constexpr double epsilon = 1e-5;

} // namespace

AdamW::AdamW(std::vector<ParameterGroup> groups) : m_groups(std::move(groups))
{
    for (const ParameterGroup& group : m_groups)
        for (const torch::Tensor& parameter : group.parameters) {
            m_parameters.push_back(parameter);
            m_means.push_back(torch::zeros_like(parameter));
            m_squares.push_back(torch::zeros_like(parameter));
        }
}

void AdamW::zeroGradients()
{
    for (torch::Tensor& parameter : m_parameters)
        parameter.mutable_grad() = torch::Tensor();
}

void AdamW::clipGradients(double most)
{
    if (most > 0)
        torch::nn::utils::clip_grad_norm_(m_parameters, most);
}

void AdamW::step(const Pace& pace)
{
    const torch::NoGradGuard noGradients;
    m_meanShare = 1 - (1 - m_meanShare) * float(pace.momentum);
    m_squareShare = 1 - (1 - m_squareShare) * float(squareBeta);
    size_t i = 0;
    for (const ParameterGroup& group : m_groups)
        for (torch::Tensor parameter : group.parameters) {
            if (parameter.grad().defined())
                update(parameter, m_means[i], m_squares[i], group, pace);
            ++i;
        }
}

void AdamW::update(torch::Tensor& parameter, torch::Tensor& mean, torch::Tensor& square,
                   const ParameterGroup& group, const Pace& pace) const
{
    const double rate = pace.learningRate * group.rateFactor;
    const torch::Tensor& gradient = parameter.grad();
    mean.lerp_(gradient, 1 - pace.momentum);
    square.mul_(squareBeta).addcmul_(gradient, gradient, 1 - squareBeta);
    parameter.mul_(1 - rate * group.decay);
    parameter.addcdiv_(mean, (square / double(m_squareShare)).sqrt_().add_(epsilon),
                       -rate / double(m_meanShare));
}

std::vector<torch::Tensor> AdamW::state() const
{
    std::vector<torch::Tensor> state = m_means;
    state.insert(state.end(), m_squares.begin(), m_squares.end());
    state.push_back(torch::tensor({m_meanShare, m_squareShare}, torch::kFloat32));
    return state;
}

void AdamW::setState(const std::vector<torch::Tensor>& state)
{
    const torch::NoGradGuard noGradients;
    const size_t count = m_parameters.size();
    for (size_t i = 0; i < count; ++i) {
        m_means[i].copy_(state[i]);
        m_squares[i].copy_(state[count + i]);
    }
    m_meanShare = state[2 * count][0].item<float>();
    m_squareShare = state[2 * count][1].item<float>();
}

} // namespace creel
