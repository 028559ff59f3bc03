#include "ui/panels/chip_bar.h"

#include "core/base/text.h"
#include "ui/panels/flow_layout.h"
#include "ui/panels/menu_button.h"
#include "ui/panels/order_text.h"
#include "ui/panels/outdated_photos.h"
#include "ui/panels/own_keys.h"
#include "ui/theme.h"

#include <QActionGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>

namespace creel {

namespace {

QToolButton* makeTextButton(const QString& text, const QString& toolTip, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setText(text);
    button->setToolTip(toolTip);
    button->setAutoRaise(true);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::TabFocus);
    OwnKeys::keep(button, {Qt::Key_Space});
    return button;
}

/// Typing gives the text another value: the chip stays and shows it.
bool isSameChip(const FilterCondition& a, const FilterCondition& b)
{
    return a == b || (std::holds_alternative<QString>(a) && std::holds_alternative<QString>(b));
}

} // namespace

ChipBar::ChipBar(Desk& desk, QWidget* parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_outdatedPhotos(new OutdatedPhotos(desk, this))
    , m_chipArea(new QWidget(this))
    , m_clear(makeTextButton(tr("Clear"), tr("Show all photos"), m_chipArea))
    , m_outdated(new QLabel(m_chipArea))
    , m_refresh(makeTextButton(tr("Refresh"), tr("Filter and sort again (F5)"), m_chipArea))
    , m_summary(new QLabel(this))
    , m_sort(new MenuButton(this))
    , m_direction(new QToolButton(this))
    , m_group(new MenuButton(this))
    , m_sortActions(new QActionGroup(this))
    , m_groupActions(new QActionGroup(this))
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(Theme::gap, Theme::halfGap, Theme::gap, Theme::halfGap);
    layout->setSpacing(Theme::gap);
    layout->addWidget(m_chipArea, 1, Qt::AlignVCenter);
    layout->addWidget(m_summary);
    layout->addSpacing(Theme::gap);
    layout->addWidget(m_sort);
    layout->addWidget(m_direction);
    layout->addWidget(m_group);
    m_summary->setAccessibleName(tr("Photos shown"));
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    makeChipArea();
    makeOrderButtons();

    connect(m_refresh, &QToolButton::clicked, &desk, &Desk::refreshSet);
    connect(m_outdatedPhotos, &OutdatedPhotos::countChanged, this, &ChipBar::updateOutdated);
    connect(&desk, &Desk::filterChanged, this, &ChipBar::updateChips);
    connect(&desk, &Desk::labelsChanged, this, &ChipBar::updateChips);
    connect(&desk, &Desk::indexChanged, this, &ChipBar::updateChips);
    connect(&desk, &Desk::orderChanged, this, &ChipBar::updateOrder);
    for (const auto signal : {&Desk::setChanged, &Desk::countsChanged, &Desk::indexChanged, &Desk::closed})
        connect(&desk, signal, this, &ChipBar::updateSummary);
    updateChips();
    updateSummary();
    updateOutdated();
    restyle();
}

void ChipBar::makeChipArea()
{
    auto* flow = new FlowLayout(m_chipArea, Theme::halfGap);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    m_chipArea->setSizePolicy(policy);
    m_clear->setAccessibleName(tr("Clear the filter"));
    m_outdated->setContentsMargins(Theme::gap, 0, 0, 0);
    m_outdated->setFixedHeight(FilterChip::height);
    for (QToolButton* button : {m_clear, m_refresh})
        button->setFixedHeight(FilterChip::height);
    for (QWidget* widget : QList<QWidget*>{m_clear, m_outdated, m_refresh})
        flow->addWidget(widget);
    connect(m_clear, &QToolButton::clicked, this, [this] { m_desk.setFilter({}); });
}

void ChipBar::makeOrderButtons()
{
    m_direction->setAutoRaise(true);
    m_direction->setFocusPolicy(Qt::TabFocus);
    OwnKeys::keep(m_direction, {Qt::Key_Space});
    connect(m_direction, &QToolButton::clicked, this, [this] {
        PhotoOrder order = m_desk.order();
        order.descending = !order.descending;
        m_desk.setOrder(order);
    });
    for (const SortKey key : sortKeys()) {
        QAction* action = m_sort->menu()->addAction(sortText(key), this, [this, key] {
            PhotoOrder order = m_desk.order();
            order.key = key;
            m_desk.setOrder(order);
        });
        action->setCheckable(true);
        action->setData(int(key));
        m_sortActions->addAction(action);
    }
    for (const GroupKey key : groupKeys()) {
        QAction* action = m_group->menu()->addAction(groupText(key), this, [this, key] {
            PhotoOrder order = m_desk.order();
            order.group = key;
            m_desk.setOrder(order);
        });
        action->setCheckable(true);
        action->setData(int(key));
        m_groupActions->addAction(action);
    }
}

QString ChipBar::summaryText() const
{
    return m_summary->text();
}

QString ChipBar::outdatedText() const
{
    return m_outdated->isHidden() ? QString() : m_outdated->text();
}

/// Keeps the chips that stay, so that the keyboard's place is kept too.
void ChipBar::updateChips()
{
    const QList<FilterCondition> conditions = conditionsOf(m_desk.filter());
    for (FilterChip* chip : QList(m_chips)) {
        if (std::ranges::none_of(conditions, [&](const FilterCondition& condition) {
                return isSameChip(condition, chip->condition());
            }))
            removeChip(chip);
    }
    for (const FilterCondition& condition : conditions) {
        const auto found = std::ranges::find_if(
            m_chips, [&](const FilterChip* chip) { return isSameChip(condition, chip->condition()); });
        FilterChip* chip = found == m_chips.end() ? addChip(condition) : *found;
        const auto* label = std::get_if<LabelId>(&condition);
        const std::optional<Label> shown = label ? m_desk.label(*label) : std::nullopt;
        chip->setCondition(condition);
        chip->setLabel(conditionText(condition, m_desk), shown ? shown->colour : QColor());
    }
    m_clear->setVisible(!m_chips.isEmpty());
    // Chips first: the flow keeps what was added last at its end.
    for (QWidget* widget : QList<QWidget*>{m_clear, m_outdated, m_refresh}) {
        m_chipArea->layout()->removeWidget(widget);
        m_chipArea->layout()->addWidget(widget);
    }
}

FilterChip* ChipBar::addChip(const FilterCondition& condition)
{
    auto* chip = new FilterChip(condition, m_chipArea);
    m_chipArea->layout()->addWidget(chip);
    setTabOrder(m_chips.isEmpty() ? m_chipArea : m_chips.last(), chip);
    setTabOrder(chip, m_clear);
    m_chips.append(chip);
    connect(chip, &FilterChip::clicked, this,
            [this, chip] { m_desk.setFilter(without(m_desk.filter(), chip->condition())); });
    connect(chip, &FilterChip::moved, this, [this, chip](int step) {
        if (FilterChip* next = m_chips.value(m_chips.indexOf(chip) + step))
            next->setFocus(Qt::TabFocusReason);
    });
    chip->show();
    return chip;
}

void ChipBar::removeChip(FilterChip* chip)
{
    const qsizetype at = m_chips.indexOf(chip);
    m_chips.removeAt(at);
    if (chip->hasFocus()) {
        if (!m_chips.isEmpty())
            m_chips[std::min(at, m_chips.size() - 1)]->setFocus(Qt::TabFocusReason);
        else
            focusNextChild();
    }
    chip->hide();
    chip->deleteLater(); // it may be the one that was pressed
}

void ChipBar::updateSummary()
{
    if (!m_desk.isOpen()) {
        m_summary->clear();
        return;
    }
    const qint64 shown = m_desk.model()->rowCount();
    const qint64 total = m_desk.counts().total;
    if (!m_desk.isFullyLoaded())
        m_summary->setText(tr("loading…"));
    else if (shown == total || total == 0)
        m_summary->setText(photoCountText(shown));
    else
        m_summary->setText(tr("%1 of %2").arg(numberText(shown), numberText(total)));
}

void ChipBar::updateOutdated()
{
    const qsizetype count = m_outdatedPhotos->count();
    m_outdated->setText(tr("%1 no longer match").arg(numberText(count)));
    m_outdated->setVisible(count > 0);
    m_refresh->setVisible(count > 0);
}

void ChipBar::updateOrder()
{
    const PhotoOrder& order = m_desk.order();
    m_sort->setText(tr("Sort: %1").arg(sortText(order.key).toLower()));
    m_sort->setToolTip(tr("What the photos are sorted by"));
    m_sort->setAccessibleName(tr("Sorted by %1").arg(sortText(order.key).toLower()));
    m_direction->setIcon(
        Theme::icon(order.descending ? QStringLiteral("sort-down") : QStringLiteral("sort-up")));
    m_direction->setToolTip(directionText(order));
    m_direction->setAccessibleName(tr("Direction: %1").arg(directionText(order)));
    m_group->setText(tr("Group: %1").arg(groupText(order.group).toLower()));
    m_group->setToolTip(tr("Puts the photos under headings"));
    m_group->setAccessibleName(tr("Grouped by %1").arg(groupText(order.group).toLower()));
    for (QAction* action : m_sortActions->actions())
        action->setChecked(action->data().toInt() == int(order.key));
    for (QAction* action : m_groupActions->actions())
        action->setChecked(action->data().toInt() == int(order.group));
}

void ChipBar::restyle()
{
    m_refresh->setIcon(Theme::icon(QStringLiteral("refresh")));
    updateOrder();
}

void ChipBar::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        restyle();
    QWidget::changeEvent(event);
}

} // namespace creel
