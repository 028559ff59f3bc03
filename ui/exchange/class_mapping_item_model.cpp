#include "ui/exchange/class_mapping_item_model.h"

#include "core/base/text.h"
#include "ui/theme.h"

namespace creel {

namespace {

QStringList namesOf(const QList<AnnotationPreview::Class>& classes)
{
    QStringList names;
    for (const AnnotationPreview::Class& entry : classes)
        names.append(entry.name);
    return names;
}

} // namespace

void ClassMappingItemModel::setLabels(const QList<Label>& labels)
{
    m_labels = labels;
}

void ClassMappingItemModel::setClasses(const QList<AnnotationPreview::Class>& classes)
{
    const bool isOther = namesOf(classes) != namesOf(m_classes);
    if (isOther)
        beginResetModel();
    for (int row = 0; row < classes.size(); ++row) {
        AnnotationPreview::Class shown = classes[row];
        shown.label = m_edited.value(shown.name, shown.label);
        if (isOther || shown == m_classes[row])
            continue;
        m_classes[row] = shown; // a cell that is being edited stays in peace
        Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    }
    if (!isOther)
        return;
    m_classes = classes;
    for (AnnotationPreview::Class& entry : m_classes)
        entry.label = m_edited.value(entry.name, entry.label);
    endResetModel();
}

void ClassMappingItemModel::takeIn(int row)
{
    QString name = m_classes[row].name;
    edit(row, name.replace(QLatin1Char('/'), QLatin1Char('_')));
}

void ClassMappingItemModel::edit(int row, const QString& label)
{
    AnnotationPreview::Class& entry = m_classes[row];
    const Label* const there = known(label);
    m_edited.insert(entry.name, there ? there->name : label);
    entry.label = m_edited.value(entry.name);
    entry.isNew = !label.isEmpty() && !there;
    const QModelIndex cell = index(row, LabelColumn);
    Q_EMIT dataChanged(cell, cell);
    Q_EMIT edited();
}

const Label* ClassMappingItemModel::known(const QString& name) const
{
    const auto label = std::ranges::find_if(m_labels, [&](const Label& candidate) {
        return candidate.name.compare(name, Qt::CaseInsensitive) == 0;
    });
    return label == m_labels.end() ? nullptr : &*label;
}

int ClassMappingItemModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_classes.size());
}

int ClassMappingItemModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ClassMappingItemModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const AnnotationPreview::Class& entry = m_classes[index.row()];
    if (index.column() == LabelColumn)
        return labelData(entry, role);
    if (role == Qt::TextAlignmentRole && index.column() != ClassColumn)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && index.column() == ClassColumn)
        return entry.name;
    if (role != Qt::DisplayRole)
        return {};
    if (index.column() == ClassColumn)
        return entry.name;
    return numberText(index.column() == PhotosColumn ? entry.photos : entry.boxes);
}

QVariant ClassMappingItemModel::labelData(const AnnotationPreview::Class& entry, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return entry.label.isEmpty() ? tr("left out")
               : entry.isNew         ? tr("%1 (new label)").arg(entry.label)
                                     : entry.label;
    case Qt::EditRole:
        return entry.label;
    case Qt::ForegroundRole:
        return entry.label.isEmpty() ? QVariant(Theme::colours().mutedText) : QVariant();
    case Qt::DecorationRole:
        if (const Label* label = known(entry.label))
            return label->colour;
        return {};
    default:
        return {};
    }
}

bool ClassMappingItemModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::EditRole ||
        index.column() != LabelColumn)
        return false;
    const QString label = value.toString().simplified();
    if (label == m_classes[index.row()].label)
        return true;
    const auto checked = checkedLabelNameOrNone(label);
    if (!checked) {
        Q_EMIT refused(checked.error().message);
        return false;
    }
    edit(index.row(), *checked);
    return true;
}

QVariant ClassMappingItemModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const bool isNumber = section == PhotosColumn || section == BoxesColumn;
    if (role == Qt::TextAlignmentRole && isNumber)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case ClassColumn:
        return tr("Class");
    case PhotosColumn:
        return tr("Photos");
    case BoxesColumn:
        return tr("Boxes");
    default:
        return tr("Becomes the label");
    }
}

Qt::ItemFlags ClassMappingItemModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.isValid() && index.column() == LabelColumn ? flags | Qt::ItemIsEditable : flags;
}

} // namespace creel
