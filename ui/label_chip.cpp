#include "ui/label_chip.h"

#include "ui/theme.h"

#include <QFontMetrics>
#include <QPainter>

namespace creel {

QSize LabelChip::size(const QFontMetrics& metrics) const
{
    // The advance is rounded; one pixel more, so that a text that just fits is not elided.
    return {metrics.horizontalAdvance(text) + 1 + 2 * Theme::gap, metrics.height() + Theme::halfGap};
}

void LabelChip::paint(QPainter& painter, const QRect& area) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const double radius = area.height() / 2.0;
    if (isHollow) {
        painter.setPen(QPen(colour, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(area).adjusted(0.75, 0.75, -0.75, -0.75), radius, radius);
        painter.setPen(Theme::colours().text);
    } else {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawRoundedRect(area, radius, radius);
        painter.setPen(Theme::textOn(colour));
    }
    const QRect room = area.adjusted(Theme::gap, 0, -Theme::gap, 0);
    painter.drawText(room, Qt::AlignCenter,
                     painter.fontMetrics().elidedText(text, Qt::ElideRight, room.width()));
    painter.restore();
}

} // namespace creel
