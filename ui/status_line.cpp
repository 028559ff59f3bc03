#include "ui/status_line.h"

#include "core/base/text.h"
#include "ui/actions.h"
#include "ui/box_desk.h"
#include "ui/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QSlider>

namespace creel {

StatusLine::StatusLine(Desk& desk, BoxDesk& boxes, const Actions& actions, QWidget* parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_boxes(boxes)
    , m_actions(actions)
    , m_progress(new QLabel(this))
    , m_keys(new QLabel(this))
    , m_slider(new QSlider(Qt::Horizontal, this))
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(2 * Theme::gap, Theme::halfGap, 2 * Theme::gap, Theme::halfGap);
    layout->setSpacing(2 * Theme::gap);
    layout->addWidget(m_progress);
    layout->addStretch(1);
    layout->addWidget(m_keys);
    layout->addWidget(m_slider);
    m_progress->setAccessibleName(tr("Progress"));
    m_keys->setAccessibleName(tr("Most used keys"));
    m_slider->setRange(64, 320);
    m_slider->setFixedWidth(120);
    m_slider->setAccessibleName(tr("Thumbnail size"));
    m_slider->setToolTip(tr("Thumbnail size (Ctrl+wheel)"));
    m_slider->setFocusPolicy(Qt::TabFocus);
    m_timer.setSingleShot(true);
    m_timer.setInterval(50);
    connect(&m_timer, &QTimer::timeout, this, &StatusLine::update);
    const auto later = [this] {
        if (!m_timer.isActive())
            m_timer.start();
    };
    connect(&desk, &Desk::setChanged, this, later);
    connect(&desk, &Desk::countsChanged, this, later);
    connect(&desk, &Desk::reviewsChanged, this, later);
    connect(&desk, &Desk::closed, this, later);
    connect(desk.selection(), &QItemSelectionModel::selectionChanged, this, later);
    connect(&boxes, &BoxDesk::setChanged, this, later);
    connect(boxes.selection(), &QItemSelectionModel::selectionChanged, this, later);
    connect(&actions, &Actions::rebound, this, &StatusLine::refreshKeys);
    refreshKeys();
}

QString StatusLine::progressText() const
{
    return m_progress->text();
}

void StatusLine::setShowsBoxes(bool showsBoxes)
{
    m_showsBoxes = showsBoxes;
    refreshKeys();
    m_timer.start();
}

void StatusLine::update()
{
    if (!m_desk.isOpen()) {
        m_progress->clear();
        return;
    }
    const PhotoCounts& counts = m_desk.counts();
    const qint64 left = counts.unreviewed;
    QStringList parts = shownTexts();
    if (counts.total > 0)
        parts.append(
            left > 0 ? tr("%1 of %2 decided").arg(numberText(counts.total - left), numberText(counts.total))
                     : tr("all %1 decided").arg(numberText(counts.total)));
    const std::optional<double> rate = m_desk.pace().perMinute();
    if (m_desk.decidedToday() > 0)
        parts.append(rate ? tr("%1 today, %2/min")
                                .arg(numberText(m_desk.decidedToday()), numberText(qint64(*rate + 0.5)))
                          : tr("%1 today").arg(numberText(m_desk.decidedToday())));
    if (const auto seconds = m_desk.pace().secondsFor(left); seconds && left > 0)
        parts.append(tr("%1 left at this pace").arg(durationText(*seconds)));
    m_progress->setText(parts.join(QStringLiteral("  ·  ")));
}

/// How much there is on the wall, and how much of it is selected.
QStringList StatusLine::shownTexts() const
{
    const qsizetype selected = m_showsBoxes ? m_boxes.selectedCount() : m_desk.selectedCount();
    QStringList texts{m_showsBoxes ? tr("%1 shown").arg(boxCountText(m_boxes.model()->rowCount()))
                                   : tr("%1 shown").arg(numberText(m_desk.model()->rowCount()))};
    if (selected > 1)
        texts.append(tr("%1 selected").arg(numberText(selected)));
    return texts;
}

void StatusLine::refreshKeys()
{
    const Theme::Colours& colours = Theme::colours();
    const auto key = [&](const char* id, const QString& does) {
        const QAction* action = m_actions.action(QLatin1String(id));
        const QString text = action ? Actions::keyText(action) : QString();
        return text.isEmpty()
                   ? QString()
                   : QStringLiteral("<b style='color:%1'>%2</b> %3").arg(colours.text.name(), text, does);
    };
    QStringList hints{key("review.accept", tr("accept")),
                      key("review.reject", m_showsBoxes ? tr("delete") : tr("reject")),
                      QStringLiteral("<b style='color:%1'>1–9</b> %2").arg(colours.text.name(), tr("label")),
                      key("view.loupe", tr("loupe")), key("help.keys", tr("keys"))};
    hints.removeAll(QString());
    m_keys->setText(QStringLiteral("<span style='color:%1'>%2</span>")
                        .arg(colours.mutedText.name(), hints.join(QStringLiteral("&nbsp;&nbsp; "))));
}

void StatusLine::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        refreshKeys();
    QWidget::changeEvent(event);
}

} // namespace creel
