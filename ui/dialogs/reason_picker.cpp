#include "ui/dialogs/reason_picker.h"

#include "ui/dialogs/key_row.h"
#include "ui/grid/tile_painter.h"
#include "ui/theme.h"

#include <QKeyEvent>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace creel {

namespace {

constexpr int panelWidth = 320;

} // namespace

ReasonPicker::ReasonPicker(QWidget* parent) : OverlayPanel(Place::Bottom, panelWidth, parent)
{
    setAccessibleName(tr("Why is it rejected?"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::gap, Theme::gap, Theme::gap, Theme::gap);
    layout->setSpacing(0);
    auto* title = new QLabel(tr("Why is it rejected?"), this);
    title->setContentsMargins(Theme::gap, Theme::halfGap, Theme::gap, Theme::gap);
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    layout->addWidget(title);
    for (const RejectReason reason : rejectReasons()) {
        const QString key = QKeySequence(keyOf(reason)).toString(QKeySequence::NativeText);
        auto* button = new KeyRow(reasonText(reason), key, this);
        connect(button, &QAbstractButton::clicked, this, [this, reason] { choose(reason); });
        layout->addWidget(button);
        m_buttons.append(button);
    }
}

Qt::Key ReasonPicker::keyOf(RejectReason reason)
{
    return Qt::Key(reasonLetter(reason).unicode()); // a letter's key is its own code
}

QWidget* ReasonPicker::firstFocus()
{
    return m_buttons.last();
}

void ReasonPicker::choose(RejectReason reason)
{
    dismiss();
    Q_EMIT reasonChosen(reason);
}

qsizetype ReasonPicker::focusedRow() const
{
    const auto focused = std::ranges::find_if(m_buttons, &QWidget::hasFocus);
    return focused == m_buttons.end() ? m_buttons.size() - 1 : focused - m_buttons.begin();
}

void ReasonPicker::moveFocus(int steps)
{
    const qsizetype count = m_buttons.size();
    m_buttons[(focusedRow() + steps + count) % count]->setFocus(Qt::TabFocusReason);
}

bool ReasonPicker::focusNextPrevChild(bool forward)
{
    moveFocus(forward ? 1 : -1);
    return true;
}

void ReasonPicker::keyPressEvent(QKeyEvent* event)
{
    event->accept();
    const int key = event->key();
    if (key == Qt::Key_Up || key == Qt::Key_Down) {
        moveFocus(key == Qt::Key_Down ? 1 : -1);
        return;
    }
    if (event->isAutoRepeat()) // a held X must not run through to "other"
        return;
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        choose(rejectReasons()[size_t(focusedRow())]);
        return;
    }
    if (key == Qt::Key_X) {
        choose(RejectReason::Other);
        return;
    }
    const auto reason = std::ranges::find(rejectReasons(), key, &ReasonPicker::keyOf);
    if (reason != rejectReasons().end())
        choose(*reason);
    else
        OverlayPanel::keyPressEvent(event);
}

} // namespace creel
