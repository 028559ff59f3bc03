#include "ui/dialogs/key_row.h"

#include "ui/dialogs/key_cap.h"
#include "ui/theme.h"

#include <QKeyEvent>
#include <QPainter>

namespace creel {

KeyRow::KeyRow(const QString& text, QString key, QWidget* parent)
    : QAbstractButton(parent), m_key(std::move(key))
{
    setText(text);
    setAccessibleName(text);
    setToolTip(tr("%1 (%2)").arg(text, m_key));
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize KeyRow::sizeHint() const
{
    const QSize cap = KeyCap::sizeOf(m_key, font());
    return {fontMetrics().horizontalAdvance(text()) + cap.width() + 4 * Theme::gap,
            cap.height() + Theme::gap};
}

void KeyRow::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Theme::Colours& colours = Theme::colours();
    if (hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(colours.accent, 2));
        painter.setBrush(colours.raised);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
    }
    painter.setPen(colours.text);
    painter.drawText(rect().adjusted(Theme::gap, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, text());
    QRect cap(QPoint(), KeyCap::sizeOf(m_key, font()));
    cap.moveCenter(rect().center());
    cap.moveRight(rect().right() - Theme::gap);
    KeyCap::draw(painter, cap, m_key);
}

void KeyRow::keyPressEvent(QKeyEvent* event)
{
    event->ignore(); // the menu knows its keys
    if (event->key() == Qt::Key_Space)
        QAbstractButton::keyPressEvent(event);
}

void KeyRow::enterEvent(QEnterEvent* event)
{
    setFocus(Qt::MouseFocusReason);
    QAbstractButton::enterEvent(event);
}

} // namespace creel
