#include "ui/panels/copy_button.h"

#include "ui/panels/own_keys.h"
#include "ui/theme.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>

namespace creel {

CopyButton::CopyButton(QWidget* parent) : QToolButton(parent)
{
    setAutoRaise(true);
    setFocusPolicy(Qt::TabFocus);
    setIconSize({12, 12});
    setFixedSize(20, fontMetrics().height()); // no taller than the line it is in
    OwnKeys::keep(this, {Qt::Key_Space});
    connect(this, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_text); });
    restyle();
}

void CopyButton::setWhat(const QString& what, const QString& text)
{
    m_text = text;
    setToolTip(tr("Copy the %1").arg(what));
    setAccessibleName(toolTip());
}

void CopyButton::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        restyle();
    QToolButton::changeEvent(event);
}

void CopyButton::restyle()
{
    setIcon(Theme::icon(QStringLiteral("duplicate")));
}

} // namespace creel
