#pragma once

#include "core/catalog/box_rect.h"

#include <QImage>
#include <QRect>

namespace creel {

/// The part of an upright photo of this size to look at when it is about `box`: the box with a little margin,
/// in whole pixels, nowhere outside the photo and never empty.
QRect cropAround(const BoxRect& box, QSize photo);

/// Longest side at which to decode a photo of this size so that the crop around `box` has `side` pixels along
/// its longest side; that of the whole photo where it has fewer.
int decodedSideFor(const BoxRect& box, QSize photo, int side);

/// The crop around `box`, enlarged or reduced to `side` pixels along its longest side. `photo` is upright and
/// of whatever size; what is transparent becomes neutral grey.
QImage croppedTo(const QImage& photo, const BoxRect& box, int side);

} // namespace creel
