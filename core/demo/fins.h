#pragma once

#include "core/demo/trout.h"

namespace creel::demo {

/// The fins that lie behind the body: tail, dorsal, adipose, anal and far pelvic fin.
void paintFinsBehind(Layer& fish, Species species, const Outline& outline, cv::RNG& random);
/// The fins on the near side: pectoral and pelvic fin.
void paintFinsInFront(Layer& fish, Species species, const Outline& outline, cv::RNG& random);

} // namespace creel::demo
