#pragma once

#include "models/data/batches.h"
#include "models/networks/head.h"
#include "models/training/adam_w.h"

namespace creel {

/// Whether what was thrown says that memory ran out, on the processor or on the GPU.
bool isOutOfMemory(const std::exception& error);

/// Runs `work` with `size`; as long as it runs out of memory, again with half of it, which `size` then is.
/// `onShrink` hears the new size. At a size of 2 the exception is passed on.
void withShrinkingSize(int64_t& size, const std::function<void(int64_t)>& work,
                       const std::function<void(int64_t)>& onShrink);

/// What one stage of a training changes in the network, step by step.
class Learner
{
public:
    /// With a stage that trains the body, batches hold images, else features.
    Learner(const ClassifierNet& net, const Recipe& recipe, const Stage& stage, const Compute& compute,
            std::function<void(int64_t)> onShrink);

    /// Learns one batch of at least two and returns its loss. `draw` mixes photos where the recipe says so.
    double learn(const Batch& batch, const Pace& pace, Draw draw);

    AdamW& optimizer() { return m_optimizer; }

private:
    /// A batch in which each photo is blended with another one (Zhang 2018).
    struct Mixed
    {
        torch::Tensor input, target, other;
        double share = 1; ///< of the first
    };

    Mixed mix(const Batch& batch, Draw draw) const;
    double addGradients(const Mixed& batch, int64_t chunk);
    torch::Tensor lossOf(const Mixed& batch);
    void enterTraining() const;

    const ClassifierNet& m_net;
    const Recipe& m_recipe;
    const bool m_trainsBody;
    const Compute m_compute;
    const std::function<void(int64_t)> m_onShrink;
    AdamW m_optimizer;
    int64_t m_chunk; ///< photos that are shown at a time; their gradients add up to the batch's
};

} // namespace creel
