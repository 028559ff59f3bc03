#include "ui/loupe/box_painter.h"

#include "ui/loupe/photo_canvas.h"
#include "ui/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace creel {

namespace {

/// A label may be wider than its box by this much before it is cut.
constexpr double leastLabelWidth = 72;
/// On a box with shorter sides, only the corners can be taken hold of.
constexpr double roomForEdgeHandles = 32;
constexpr int frameWidth = 3;

QColor haloColour()
{
    return QColor(0, 0, 0, 150);
}

QRectF onPixels(const QRectF& rect)
{
    return QRectF(QPointF(std::round(rect.left()), std::round(rect.top())),
                  QPointF(std::round(rect.right()), std::round(rect.bottom())));
}

} // namespace

BoxPainter::BoxPainter(QPainter& painter, const PhotoCanvas& canvas)
    : m_painter(painter), m_canvas(canvas), m_shown(canvas.photoRect() & QRectF(canvas.rect()))
{
    m_painter.setRenderHint(QPainter::Antialiasing, false);
}

void BoxPainter::paintBox(const DrawnBox& box)
{
    const QRectF rect = onPixels(box.rect);
    if (!rect.intersects(QRectF(m_canvas.rect())))
        return;
    const int width = box.isSelected ? 3 : 2;
    m_painter.setBrush(Qt::NoBrush);
    // A dark rim keeps a light line visible on snow, and a dark one in the deep.
    m_painter.setPen(QPen(haloColour(), width + 2, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    m_painter.drawRect(rect);
    m_painter.setPen(
        QPen(box.colour, width, box.isProposal ? Qt::DashLine : Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
    m_painter.drawRect(rect);
    if (box.isSelected) {
        QColor tint = box.colour;
        tint.setAlpha(40);
        m_painter.fillRect(rect, tint);
    }
}

void BoxPainter::paintLabel(const DrawnBox& box)
{
    const QRectF visible = box.rect & m_shown;
    if (visible.isEmpty() || box.text.isEmpty())
        return;
    const QFontMetrics metrics = m_painter.fontMetrics();
    const double height = metrics.height() + 2;
    const double most = box.isSelected ? m_canvas.width() : std::max(box.rect.width(), leastLabelWidth);
    QString text = box.text;
    double width = metrics.horizontalAdvance(text) + Theme::gap;
    if (width > most) {
        text = metrics.elidedText(text, Qt::ElideRight, int(most) - Theme::gap);
        width = metrics.horizontalAdvance(text) + Theme::gap;
    }
    // Above the box; where there is no room, inside it.
    const double above = visible.top() - height;
    const double y = above >= 0 ? above : visible.top();
    const double x = std::clamp(visible.left() - 1, 0.0, std::max(m_canvas.width() - width, 0.0));
    paintPlate({std::round(x), std::round(y), width, height}, text, box.colour, haloColour());
}

void BoxPainter::paintPlate(const QRectF& plate, const QString& text, const QColor& background,
                            const QColor& edge)
{
    m_painter.fillRect(plate.adjusted(-1, -1, 1, 1), edge);
    m_painter.fillRect(plate, background);
    m_painter.setPen(Theme::textOn(background));
    m_painter.drawText(plate, Qt::AlignCenter, text);
}

void BoxPainter::paintHandles(const QRectF& rect)
{
    const bool hasEdges = std::min(rect.width(), rect.height()) >= roomForEdgeHandles;
    for (size_t i = 0; i < (hasEdges ? resizingHandles.size() : 4); ++i) {
        const QPointF at = handlePoint(onPixels(rect), resizingHandles[i]);
        const QRectF square(at - QPointF(handleReach, handleReach), QSizeF(2 * handleReach, 2 * handleReach));
        m_painter.fillRect(square.adjusted(-1, -1, 1, 1), Qt::black);
        m_painter.fillRect(square, Qt::white);
    }
}

void BoxPainter::paintGuides(QPointF position)
{
    if (!m_shown.contains(position))
        return;
    const double x = std::round(position.x());
    const double y = std::round(position.y());
    for (const auto& [colour, offset] :
         {std::pair(QColor(0, 0, 0, 170), 1.0), {QColor(255, 255, 255, 210), 0.0}}) {
        m_painter.fillRect(QRectF(x + offset, m_shown.top(), 1, m_shown.height()), colour);
        m_painter.fillRect(QRectF(m_shown.left(), y + offset, m_shown.width(), 1), colour);
    }
}

void BoxPainter::paintSize(QPointF position, const QString& text)
{
    const QFontMetrics metrics = m_painter.fontMetrics();
    const QSizeF size(metrics.horizontalAdvance(text) + 2 * Theme::gap, metrics.height() + Theme::halfGap);
    QPointF corner = position + QPointF(2 * Theme::gap, 2 * Theme::gap);
    corner.setX(std::min(corner.x(), m_canvas.width() - size.width()));
    corner.setY(std::min(corner.y(), m_canvas.height() - size.height()));
    paintPlate({corner, size}, text, Theme::colours().raised, Theme::colours().line);
}

void BoxPainter::paintVerified(const QString& text)
{
    const QRectF frame = m_canvas.photoRect().toAlignedRect().adjusted(-1, -1, 0, 0);
    m_painter.setBrush(Qt::NoBrush);
    m_painter.setPen(
        QPen(Theme::colours().accepted, frameWidth, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    m_painter.drawRect(frame);
    const QFontMetrics metrics = m_painter.fontMetrics();
    const double width = metrics.horizontalAdvance(text) + 2 * Theme::gap;
    paintPlate({m_shown.right() - width - Theme::gap, m_shown.top() + Theme::gap, width,
                double(metrics.height() + Theme::gap)},
               text, Theme::colours().accepted, haloColour());
}

} // namespace creel
