#include "ui/dialogs/colour_swatch.h"

#include "ui/theme.h"

#include <QKeyEvent>
#include <QPainter>

namespace creel {

ColourSwatch::ColourSwatch(const QColor& colour, QWidget* parent) : QAbstractButton(parent), m_colour(colour)
{
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(tr("Colour %1").arg(colour.name()));
    setToolTip(colour.name());
}

void ColourSwatch::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Space)
        QAbstractButton::keyPressEvent(event);
    else
        event->ignore(); // arrows are the picker's, which knows rows
}

void ColourSwatch::paintEvent(QPaintEvent*)
{
    const Theme::Colours& colours = Theme::colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (hasFocus()) {
        painter.setPen(QPen(colours.accent, 2));
        painter.drawEllipse(QRectF(rect()).adjusted(1, 1, -1, -1));
    }
    painter.setPen(QPen(colours.line, 1));
    painter.setBrush(m_colour);
    painter.drawEllipse(QRectF(rect()).adjusted(4, 4, -4, -4));
    if (!isChecked())
        return;
    painter.setPen(QPen(Theme::textOn(m_colour), 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPointF middle = QRectF(rect()).center();
    painter.drawPolyline(
        QPolygonF({middle + QPointF(-3.5, 0), middle + QPointF(-1, 2.5), middle + QPointF(3.5, -2.5)}));
}

} // namespace creel
