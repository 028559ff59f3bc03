#pragma once

#include "core/catalog/box_store.h"
#include "ui/loupe/box_painter.h"
#include "ui/loupe/box_shape.h"
#include "ui/loupe/canvas_tool.h"

#include <QTimer>

namespace creel {

class Desk;
class PhotoCanvas;

/// Draws, selects, moves and names the boxes of the photo on a canvas. A drag or a held arrow key is written
/// once, when it ends; everything is written through the desk, so that it can be undone.
class BoxTool : public CanvasTool
{
    Q_OBJECT

public:
    BoxTool(Desk& desk, PhotoCanvas& canvas);

    /// Writes what is not yet written of the photo before.
    void setPhoto(PhotoId photo);
    const PhotoBoxes& boxes() const { return m_boxes; }
    /// None if no box is selected.
    BoxId selected() const { return m_selected; }
    void select(BoxId box);
    /// Whether the next drag draws, wherever it begins.
    bool isArmed() const { return m_isArmed; }
    /// The rectangle being drawn or dragged, in pixels of the photo.
    std::optional<QRectF> live() const { return m_live; }

    void toggleArmed();
    void selectNext(bool forward);
    void duplicate();
    /// The selected box, or all of the photo's.
    void copy();
    /// At the same place; on the photo they come from, beside it.
    void paste();
    void removeSelected();
    void toggleVerified();
    /// Of the selected box: &Box::difficult, …
    void toggleAttribute(bool Box::*attribute);
    /// Names the selected box, and the ones drawn from now on. False if none is selected.
    bool relabel(LabelId label);
    /// Gives up a drag, else the selection, else drawing. False if there was nothing to give up.
    bool stepBack();
    /// Writes what the arrow keys moved.
    void flush();

    /// All boxes but the selected one.
    void paintStill(QPainter& painter) const override;
    void paint(QPainter& painter) const override;
    bool keepsBackdrop() const override { return m_isArmed || !m_boxes.boxes.isEmpty() || m_live; }
    std::optional<QCursor> cursor() const override;
    bool press(const QMouseEvent& event) override;
    bool move(const QMouseEvent& event) override;
    bool release(const QMouseEvent& event) override;
    bool pressKey(const QKeyEvent& event) override;
    bool releaseKey(const QKeyEvent& event) override;
    void leave() override;

Q_SIGNALS:
    void changed(); ///< other boxes, another selection, armed or not
    void said(const QString& text);

private:
    enum class Gesture
    {
        None,
        Draw,
        Resize,
        Move
    };

    void reload();
    void finish(QRectF pixels);
    void add(const QList<Box>& boxes);
    bool change(Box box, const QRectF& pixels);
    void giveUpDrag();
    void updateLive(QPointF position);
    /// Boxes under the place, the smallest first.
    QList<BoxId> boxesAt(QPointF position) const;
    void clickAt(QPointF position);
    BoxHandle handleAt(QPointF position) const;
    const Box* selectedBox() const;
    QRectF pixelsOf(const Box& box) const;
    QRectF onCanvas(const QRectF& pixels) const;
    QPointF toPixels(QPointF position) const;
    /// Screen pixels as pixels of the photo.
    double snapDistance() const;
    LabelId labelForNew() const;
    DrawnBox drawn(const Box& box) const;
    bool isPaintable() const;
    void refresh();

    Desk& m_desk;
    PhotoCanvas& m_canvas;
    PhotoBoxes m_boxes;
    BoxId m_selected;
    LabelId m_lastLabel; ///< given to the last box
    QList<Box> m_copied;
    bool m_isArmed = false;
    Gesture m_gesture = Gesture::None;
    BoxHandle m_handle = BoxHandle::None;
    bool m_wasSelected = false; ///< before the press
    bool m_isDragging = false;  ///< the press has moved far enough
    QPointF m_pressedAt;
    QPointF m_cursor;
    bool m_isOver = false; ///< the cursor is on the canvas
    BoxHandle m_hovered = BoxHandle::None;
    std::optional<QRectF> m_live;
    QTimer m_flushTimer;
};

} // namespace creel
