#include "ui/dialogs/go_to_popup.h"

#include "core/base/text.h"
#include "ui/theme.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

namespace creel {

namespace {

constexpr int panelWidth = 400;
constexpr int stepMs = 5;

} // namespace

GoToPopup::GoToPopup(Desk& desk, QWidget* parent)
    : OverlayPanel(Place::Middle, panelWidth, parent)
    , m_desk(desk)
    , m_edit(new QLineEdit(this))
    , m_preview(new QLabel(this))
{
    setAccessibleName(tr("Go to a photo"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::gap, Theme::gap, Theme::gap, Theme::gap);
    layout->setSpacing(Theme::gap);
    layout->addWidget(m_edit);
    layout->addWidget(m_preview);
    m_edit->setPlaceholderText(tr("Number or part of a name"));
    m_edit->setAccessibleName(tr("Number or part of a name"));
    m_edit->setToolTip(tr("Enter goes there, Up and Down look for the next name that fits"));
    m_edit->installEventFilter(this);
    m_preview->setContentsMargins(Theme::halfGap, 0, Theme::halfGap, 0);
    m_preview->setWordWrap(true);
    m_preview->setAccessibleName(tr("Where Enter leads"));
    connect(m_edit, &QLineEdit::textChanged, this, [this] { look(PhotoFinder::Aim::Best); });
    connect(&m_timer, &QTimer::timeout, this, &GoToPopup::lookOn);
    connect(this, &OverlayPanel::dismissed, this, &GoToPopup::giveUp);
    connect(&desk, &Desk::setChanged, this, [this] {
        giveUp(); // the finder's photos are gone
        if (isVisible())
            look(PhotoFinder::Aim::Best);
    });
}

void GoToPopup::open()
{
    m_edit->clear();
    look(PhotoFinder::Aim::Best);
    OverlayPanel::open();
}

QWidget* GoToPopup::firstFocus()
{
    return m_edit;
}

QString GoToPopup::preview() const
{
    return m_preview->text();
}

int GoToPopup::typedPosition() const
{
    const QString text = m_edit->text().trimmed();
    bool isNumber = false;
    const qint64 number = text.toLongLong(&isNumber);
    // "0012" is more likely a part of a name.
    const bool isPosition =
        isNumber && !text.startsWith(QLatin1Char('0')) && number >= 1 && number <= m_desk.model()->rowCount();
    return isPosition ? int(number - 1) : -1;
}

void GoToPopup::giveUp()
{
    m_timer.stop();
    m_goesWhenFound = false;
}

void GoToPopup::look(PhotoFinder::Aim aim)
{
    giveUp();
    const int from = aim == PhotoFinder::Aim::Best ? m_desk.currentPosition() : m_position;
    const int count = m_desk.model()->rowCount();
    m_position = -1;
    if (count == 0) {
        m_preview->setText(tr("No photos are shown, so there is nowhere to go."));
        return;
    }
    if (m_edit->text().trimmed().isEmpty()) {
        m_preview->setText(tr("1 to %1, or a part of a name").arg(numberText(count)));
        return;
    }
    if (const int position = typedPosition(); position >= 0) {
        show(position);
        return;
    }
    m_finder.start(*m_desk.model(), m_edit->text().trimmed(), from, aim);
    m_timer.start(0);
    lookOn();
}

void GoToPopup::lookOn()
{
    if (m_finder.step(stepMs))
        m_timer.stop();
    if (m_finder.found() >= 0)
        show(m_finder.found());
    else if (m_finder.isOver())
        showNothing();
    else
        m_preview->setText(tr("Looking…"));
    if (m_finder.isOver() && m_goesWhenFound)
        go();
}

void GoToPopup::show(int position)
{
    m_position = position;
    m_preview->setText(tr("%1, %2 of %3")
                           .arg(m_desk.model()->index(position).data().toString(), numberText(position + 1),
                                numberText(m_desk.model()->rowCount())));
}

void GoToPopup::showNothing()
{
    const QString text = m_edit->text().trimmed();
    bool isNumber = false;
    text.toLongLong(&isNumber);
    const QString count = photoCountText(m_desk.model()->rowCount());
    m_preview->setText(isNumber
                           ? tr("There is no photo %1: %2 are shown, and no name has it.").arg(text, count)
                           : tr("None of the %1 shown has “%2” in its name.").arg(count, text));
}

void GoToPopup::go()
{
    if (m_timer.isActive()) {
        m_goesWhenFound = true;
        return;
    }
    if (m_position < 0)
        return;
    const int position = m_position;
    dismiss();
    m_desk.setCurrentPosition(position);
}

bool GoToPopup::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_edit && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            go();
            return true;
        }
        if (key == Qt::Key_Tab || key == Qt::Key_Backtab)
            return true; // there is nothing else here
        if ((key == Qt::Key_Down || key == Qt::Key_Up) && m_position >= 0) {
            look(key == Qt::Key_Down ? PhotoFinder::Aim::Next : PhotoFinder::Aim::Previous);
            return true;
        }
    }
    return OverlayPanel::eventFilter(watched, event);
}

} // namespace creel
