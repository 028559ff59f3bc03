#pragma once

#include "core/demo/trout.h"

namespace creel::demo {

/// Paints the spots that a species is known by onto a body. `body` says where it is, CV_8UC1.
void paintMarks(Layer& fish, const cv::Mat& body, Species species, const Outline& outline, cv::RNG& random);

} // namespace creel::demo
