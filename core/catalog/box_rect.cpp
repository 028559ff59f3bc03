#include "core/catalog/box_rect.h"

#include <algorithm>
#include <cmath>

namespace creel {

namespace {

double area(const BoxRect& rect)
{
    return rect.isValid() ? rect.width() * rect.height() : 0;
}

/// Dividing by the photo's size and multiplying again may miss by the last bit; this takes the miss away.
double settled(double pixels)
{
    return std::round(pixels * 1e6) / 1e6;
}

} // namespace

bool BoxRect::isValid() const
{
    // Comparisons with NaN are false, so NaN is never valid.
    return left >= 0 && top >= 0 && right > left && bottom > top && right <= 1 && bottom <= 1;
}

BoxRect clamped(const BoxRect& rect)
{
    const auto inside = [](double value) {
        return std::clamp(value, 0.0, 1.0);
    };
    return {inside(rect.left), inside(rect.top), inside(rect.right), inside(rect.bottom)};
}

BoxRect fromPixels(const QRectF& pixels, QSize photo)
{
    return {pixels.left() / photo.width(), pixels.top() / photo.height(),
            (pixels.left() + pixels.width()) / photo.width(),
            (pixels.top() + pixels.height()) / photo.height()};
}

QRectF toPixels(const BoxRect& rect, QSize photo)
{
    const double left = settled(rect.left * photo.width());
    const double top = settled(rect.top * photo.height());
    const double right = settled(rect.right * photo.width());
    const double bottom = settled(rect.bottom * photo.height());
    return {left, top, settled(right - left), settled(bottom - top)};
}

double overlap(const BoxRect& a, const BoxRect& b)
{
    const double shared = area({std::max(a.left, b.left), std::max(a.top, b.top), std::min(a.right, b.right),
                                std::min(a.bottom, b.bottom)});
    const double covered = area(a) + area(b) - shared;
    return covered > 0 ? shared / covered : 0;
}

} // namespace creel
