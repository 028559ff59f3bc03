#include "ui/panels/filter_panel.h"

#include "ui/panels/filter_items.h"
#include "ui/panels/own_keys.h"
#include "ui/panels/panel_heading.h"
#include "ui/theme.h"

#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QMenu>
#include <QToolButton>

namespace creel {

namespace {

QString keyOf(FilterSection section)
{
    switch (section) {
    case FilterSection::Place:
        return QStringLiteral("filter.roots");
    case FilterSection::Labels:
        return QStringLiteral("filter.labels");
    case FilterSection::State:
        return QStringLiteral("filter.state");
    case FilterSection::Model:
        return QStringLiteral("filter.model");
    case FilterSection::More:
    case FilterSection::Text:
        break;
    }
    return QStringLiteral("filter.more");
}

} // namespace

FilterPanel::FilterPanel(Desk& desk, QWidget* parent)
    : QWidget(parent), m_desk(desk), m_roots(desk), m_tree(new FilterTree(m_model, this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tree);
    setAccessibleName(tr("Filter panel"));
    setMinimumWidth(22 * Theme::gap);
    setFocusProxy(m_tree);
    addLabelsButton();
    rememberSections();
    connect(m_tree, &FilterTree::chosen, this, &FilterPanel::choose);
    connect(m_tree, &FilterTree::removed, this, [this](const QModelIndex& row) {
        m_desk.setFilter(without(m_desk.filter(), m_model.item(row)->condition));
    });
    connect(m_tree, &FilterTree::menuRequested, this, &FilterPanel::showMenu);
    connect(&desk, &Desk::opened, this, &FilterPanel::updateAll);
    connect(&desk, &Desk::closed, this, &FilterPanel::updateAll);
    connect(&desk, &Desk::indexChanged, this, &FilterPanel::updateAll);
    connect(&m_roots, &RootWatch::changed, this, [this] {
        updatePlaces();
        showFilter();
    });
    connect(&desk, &Desk::labelsChanged, this, &FilterPanel::updateCounts);
    connect(&desk, &Desk::countsChanged, this, [this] {
        if (m_shownFolderCounts != m_desk.counts().folders)
            updatePlaces();
        updateCounts();
    });
    connect(&desk, &Desk::filterChanged, this, &FilterPanel::updateCounts);
    connect(qGuiApp, &QGuiApplication::applicationStateChanged, this, [this](Qt::ApplicationState state) {
        if (state == Qt::ApplicationActive)
            m_roots.look(); // a disk may have been plugged in meanwhile
    });
    updateAll();
    m_roots.look();
}

void FilterPanel::addLabelsButton()
{
    auto* holder = new QWidget;
    auto* button = new QToolButton(holder);
    button->setText(tr("Labels…"));
    button->setToolTip(tr("Add, rename, merge and colour labels"));
    button->setAccessibleName(tr("Edit labels"));
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    OwnKeys::keep(button, {Qt::Key_Space});
    auto* layout = new QHBoxLayout(holder);
    layout->setContentsMargins(0, Theme::gap, Theme::halfGap, 0);
    layout->addStretch(1);
    layout->addWidget(button);
    m_tree->setIndexWidget(m_model.heading(FilterSection::Labels), holder);
    connect(button, &QToolButton::clicked, this, &FilterPanel::labelsDialogRequested);
}

void FilterPanel::rememberSections()
{
    for (const FilterSection section : FilterItemModel::sections)
        m_tree->setExpanded(m_model.heading(section), PanelHeading::isRememberedOpen(keyOf(section)));
    const auto remember = [this](bool isOpen) {
        return [this, isOpen](const QModelIndex& index) {
            if (const auto section = m_model.sectionOfHeading(index))
                PanelHeading::rememberOpen(keyOf(*section), isOpen);
        };
    };
    connect(m_tree, &QTreeView::expanded, this, remember(true));
    connect(m_tree, &QTreeView::collapsed, this, remember(false));
    // A new root shows its folders, reasons and kinds of problems are always shown.
    connect(&m_model, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex& parent, int first, int last) {
                const auto isShownOpen = [&](const QModelIndex& index) {
                    return m_model.sectionOfHeading(index.parent()) &&
                           !std::holds_alternative<FolderId>(m_model.item(index)->condition);
                };
                if (m_model.item(parent) && isShownOpen(parent) && first == 0 &&
                    last + 1 == m_model.rowCount(parent))
                    m_tree->expand(parent);
                for (int row = first; row <= last && m_model.sectionOfHeading(parent); ++row) {
                    if (const QModelIndex index = m_model.index(row, 0, parent); isShownOpen(index))
                        m_tree->expand(index);
                }
            });
}

void FilterPanel::updateAll()
{
    updatePlaces();
    updateCounts();
}

void FilterPanel::updatePlaces()
{
    m_shownFolderCounts = m_desk.counts().folders;
    m_model.update(FilterSection::Place, placeItems(m_desk, m_roots.missing()));
}

void FilterPanel::updateCounts()
{
    m_model.update(FilterSection::Labels, labelItems(m_desk));
    m_model.update(FilterSection::State, stateItems(m_desk));
    m_model.update(FilterSection::Model, modelItems(m_desk));
    m_model.update(FilterSection::More, moreItems(m_desk));
    for (const FilterSection section : FilterItemModel::sections) {
        const QModelIndex heading = m_model.heading(section);
        const bool isHidden =
            !m_model.hasChildren(heading) && (section != FilterSection::Labels || !m_desk.isOpen());
        if (isHidden != m_tree->isRowHidden(heading.row(), {})) // saying it again would lay out all rows anew
            m_tree->setRowHidden(heading.row(), {}, isHidden);
    }
    showFilter();
}

void FilterPanel::showFilter()
{
    m_tree->showChosen(m_desk.filter());
}

void FilterPanel::choose(const QModelIndex& row, bool adds)
{
    const FilterCondition condition = m_model.item(row)->condition;
    const PhotoFilter& filter = m_desk.filter();
    const PhotoFilter rest = without(filter, sectionOf(condition));
    const PhotoFilter alone = with(rest, condition);
    if (adds)
        m_desk.setFilter(holds(filter, condition) ? without(filter, condition) : with(filter, condition));
    else
        m_desk.setFilter(filter == alone ? rest : alone);
}

void FilterPanel::showMenu(const QModelIndex& row, const QPoint& globalPosition)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const FilterCondition condition = m_model.item(row)->condition;
    menu->addAction(tr("Show only this"), this, [this, condition] {
        m_desk.setFilter(with(without(m_desk.filter(), sectionOf(condition)), condition));
    });
    if (holds(m_desk.filter(), condition))
        menu->addAction(tr("Take out of the filter"), this,
                        [this, condition] { m_desk.setFilter(without(m_desk.filter(), condition)); });
    else
        menu->addAction(tr("Add to the filter"), this,
                        [this, condition] { m_desk.setFilter(with(m_desk.filter(), condition)); });
    if (const auto* root = std::get_if<RootId>(&condition)) {
        menu->addSeparator();
        menu->addAction(tr("Import again"), this, [this, id = *root] { Q_EMIT reimportRequested(id); });
        menu->addAction(tr("Say where it is now…"), this,
                        [this, id = *root] { Q_EMIT relocateRequested(id); });
    } else if (const auto* label = std::get_if<LabelId>(&condition); label && label->isValid()) {
        menu->addSeparator();
        menu->addAction(tr("Edit label…"), this, [this, id = *label] { Q_EMIT labelEditRequested(id); });
    }
    menu->popup(globalPosition);
}

void FilterPanel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        updateAll();
    QWidget::changeEvent(event);
}

} // namespace creel
