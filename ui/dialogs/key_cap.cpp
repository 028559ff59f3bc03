#include "ui/dialogs/key_cap.h"

#include "ui/theme.h"

#include <QPainter>

namespace creel {

KeyCap::KeyCap(QString text, QWidget* parent) : QWidget(parent), m_text(std::move(text))
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(m_text);
}

QSize KeyCap::sizeOf(const QString& text, const QFont& font)
{
    const QFontMetrics metrics(font);
    const int height = metrics.height() + Theme::halfGap;
    return {std::max(height, metrics.horizontalAdvance(text) + 2 * Theme::gap), height};
}

void KeyCap::draw(QPainter& painter, const QRect& rect, const QString& text)
{
    const Theme::Colours& colours = Theme::colours();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colours.line, 1));
    painter.setBrush(colours.raised);
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.setPen(colours.text);
    painter.drawText(rect, Qt::AlignCenter, text);
    painter.restore();
}

void KeyCap::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    draw(painter, rect(), m_text);
}

} // namespace creel
