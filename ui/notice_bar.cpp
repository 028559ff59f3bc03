#include "ui/notice_bar.h"

#include "ui/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace creel {

NoticeBar::NoticeBar(QWidget* parent)
    : QFrame(parent)
    , m_text(new QLabel(this))
    , m_choice(new QPushButton(this))
    , m_refusal(new QPushButton(this))
    , m_close(new QToolButton(this))
{
    setObjectName(QStringLiteral("noticeBar"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(2 * Theme::gap, Theme::halfGap, Theme::gap, Theme::halfGap);
    layout->setSpacing(Theme::gap);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_choice);
    layout->addWidget(m_refusal);
    layout->addWidget(m_close);
    m_text->setWordWrap(true);
    for (QWidget* button : std::initializer_list<QWidget*>{m_choice, m_refusal, m_close})
        button->setFocusPolicy(Qt::TabFocus); // a click must not take the keys away from the photos
    m_close->setAutoRaise(true);
    m_close->setToolTip(tr("Dismiss"));
    m_close->setAccessibleName(tr("Dismiss this notice"));
    connect(m_choice, &QPushButton::clicked, this, [this] {
        hide();
        m_accept();
    });
    connect(m_refusal, &QPushButton::clicked, this, [this] {
        hide();
        m_refuse();
    });
    connect(m_close, &QToolButton::clicked, this, &QWidget::hide);
    restyle();
    hide();
}

int NoticeBar::offer(const QString& text, const Choice& choice, const Choice& refusal)
{
    m_text->setText(text);
    m_choice->setText(choice.text);
    m_accept = choice.act;
    m_refusal->setText(refusal.text);
    m_refusal->setVisible(!refusal.text.isEmpty());
    for (QPushButton* button : {m_choice, m_refusal})
        button->setToolTip(text); // the line may be far away from its buttons
    m_refuse = refusal.act;
    show();
    return ++m_offer;
}

void NoticeBar::withdraw(int offer)
{
    if (offer == m_offer)
        hide();
}

QString NoticeBar::text() const
{
    return isHidden() ? QString() : m_text->text();
}

void NoticeBar::restyle()
{
    m_close->setIcon(Theme::icon(QStringLiteral("close")));
}

void NoticeBar::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        restyle();
    QFrame::changeEvent(event);
}

} // namespace creel
