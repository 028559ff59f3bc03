#include "ui/exchange/class_count_item_model.h"

#include "core/base/text.h"
#include "ui/theme.h"

namespace creel {

void ClassCountItemModel::setCounts(const QList<ExportPreview::ClassCount>& counts, qint64 unlabelled)
{
    beginResetModel();
    m_counts = counts;
    m_hasUnlabelled = unlabelled > 0;
    if (m_hasUnlabelled)
        m_counts.append({tr("no label"), unlabelled, 0});
    endResetModel();
}

int ClassCountItemModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_counts.size());
}

int ClassCountItemModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ClassCountItemModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ExportPreview::ClassCount& count = m_counts[index.row()];
    if (role == Qt::TextAlignmentRole && index.column() != ClassColumn)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ForegroundRole && m_hasUnlabelled && index.row() == m_counts.size() - 1)
        return Theme::colours().mutedText;
    if (role != Qt::DisplayRole)
        return {};
    if (index.column() == ClassColumn)
        return count.name;
    return numberText(index.column() == PhotosColumn ? count.photos : count.boxes);
}

QVariant ClassCountItemModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole && section != ClassColumn)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case ClassColumn:
        return tr("Class");
    case PhotosColumn:
        return tr("Photos");
    default:
        return tr("Boxes");
    }
}

} // namespace creel
