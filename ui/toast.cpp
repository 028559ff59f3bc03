#include "ui/toast.h"

#include "ui/theme.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace creel {

namespace {

constexpr int doneMs = 4000;
constexpr int errorMs = 12000;
constexpr int besideSlider = 19 * Theme::gap; ///< from the right edge: thumbnail size stays in reach

} // namespace

Toast::Toast(QWidget* parent)
    : QFrame(parent), m_sign(new QLabel(this)), m_text(new QLabel(this)), m_undo(new QToolButton(this))
{
    setObjectName(QStringLiteral("toast"));
    setAutoFillBackground(true);
    setAccessibleName(tr("What was just done"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(Theme::gap, 0, Theme::gap, 0);
    layout->setSpacing(Theme::gap);
    layout->addWidget(m_sign);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_undo);
    m_text->setWordWrap(true);
    setMinimumHeight(3 * Theme::gap + Theme::halfGap);
    m_undo->setFocusPolicy(Qt::NoFocus);
    m_undo->setAutoRaise(true);
    m_undo->setToolTip(tr("Take back what was just done"));
    connect(m_undo, &QToolButton::clicked, this, &Toast::undoClicked);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &QWidget::hide);
    parent->installEventFilter(this);
    hide();
}

void Toast::showDone(const QString& text, const QString& undoHint)
{
    m_sign->hide();
    m_undo->setVisible(!undoHint.isEmpty());
    m_undo->setText(tr("Undo (%1)").arg(undoHint));
    present(text, doneMs);
}

void Toast::showError(const QString& text)
{
    m_sign->setPixmap(Theme::icon(QStringLiteral("problem")).pixmap(16));
    m_sign->show();
    m_undo->hide();
    present(text, errorMs);
}

QString Toast::text() const
{
    return m_text->text();
}

void Toast::present(const QString& text, int milliseconds)
{
    m_text->setText(text);
    setAccessibleDescription(text);
    show();
    raise();
    place();
    m_timer.start(milliseconds);
    QAccessibleEvent event(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&event);
}

void Toast::place()
{
    const int room = parentWidget()->width() - besideSlider - 2 * Theme::gap;
    m_text->setWordWrap(false);
    if (sizeHint().width() > room)
        m_text->setWordWrap(true);
    const int width = std::min(sizeHint().width(), room);
    const int wanted = m_text->wordWrap() ? layout()->heightForWidth(width) : sizeHint().height();
    const int height = std::max(wanted, minimumHeight());
    setGeometry(parentWidget()->width() - besideSlider - width, parentWidget()->height() - height, width,
                height);
}

bool Toast::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        place();
    return QFrame::eventFilter(watched, event);
}

} // namespace creel
