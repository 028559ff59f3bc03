#include "ui/dialogs/action_card.h"

#include "ui/theme.h"

#include <QKeyEvent>
#include <QPainter>

namespace creel {

namespace {

constexpr int iconSide = 32;
constexpr int textLeft = iconSide + 4 * Theme::gap;

} // namespace

ActionCard::ActionCard(QString iconName, const QString& text, QString explanation, QWidget* parent)
    : QAbstractButton(parent), m_iconName(std::move(iconName)), m_explanation(std::move(explanation))
{
    setText(text);
    setAccessibleName(text);
    setAccessibleDescription(m_explanation);
    setToolTip(m_explanation);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QFont ActionCard::titleFont() const
{
    QFont title = font();
    title.setBold(true);
    return title;
}

QSize ActionCard::sizeHint() const
{
    const int textWidth = std::max(QFontMetrics(titleFont()).horizontalAdvance(text()),
                                   fontMetrics().horizontalAdvance(m_explanation));
    return {textLeft + textWidth + 3 * Theme::gap, 2 * fontMetrics().height() + 4 * Theme::gap};
}

void ActionCard::paintEvent(QPaintEvent*)
{
    const Theme::Colours& colours = Theme::colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (hasFocus())
        painter.setPen(QPen(colours.accent, 2));
    else
        painter.setPen(QPen(underMouse() ? colours.mutedText : colours.line, 1));
    painter.setBrush(isDown() ? colours.line : colours.raised);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 8, 8);
    Theme::icon(m_iconName)
        .paint(&painter, QRect(2 * Theme::gap, (height() - iconSide) / 2, iconSide, iconSide));
    const int lineHeight = fontMetrics().height();
    const int top = (height() - 2 * lineHeight - Theme::halfGap) / 2;
    const QRect line(textLeft, top, width() - textLeft - Theme::gap, lineHeight);
    painter.setPen(colours.text);
    painter.setFont(titleFont());
    painter.drawText(line, Qt::AlignVCenter, text());
    painter.setPen(colours.mutedText);
    painter.setFont(font());
    painter.drawText(line.translated(0, lineHeight + Theme::halfGap), Qt::AlignVCenter,
                     fontMetrics().elidedText(m_explanation, Qt::ElideRight, line.width()));
}

void ActionCard::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click();
    else
        QAbstractButton::keyPressEvent(event);
}

void ActionCard::enterEvent(QEnterEvent* event)
{
    update();
    QAbstractButton::enterEvent(event);
}

void ActionCard::leaveEvent(QEvent* event)
{
    update();
    QAbstractButton::leaveEvent(event);
}

} // namespace creel
