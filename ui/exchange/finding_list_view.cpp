#include "ui/exchange/finding_list_view.h"

#include "core/base/text.h"
#include "ui/exchange/form_parts.h"
#include "ui/exchange/table_setup.h"
#include "ui/theme.h"

#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMap>
#include <QPushButton>
#include <QTableView>

namespace creel {

FindingListView::FindingListView(QWidget* parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_kind(new QComboBox(this))
    , m_table(new QTableView(this))
    , m_copy(new QPushButton(tr("&Copy list"), this))
{
    m_copy->setAutoDefault(false);
    m_copy->setToolTip(tr("Copy the selected lines, or all (Ctrl+C)"));
    m_title->setBuddy(m_table);
    explain(m_kind, tr("Kind of findings"), tr("Show only what is of one kind"));
    m_kind->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    setUpTable(m_table, &m_model, tr("What was found"));
    QHeaderView* const header = m_table->horizontalHeader();
    header->resizeSection(FindingItemModel::FileColumn, 22 * Theme::gap);
    header->resizeSection(FindingItemModel::LineColumn, 7 * Theme::gap);
    header->setStretchLastSection(true);
    auto* copy = new QAction(tr("Copy"), m_table);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    m_table->addAction(copy);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(copy, &QAction::triggered, this, &FindingListView::copy);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &FindingListView::showKind);
    connect(m_copy, &QPushButton::clicked, this, &FindingListView::copy);
    auto* bar = new QHBoxLayout;
    bar->addWidget(m_title, 1);
    bar->addWidget(m_kind);
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
    m_findings = findings;
    offerKinds();
    showKind();
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

FindingListView::Kind FindingListView::kindOf(const AnnotationFinding& finding)
{
    return finding.isConflict ? Conflicts : finding.isLeftOut ? LeftOut : Noted;
}

/// A choice of kinds where there are several; the one chosen before stays.
void FindingListView::offerKinds()
{
    QMap<int, qint64> counts;
    for (const AnnotationFinding& finding : std::as_const(m_findings))
        ++counts[kindOf(finding)];
    const QSignalBlocker quiet(m_kind);
    const int before = m_kind->currentData().toInt();
    m_kind->clear();
    m_kind->addItem(tr("All (%1)").arg(numberText(m_findings.size())), All);
    for (const auto& [kind, text] : {std::pair(Conflicts, tr("Conflicts (%1)")),
                                     {LeftOut, tr("Left out (%1)")},
                                     {Noted, tr("Taken in all the same (%1)")}}) {
        if (counts.contains(kind))
            m_kind->addItem(text.arg(numberText(counts.value(kind))), kind);
    }
    m_kind->setCurrentIndex(std::max(0, m_kind->findData(before)));
    m_kind->setVisible(counts.size() > 1);
}

void FindingListView::showKind()
{
    const int kind = m_kind->currentData().toInt();
    QList<AnnotationFinding> shown = m_findings;
    shown.removeIf(
        [kind](const AnnotationFinding& finding) { return kind != All && kindOf(finding) != kind; });
    m_model.setFindings(shown);
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
