#include "ui/dialogs/overlay_panel.h"

#include "ui/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLayout>
#include <QMouseEvent>
#include <QPainter>
#include <QScopedValueRollback>

namespace creel {

namespace {

constexpr double cornerRadius = 8;

} // namespace

OverlayPanel::OverlayPanel(Place place, int width, QWidget* parent)
    : QFrame(parent), m_place(place), m_width(width)
{
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    setAttribute(Qt::WA_NoMousePropagation);
    parent->installEventFilter(this);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) { onFocusChanged(now); });
    hide();
}

OverlayPanel::~OverlayPanel()
{
    // A field that loses the keyboard because it goes away would be told to a panel that is half gone.
    disconnect(qApp, nullptr, this, nullptr);
}

void OverlayPanel::open()
{
    if (isHidden())
        m_formerFocus = QApplication::focusWidget();
    qApp->installEventFilter(this);
    place();
    show();
    raise();
    firstFocus()->setFocus(Qt::PopupFocusReason);
}

void OverlayPanel::dismiss()
{
    if (isHidden())
        return;
    const QScopedValueRollback closing(m_isClosing, true);
    if (m_formerFocus)
        m_formerFocus->setFocus(Qt::PopupFocusReason);
    hidePanel();
}

void OverlayPanel::hidePanel()
{
    qApp->removeEventFilter(this);
    hide();
    Q_EMIT dismissed();
}

void OverlayPanel::onFocusChanged(QWidget* now)
{
    // Without any focus another program is in front; the panel waits for the reader to come back.
    if (isHidden() || m_isClosing || !now || now == this || isAncestorOf(now))
        return;
    hidePanel();
}

bool OverlayPanel::event(QEvent* event)
{
    // Plain keys are for the panel, not for the window's actions.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto modifiers = static_cast<QKeyEvent*>(event)->modifiers();
        if (!(modifiers & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))) {
            event->accept();
            return true;
        }
    }
    if (event->type() == QEvent::LayoutRequest && isVisible())
        place();
    return QFrame::event(event);
}

bool OverlayPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        place();
    if (event->type() == QEvent::MouseButtonPress && watched->isWidgetType() && isVisible()) {
        const auto* widget = static_cast<QWidget*>(watched);
        if (widget != this && !isAncestorOf(widget) && widget->window() == window())
            dismiss();
    }
    return QFrame::eventFilter(watched, event);
}

void OverlayPanel::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        dismiss();
    event->accept(); // nothing reaches the view below
}

void OverlayPanel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Theme::colours().line, 1));
    painter.setBrush(Theme::colours().panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), cornerRadius, cornerRadius);
}

void OverlayPanel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        restyle();
    QFrame::changeEvent(event);
}

void OverlayPanel::place()
{
    const QSize room = parentWidget()->size() - QSize(2 * Theme::gap, 2 * Theme::gap);
    const int width = std::min(m_width, room.width());
    const bool growsWithWidth = layout() && layout()->hasHeightForWidth();
    const int wanted = growsWithWidth ? layout()->totalHeightForWidth(width) : sizeHint().height();
    const int height = std::min(wanted, room.height());
    const int left = (parentWidget()->width() - width) / 2;
    const int top = m_place == Place::Middle ? std::min(parentWidget()->height() / 6, room.height() - height)
                                             : parentWidget()->height() - height - 4 * Theme::gap;
    setGeometry(left, std::max(top, Theme::gap), width, height);
}

} // namespace creel
