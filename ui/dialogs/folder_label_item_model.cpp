#include "ui/dialogs/folder_label_item_model.h"

#include "core/base/text.h"
#include "core/catalog/label_store.h"
#include "ui/theme.h"

namespace creel {

void FolderLabelItemModel::setClaims(const QList<FolderClaim>& claims)
{
    beginResetModel();
    m_claims = claims;
    endResetModel();
}

QString FolderLabelItemModel::labelOf(const FolderClaim& claim) const
{
    return m_edited.value(claim.folder, claim.label);
}

QHash<QString, QString> FolderLabelItemModel::mapping() const
{
    QHash<QString, QString> mapping;
    for (const FolderClaim& claim : m_claims) {
        if (labelOf(claim) != claim.label)
            mapping.insert(claim.folder, labelOf(claim));
    }
    return mapping;
}

int FolderLabelItemModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_claims.size());
}

int FolderLabelItemModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant FolderLabelItemModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const FolderClaim& claim = m_claims[index.row()];
    const QString label = labelOf(claim);
    if (role == Qt::TextAlignmentRole && index.column() == PhotosColumn)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ForegroundRole && index.column() == LabelColumn && label.isEmpty())
        return Theme::colours().mutedText;
    if (role == Qt::EditRole && index.column() == LabelColumn)
        return label;
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case FolderColumn:
        return claim.folder;
    case LabelColumn:
        return label.isEmpty() ? tr("no label") : label;
    default:
        return numberText(claim.photos);
    }
}

bool FolderLabelItemModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::EditRole ||
        index.column() != LabelColumn)
        return false;
    const auto checked = checkedLabelNameOrNone(value.toString());
    if (!checked) {
        Q_EMIT refused(checked.error().message);
        return false;
    }
    m_edited.insert(m_claims[index.row()].folder, *checked);
    Q_EMIT dataChanged(index, index);
    return true;
}

QVariant FolderLabelItemModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case FolderColumn:
        return tr("Folder");
    case LabelColumn:
        return tr("Label");
    default:
        return tr("Photos");
    }
}

Qt::ItemFlags FolderLabelItemModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.isValid() && index.column() == LabelColumn ? flags | Qt::ItemIsEditable : flags;
}

} // namespace creel
