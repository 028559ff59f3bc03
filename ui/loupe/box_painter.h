#pragma once

#include "core/catalog/box_store.h"
#include "ui/loupe/box_shape.h"

#include <QColor>
#include <QString>

class QPainter;

namespace creel {

class PhotoCanvas;

/// A box as it is drawn.
struct DrawnBox
{
    QRectF rect;  ///< in the canvas's pixels
    QString text; ///< label, score, attributes
    QColor colour;
    bool isProposal = false; ///< a model's: dashed
    bool isSelected = false;
};

/// Draws boxes, their labels, handles and guides over a photo. Labels keep their size at every zoom and stay
/// in view while any of their box is.
class BoxPainter
{
public:
    BoxPainter(QPainter& painter, const PhotoCanvas& canvas);

    void paintBox(const DrawnBox& box);
    void paintLabel(const DrawnBox& box);
    void paintHandles(const QRectF& rect);
    /// Lines through the place where a box would begin.
    void paintGuides(QPointF position);
    /// "412 × 208" beside the cursor.
    void paintSize(QPointF position, const QString& text);
    /// The green frame of a photo whose boxes are verified, and the word for it.
    void paintVerified(const QString& text);

    /// Half a handle's side, in device-independent pixels.
    static constexpr int handleReach = 4;

private:
    void paintPlate(const QRectF& plate, const QString& text, const QColor& background, const QColor& edge);

    QPainter& m_painter;
    const PhotoCanvas& m_canvas;
    QRectF m_shown; ///< what is visible of the photo
};

} // namespace creel
