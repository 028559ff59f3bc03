#include "ui/panels/menu_button.h"

#include "ui/panels/own_keys.h"
#include "ui/panels/panel_heading.h"
#include "ui/theme.h"

#include <QMenu>
#include <QPainter>

namespace creel {

namespace {

constexpr int arrowSize = 12;

}

MenuButton::MenuButton(QWidget* parent) : QToolButton(parent)
{
    setMenu(new QMenu(this));
    setPopupMode(InstantPopup);
    setAutoRaise(true);
    setFocusPolicy(Qt::TabFocus);
    OwnKeys::keep(this, {Qt::Key_Space});
}

QSize MenuButton::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(text()) + 1 + arrowSize + 2 * Theme::gap + Theme::halfGap,
            3 * Theme::gap};
}

void MenuButton::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    if (underMouse() || isDown()) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(Theme::colours().raised);
        painter.drawRoundedRect(rect(), 4, 4);
    }
    const QRect inner = rect().adjusted(Theme::gap, 0, -Theme::gap, 0);
    painter.setPen(Theme::colours().text);
    painter.drawText(inner, Qt::AlignVCenter | Qt::AlignLeft, text());
    PanelHeading::paintArrow(
        painter, QRect(inner.right() + 1 - arrowSize, inner.top(), arrowSize, inner.height()), true);
    if (hasFocus())
        Theme::paintFocus(painter, rect());
}

} // namespace creel
