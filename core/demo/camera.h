#pragma once

#include "core/demo/scenes.h"
#include "core/demo/trout.h"

#include <QImage>

namespace creel::demo {

/// One trout in a place, as a hurried photographer takes it: some pose, size, light, blur and noise. RGB888,
/// about 640x480, now and then upright.
QImage photographTrout(Species species, Scene scene, cv::RNG& random);

/// A photo of something else: a tackle box or a river.
QImage photographJunk(bool isTackleBox, cv::RNG& random);

} // namespace creel::demo
