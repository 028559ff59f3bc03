#pragma once

#include <QPointF>
#include <QRectF>
#include <QSize>

#include <array>

namespace creel {

/// Where a box is taken hold of.
enum class BoxHandle
{
    None,
    TopLeft,
    Top,
    TopRight,
    Right,
    BottomRight,
    Bottom,
    BottomLeft,
    Left,
    Inside
};

/// The eight that resize, corners before edges, so that a small box is taken by a corner.
inline constexpr std::array resizingHandles{
    BoxHandle::TopLeft, BoxHandle::TopRight, BoxHandle::BottomRight, BoxHandle::BottomLeft,
    BoxHandle::Top,     BoxHandle::Right,    BoxHandle::Bottom,      BoxHandle::Left};

/// Where a handle lies on a rectangle.
QPointF handlePoint(const QRectF& rect, BoxHandle handle);

// All below is in pixels of the photo. What a person drags ends on whole pixels; an edge that was not touched
// stays exactly where it was. `snap` is how near to the photo's edge an edge jumps onto it.

/// The box spanned between two corners.
QRectF spanned(QPointF from, QPointF to, QSize photo, double snap);
/// `rect` after its handle was dragged by `delta`; past the opposite edge it turns over.
QRectF resized(const QRectF& rect, BoxHandle handle, QPointF delta, QSize photo, double snap);
/// `rect` moved by `delta` as far as it stays on the photo, its size as it was.
QRectF moved(const QRectF& rect, QPointF delta, QSize photo, double snap);

/// Shorter sides are no box that anybody meant to draw.
constexpr int leastBoxSide = 3;
bool isTooSmall(const QRectF& rect);

} // namespace creel
