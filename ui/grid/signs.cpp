#include "ui/grid/signs.h"

#include "ui/grid/paint_once.h"
#include "ui/theme.h"

#include <QPainter>
#include <QPainterPath>

namespace creel {

namespace {

/// Paints in a square of 16 units and puts the painter back as it was.
class UnitSquare
{
public:
    UnitSquare(QPainter& painter, const QRectF& square) : m_painter(painter)
    {
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.translate(square.topLeft());
        painter.scale(square.width() / 16, square.height() / 16);
    }
    ~UnitSquare() { m_painter.restore(); }
    UnitSquare(const UnitSquare&) = delete;
    UnitSquare& operator=(const UnitSquare&) = delete;

private:
    QPainter& m_painter;
};

QPen roundPen(const QColor& colour, double width)
{
    return {colour, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin};
}

void paintTick(QPainter& painter, const QColor& colour)
{
    painter.setPen(roundPen(colour, 2.4));
    painter.drawPolyline(QPolygonF{{3, 8.5}, {6.5, 12}, {13, 4.5}});
}

void paintCross(QPainter& painter, const QColor& colour)
{
    painter.setPen(roundPen(colour, 2.4));
    painter.drawLine(QPointF(4, 4), QPointF(12, 12));
    painter.drawLine(QPointF(12, 4), QPointF(4, 12));
}

void paintProblem(QPainter& painter, const QColor& colour)
{
    painter.setPen(roundPen(colour, 1.5));
    painter.setBrush(colour);
    painter.drawPolygon(QPolygonF{{8, 2.5}, {14.5, 13.5}, {1.5, 13.5}});
    const QColor ink = Theme::textOn(colour);
    painter.setPen(roundPen(ink, 1.8));
    painter.drawLine(QPointF(8, 6.5), QPointF(8, 9.3));
    painter.drawPoint(QPointF(8, 11.9));
}

void paintDuplicate(QPainter& painter, const QColor& colour)
{
    painter.setPen(roundPen(colour, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(QPolygonF{{2.5, 10.5}, {2.5, 2.5}, {10.5, 2.5}});
    painter.setBrush(colour);
    painter.drawRect(QRectF(5.5, 5.5, 8, 8));
}

void paintMissing(QPainter& painter, const QColor& colour)
{
    QPen dashes(colour, 1.5);
    dashes.setDashPattern({2, 1.6});
    painter.setPen(dashes);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(QRectF(1.5, 1.5, 13, 13));
    painter.setPen(roundPen(colour, 1.6));
    QPainterPath hook(QPointF(5.8, 6));
    hook.cubicTo(QPointF(5.8, 3.2), QPointF(10.4, 3.2), QPointF(10.4, 6));
    hook.cubicTo(QPointF(10.4, 7.6), QPointF(8, 7.6), QPointF(8, 9.4));
    painter.drawPath(hook);
    painter.drawPoint(QPointF(8, 12));
}

void paintShape(QPainter& painter, const QRectF& square, Sign sign, const QColor& colour)
{
    const UnitSquare units(painter, square);
    switch (sign) {
    case Sign::Tick:
        return paintTick(painter, colour);
    case Sign::Cross:
        return paintCross(painter, colour);
    case Sign::Problem:
        return paintProblem(painter, colour);
    case Sign::Duplicate:
        return paintDuplicate(painter, colour);
    case Sign::Missing:
        return paintMissing(painter, colour);
    }
}

void paintPlate(QPainter& painter, const QRectF& square, const QString& name, const QColor& colour,
                const std::function<void(QPainter& shape, const QRectF& area)>& draw)
{
    const QColor plate = Theme::colours().panel;
    const QString key = QStringLiteral("plate%1-%2-%3").arg(name).arg(plate.rgba()).arg(colour.rgba());
    paintOnce(painter, square, key, [&](QPainter& shape, const QRectF& area) {
        shape.setRenderHint(QPainter::Antialiasing);
        shape.setPen(Qt::NoPen);
        shape.setBrush(plate);
        const double radius = area.width() / 4;
        shape.drawRoundedRect(area, radius, radius);
        draw(shape, area);
    });
}

} // namespace

void paintSign(QPainter& painter, const QRectF& square, Sign sign, const QColor& colour)
{
    paintOnce(painter, square, QStringLiteral("sign%1-%2").arg(int(sign)).arg(colour.rgba()),
              [&](QPainter& shape, const QRectF& area) { paintShape(shape, area, sign, colour); });
}

void paintSignOnPlate(QPainter& painter, const QRectF& square, Sign sign, const QColor& colour)
{
    paintPlate(painter, square, QString::number(int(sign)), colour, [&](QPainter& shape, const QRectF& area) {
        const double margin = area.width() / 8;
        paintShape(shape, area.adjusted(margin, margin, -margin, -margin), sign, colour);
    });
}

void paintLetterOnPlate(QPainter& painter, const QRectF& square, QChar letter, const QColor& colour)
{
    QFont font = painter.font();
    font.setBold(true);
    paintPlate(painter, square, QString(letter), colour, [&](QPainter& shape, const QRectF& area) {
        font.setPixelSize(std::max(1, int(area.height() * 0.7)));
        shape.setFont(font);
        shape.setPen(colour);
        shape.drawText(area, Qt::AlignCenter, letter);
    });
}

void paintSwatch(QPainter& painter, const QRectF& square, const QColor& colour, bool isFilled)
{
    paintOnce(painter, square, QStringLiteral("swatch%1-%2").arg(isFilled).arg(colour.rgba()),
              [&](QPainter& shape, const QRectF& area) {
                  const double line = area.width() / 5;
                  shape.setRenderHint(QPainter::Antialiasing);
                  shape.setPen(QPen(colour, line));
                  shape.setBrush(isFilled ? QBrush(colour) : QBrush(Qt::NoBrush));
                  shape.drawEllipse(area.adjusted(line / 2, line / 2, -line / 2, -line / 2));
              });
}

} // namespace creel
