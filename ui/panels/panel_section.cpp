#include "ui/panels/panel_section.h"

#include "ui/panels/own_keys.h"
#include "ui/panels/panel_heading.h"
#include "ui/theme.h"

#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace creel {

PanelSection::PanelSection(const QString& title, const QString& key, QWidget* body, QWidget* parent,
                           AtFirst atFirst)
    : QWidget(parent), m_heading(new PanelHeadingButton(title, this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_heading);
    layout->addWidget(body);
    const bool isOpen = PanelHeading::isRememberedOpen(key, atFirst == AtFirst::Open);
    m_heading->setChecked(isOpen);
    body->setVisible(isOpen);
    connect(m_heading, &QAbstractButton::toggled, this, [key, body](bool isNowOpen) {
        body->setVisible(isNowOpen);
        PanelHeading::rememberOpen(key, isNowOpen);
    });
}

bool PanelSection::isOpen() const
{
    return m_heading->isChecked();
}

PanelHeadingButton::PanelHeadingButton(const QString& title, QWidget* parent) : QAbstractButton(parent)
{
    setText(title);
    setCheckable(true);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setAccessibleName(title);
    setToolTip(tr("Fold or unfold (Space)"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    OwnKeys::keep(this, {Qt::Key_Space, Qt::Key_Return, Qt::Key_Enter, Qt::Key_Left, Qt::Key_Right});
}

QSize PanelHeadingButton::sizeHint() const
{
    return {12 * Theme::gap, PanelHeading::height};
}

void PanelHeadingButton::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right)
        setChecked(event->key() == Qt::Key_Right);
    else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        toggle();
    else
        QAbstractButton::keyPressEvent(event);
}

void PanelHeadingButton::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    PanelHeading::paint(painter, rect(), text(), isChecked(), underMouse());
    if (hasFocus())
        Theme::paintFocus(painter, rect().adjusted(0, Theme::gap, 0, 0));
}

} // namespace creel
