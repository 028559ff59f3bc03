#include "ui/exchange/finding_list_view.h"

#include "core/base/text.h"
#include "ui/dialogs/roomy_delegate.h"
#include "ui/theme.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>

namespace creel {

FindingListView::FindingListView(QWidget* parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_table(new QTableView(this))
    , m_copy(new QPushButton(tr("&Copy list"), this))
{
    m_copy->setAutoDefault(false);
    m_copy->setToolTip(tr("Copy the selected lines, or all (Ctrl+C)"));
    m_title->setBuddy(m_table);
    m_table->setModel(&m_model);
    m_table->setItemDelegate(new RoomyDelegate(this));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setTabKeyNavigation(false);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setAccessibleName(tr("What was found"));
    m_table->verticalHeader()->hide();
    QHeaderView* const header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->resizeSection(FindingItemModel::FileColumn, 22 * Theme::gap);
    header->resizeSection(FindingItemModel::LineColumn, 7 * Theme::gap);
    header->setStretchLastSection(true);
    auto* copy = new QAction(tr("Copy"), m_table);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    m_table->addAction(copy);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(copy, &QAction::triggered, this, &FindingListView::copy);
    connect(m_copy, &QPushButton::clicked, this, &FindingListView::copy);
    auto* bar = new QHBoxLayout;
    bar->addWidget(m_title, 1);
    bar->addWidget(m_copy);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::halfGap);
    layout->addLayout(bar);
    layout->addWidget(m_table, 1);
    setFindings({});
}

void FindingListView::setFindings(const QList<AnnotationFinding>& findings, qint64 unlisted)
{
    m_model.setFindings(findings);
    m_copy->setEnabled(!findings.isEmpty());
    const qint64 count = findings.size() + unlisted;
    if (count == 0)
        m_title->setText(tr("Nothing to note."));
    else if (unlisted > 0)
        m_title->setText(tr("%1 to note, of which the first %2 are listed")
                             .arg(numberText(count), numberText(findings.size())));
    else
        m_title->setText(tr("%1 to note").arg(numberText(count)));
}

void FindingListView::copy()
{
    QStringList lines;
    const QModelIndexList selected = m_table->selectionModel()->selectedRows();
    for (const QModelIndex& index : selected)
        lines.append(m_model.text(index.row()));
    for (int row = 0; selected.isEmpty() && row < m_model.rowCount(); ++row)
        lines.append(m_model.text(row));
    if (!lines.isEmpty())
        QGuiApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
}

} // namespace creel
