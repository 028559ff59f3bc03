#pragma once

#include "core/learning/engine.h"
#include "core/learning/photo_size.h"
#include "models/data/draw.h"

#include <opencv2/core.hpp>
#include <torch/torch.h>

namespace creel {

/// How a photo becomes what a network sees when nothing is left to chance: the short side is scaled to 8/7 of
/// `side`, the centre cut out.
struct EvalPreset
{
    int side = 224; ///< pixels
    Normalization normalization;
    bool mirrored = false;

    /// (side,side) RGB bytes. Any thread.
    cv::Mat square(const QImage& photo) const;
    /// (B,3,side,side) in channels-last memory.
    torch::Tensor batch(std::span<const QImage> photos) const;
};

/// The same for training. Flip mirrors every other photo. Default takes a square of the same size anywhere in
/// the photo, mirrors, turns by up to 10 degrees, zooms up to 1.1, tilts by up to 0.2 and changes brightness
/// and contrast by up to 0.2, each but the first two in three photos of four (fastai's aug_transforms);
/// what lies beyond the photo's edge is mirrored into it.
struct TrainPreset
{
    int side = 224;
    Augmentation augmentation = Augmentation::Default;

    /// (side,side) RGB bytes. Any thread.
    cv::Mat square(const QImage& photo, Draw& draw) const;
};

/// Normalizes squares of one size: (B,3,side,side) float32 in channels-last memory.
torch::Tensor toBatch(std::span<const cv::Mat> squares, const Normalization& normalization);

} // namespace creel
