#pragma once

#include "core/learning/engine.h"

#include <torch/torch.h>

namespace creel {

/// How a photo becomes what a network sees when nothing is left to chance: the short side is scaled to 8/7 of
/// `side` (torchvision's 256 for 224), the centre cut out.
struct EvalPreset
{
    int side = 224; ///< pixels
    Normalization normalization;
    bool mirrored = false;

    /// Writes (side,side,3) normalized numbers, channels last. Any thread.
    void apply(const QImage& photo, float* out) const;
    /// (B,3,side,side) in channels-last memory.
    torch::Tensor batch(std::span<const QImage> photos) const;
};

} // namespace creel
