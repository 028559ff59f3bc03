#pragma once

#include <QCursor>
#include <QObject>

#include <optional>

class QKeyEvent;
class QMouseEvent;
class QPainter;

namespace creel {

/// What mouse and keys mean on a PhotoCanvas beyond zooming and moving, and what is drawn over the photo for
/// it. An event that is not taken (false) goes to the canvas as if there were no tool. GUI thread.
class CanvasTool : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Over the photo, in the canvas's own pixels: what looks the same until PhotoCanvas::updateTool().
    virtual void paintStill(QPainter& painter) const = 0;
    /// Over that, what may look different in every frame.
    virtual void paint(QPainter& painter) const = 0;
    /// Whether it repaints so often that the canvas had better keep the picture below, the still part on it.
    virtual bool keepsBackdrop() const = 0;
    /// None where the canvas's own will do.
    virtual std::optional<QCursor> cursor() const = 0;

    /// Also for the second press of a double click.
    virtual bool press(const QMouseEvent& event) = 0;
    virtual bool move(const QMouseEvent& event) = 0;
    virtual bool release(const QMouseEvent& event) = 0;
    virtual bool pressKey(const QKeyEvent& event) = 0;
    virtual bool releaseKey(const QKeyEvent& event) = 0;
    /// The mouse or the keyboard went elsewhere.
    virtual void leave() = 0;
};

} // namespace creel
