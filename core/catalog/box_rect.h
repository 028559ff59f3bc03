#pragma once

#include <QRectF>
#include <QSize>

namespace creel {

/// A rectangle on an upright photo in parts of its width and height, from the upper left corner: (0, 0, 1, 1)
/// is the whole photo. Edges are kept rather than a size, so that an edge moved alone leaves the others
/// exact.
struct BoxRect
{
    double left = 0;
    double top = 0;
    double right = 0;
    double bottom = 0;

    double width() const { return right - left; }
    double height() const { return bottom - top; }
    bool contains(double x, double y) const { return x >= left && x <= right && y >= top && y <= bottom; }
    /// Finite, with a width and a height, and nowhere outside the photo.
    bool isValid() const;

    bool operator==(const BoxRect&) const = default;
};

/// The part that lies on the photo; not valid if nothing does. NaN makes it invalid too.
BoxRect clamped(const BoxRect& rect);

/// From pixels of the upright photo, whose left upper corner is (0, 0) and whose right lower one is
/// (width, height): the box of the one pixel at the origin is (0, 0, 1, 1). Not clamped.
BoxRect fromPixels(const QRectF& pixels, QSize photo);
/// Back again, rounded to a millionth of a pixel: what was given in whole pixels, or with up to six decimals,
/// comes back as exactly the same numbers.
QRectF toPixels(const BoxRect& rect, QSize photo);

/// Area that both share, as a part of the area that either covers: 0…1.
double overlap(const BoxRect& a, const BoxRect& b);

} // namespace creel
