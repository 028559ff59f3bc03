#include "ui/loupe/box_shape.h"

#include <algorithm>
#include <cmath>

namespace creel {

namespace {

bool isLeft(BoxHandle handle)
{
    return handle == BoxHandle::TopLeft || handle == BoxHandle::Left || handle == BoxHandle::BottomLeft;
}

bool isRight(BoxHandle handle)
{
    return handle == BoxHandle::TopRight || handle == BoxHandle::Right || handle == BoxHandle::BottomRight;
}

bool isTop(BoxHandle handle)
{
    return handle == BoxHandle::TopLeft || handle == BoxHandle::Top || handle == BoxHandle::TopRight;
}

bool isBottom(BoxHandle handle)
{
    return handle == BoxHandle::BottomLeft || handle == BoxHandle::Bottom || handle == BoxHandle::BottomRight;
}

/// A whole pixel on the photo, which is `length` long; at its edge if that is near.
double settled(double position, int length, double snap)
{
    if (position < snap)
        return 0;
    if (position > length - snap)
        return length;
    return std::round(position);
}

double movedStart(double start, double size, double delta, int length, double snap)
{
    const double most = std::max(length - size, 0.0);
    const double wanted = start + delta;
    if (delta != 0 && std::abs(wanted) < snap)
        return 0;
    if (delta != 0 && std::abs(wanted - most) < snap)
        return most;
    return std::clamp(start + std::round(delta), 0.0, most);
}

} // namespace

QPointF handlePoint(const QRectF& rect, BoxHandle handle)
{
    const double x = isLeft(handle) ? rect.left() : isRight(handle) ? rect.right() : rect.center().x();
    const double y = isTop(handle) ? rect.top() : isBottom(handle) ? rect.bottom() : rect.center().y();
    return {x, y};
}

QRectF spanned(QPointF from, QPointF to, QSize photo, double snap)
{
    const auto inside = [&](QPointF point) {
        return QPointF(settled(point.x(), photo.width(), snap), settled(point.y(), photo.height(), snap));
    };
    return QRectF(inside(from), inside(to)).normalized();
}

QRectF resized(const QRectF& rect, BoxHandle handle, QPointF delta, QSize photo, double snap)
{
    double left = rect.left();
    double top = rect.top();
    double right = rect.right();
    double bottom = rect.bottom();
    if (isLeft(handle))
        left = settled(left + delta.x(), photo.width(), snap);
    if (isRight(handle))
        right = settled(right + delta.x(), photo.width(), snap);
    if (isTop(handle))
        top = settled(top + delta.y(), photo.height(), snap);
    if (isBottom(handle))
        bottom = settled(bottom + delta.y(), photo.height(), snap);
    return QRectF(QPointF(left, top), QPointF(right, bottom)).normalized();
}

QRectF moved(const QRectF& rect, QPointF delta, QSize photo, double snap)
{
    return {movedStart(rect.x(), rect.width(), delta.x(), photo.width(), snap),
            movedStart(rect.y(), rect.height(), delta.y(), photo.height(), snap), rect.width(),
            rect.height()};
}

bool isTooSmall(const QRectF& rect)
{
    return rect.width() < leastBoxSide || rect.height() < leastBoxSide;
}

} // namespace creel
