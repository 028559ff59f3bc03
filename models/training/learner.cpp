#include "models/training/learner.h"

#include <cmath>
#include <new>
#include <numeric>
#include <random>

namespace creel {

namespace {

/// Batch norm and biases are not decayed.
void addGroups(std::vector<ParameterGroup>& groups, const std::vector<torch::Tensor>& parameters,
               double rateFactor, double decay)
{
    ParameterGroup decayed{{}, rateFactor, decay}, free{{}, rateFactor, 0};
    for (const torch::Tensor& parameter : parameters)
        (parameter.dim() > 1 ? decayed : free).parameters.push_back(parameter);
    groups.push_back(std::move(decayed));
    groups.push_back(std::move(free));
}

std::vector<ParameterGroup> groupsOf(const ClassifierNet& net, const Stage& stage, double decay)
{
    std::vector<ParameterGroup> groups;
    addGroups(groups, net.head->parameters(), 1, decay);
    if (!stage.trainsBody)
        return groups;
    std::vector<torch::Tensor> early, late;
    for (const auto& item : net.body->named_parameters())
        if (!item.key().starts_with(net.body->headName() + '.'))
            (net.body->isEarly(item.key()) ? early : late).push_back(item.value());
    addGroups(groups, late, 1 / std::sqrt(stage.bodyDivisor), decay);
    addGroups(groups, early, 1 / stage.bodyDivisor, decay);
    return groups;
}

} // namespace

bool isOutOfMemory(const std::exception& error)
{
    if (dynamic_cast<const std::bad_alloc*>(&error) || dynamic_cast<const c10::OutOfMemoryError*>(&error))
        return true;
    const std::string_view text = error.what();
    return text.find("out of memory") != text.npos || text.find("not enough memory") != text.npos ||
           text.find("can't allocate memory") != text.npos ||
           text.find("ALLOC_FAILED") != text.npos; // of cuBLAS and cuDNN
}

void withShrinkingSize(int64_t& size, const std::function<void(int64_t)>& work,
                       const std::function<void(int64_t)>& onShrink)
{
    while (true) {
        try {
            work(size);
            return;
        } catch (const std::exception& error) {
            if (!isOutOfMemory(error) || size <= 2)
                throw;
        }
        size = std::max<int64_t>(2, size / 2);
        onShrink(size);
    }
}

Learner::Learner(const ClassifierNet& net, const Recipe& recipe, const Stage& stage, const Compute& compute,
                 std::function<void(int64_t)> onShrink)
    : m_net(net)
    , m_recipe(recipe)
    , m_trainsBody(stage.trainsBody)
    , m_compute(compute)
    , m_onShrink(std::move(onShrink))
    , m_optimizer(groupsOf(net, stage, recipe.weightDecay))
    , m_chunk(std::max(2, recipe.batchSize * 3 / 2)) // more than any batch has
{}

void Learner::enterTraining() const
{
    m_net.head->train();
    m_net.body->train(m_trainsBody);
}

Learner::Mixed Learner::mix(const Batch& batch, Draw draw) const
{
    const torch::Tensor input = batch.input.to(m_compute.device);
    const torch::Tensor target = batch.target.to(m_compute.device);
    if (m_recipe.mixup <= 0)
        return {input, target, target, 1};
    std::gamma_distribution<double> gamma(m_recipe.mixup);
    const double first = gamma(draw), second = gamma(draw);
    const double share = first + second > 0 ? first / (first + second) : 1;
    std::vector<int64_t> partners(size_t(target.numel()));
    std::iota(partners.begin(), partners.end(), int64_t(0));
    std::ranges::shuffle(partners, draw);
    const torch::Tensor index = torch::tensor(partners, torch::kInt64).to(m_compute.device);
    return {input * share + input.index_select(0, index) * (1 - share), target, target.index_select(0, index),
            share};
}

torch::Tensor Learner::lossOf(const Mixed& batch)
{
    torch::Tensor features = batch.input;
    if (m_trainsBody) {
        const Autocast autocast(m_compute);
        features =
            poolFeatures(m_net.body->featureMap(features.contiguous(torch::MemoryFormat::ChannelsLast)));
    }
    const torch::Tensor logits = m_net.head->forward(features);
    const auto options =
        torch::nn::functional::CrossEntropyFuncOptions().label_smoothing(m_recipe.labelSmoothing);
    const auto loss = [&](const torch::Tensor& target) {
        return torch::nn::functional::cross_entropy(logits, target, options);
    };
    return batch.share < 1 ? loss(batch.target) * batch.share + loss(batch.other) * (1 - batch.share)
                           : loss(batch.target);
}

/// In chunks whose sizes differ by at most one.
double Learner::addGradients(const Mixed& batch, int64_t chunk)
{
    m_optimizer.zeroGradients();
    const int64_t count = batch.target.numel();
    const int64_t chunks = std::max<int64_t>(1, std::min((count + chunk - 1) / chunk, count / 2));
    double sum = 0;
    for (int64_t i = 0; i < chunks; ++i) {
        const int64_t first = i * count / chunks;
        const int64_t size = (i + 1) * count / chunks - first;
        const torch::Tensor loss =
            lossOf({batch.input.narrow(0, first, size), batch.target.narrow(0, first, size),
                    batch.other.narrow(0, first, size), batch.share}) *
            (double(size) / double(count));
        loss.backward();
        sum += loss.item<double>();
    }
    return sum;
}

double Learner::learn(const Batch& batch, const Pace& pace, Draw draw)
{
    enterTraining();
    const Mixed mixed = mix(batch, draw);
    double loss = 0;
    withShrinkingSize(
        m_chunk, [&](int64_t chunk) { loss = addGradients(mixed, chunk); }, m_onShrink);
    if (!std::isfinite(loss))
        return loss; // nothing is learned from it
    m_optimizer.clipGradients(m_recipe.gradientClip);
    m_optimizer.step(pace);
    return loss;
}

} // namespace creel
