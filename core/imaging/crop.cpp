#include "core/imaging/crop.h"

#include "core/imaging/luma.h"

#include <algorithm>
#include <cmath>

namespace creel {

namespace {

/// On each side, as a part of the box's longer side …
constexpr double marginShare = 0.1;
/// … and at least so many pixels, so that the smallest boxes show what they lie in.
constexpr double leastMargin = 4;

} // namespace

QRect cropAround(const BoxRect& box, QSize photo)
{
    const QRectF pixels = toPixels(box, photo);
    const double margin = std::max(marginShare * std::max(pixels.width(), pixels.height()), leastMargin);
    const QRect all({0, 0}, photo);
    const QRect crop = pixels.adjusted(-margin, -margin, margin, margin).toAlignedRect() & all;
    return crop.isEmpty() ? QRect({0, 0}, QSize(1, 1)) : crop;
}

int decodedSideFor(const BoxRect& box, QSize photo, int side)
{
    const QSize crop = cropAround(box, photo).size();
    const int whole = std::max(photo.width(), photo.height());
    const double wanted = double(side) * whole / std::max(crop.width(), crop.height());
    return std::clamp(int(std::ceil(wanted)), 1, std::max(whole, 1));
}

QImage croppedTo(const QImage& photo, const BoxRect& box, int side)
{
    if (photo.isNull())
        return {};
    const QImage crop = flattened(photo.copy(cropAround(box, photo.size())));
    const QSize size = crop.size().scaled(side, side, Qt::KeepAspectRatio).expandedTo({1, 1});
    return crop.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
}

} // namespace creel
