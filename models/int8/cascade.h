#pragma once

#include "core/learning/model_info.h"

#include <span>
#include <vector>

namespace creel {

/// Distance between the two highest of each row's probabilities (N,classes).
std::vector<float> marginsOf(std::span<const float> probabilities, int classes);

/// The smallest margin with which the cascade gives at least 99 % of the photos the class that float32 gives
/// them, from both kinds of probabilities (N,classes) for the same photos.
Int8Facts measureCascade(std::span<const float> int8, std::span<const float> float32, int classes);

/// A model for which more photos than this share would be computed again is quicker in float32.
inline constexpr double mostRerun = 1.0 / 3;

} // namespace creel
