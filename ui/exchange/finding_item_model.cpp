#include "ui/exchange/finding_item_model.h"

#include "ui/theme.h"

namespace creel {

void FindingItemModel::setFindings(const QList<AnnotationFinding>& findings)
{
    beginResetModel();
    m_findings = findings;
    endResetModel();
}

QString FindingItemModel::text(int row) const
{
    const AnnotationFinding& finding = m_findings[row];
    const QString place = displayPath(finding.file);
    return finding.line > 0 ? QStringLiteral("%1:%2: %3").arg(place).arg(finding.line).arg(finding.message)
                            : QStringLiteral("%1: %2").arg(place, finding.message);
}

int FindingItemModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_findings.size());
}

int FindingItemModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant FindingItemModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const AnnotationFinding& finding = m_findings[index.row()];
    if (role == Qt::ToolTipRole)
        return index.column() == MessageColumn ? finding.message : displayPath(finding.file);
    if (role == Qt::TextAlignmentRole && index.column() == LineColumn)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ForegroundRole && !finding.isLeftOut)
        return Theme::colours().mutedText;
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case FileColumn:
        return displayPath(splitPath(finding.file).second);
    case LineColumn:
        return finding.line > 0 ? QString::number(finding.line) : QString();
    default:
        return finding.message;
    }
}

QVariant FindingItemModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole && section == LineColumn)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case FileColumn:
        return tr("File");
    case LineColumn:
        return tr("Line");
    default:
        return tr("What was found");
    }
}

} // namespace creel
