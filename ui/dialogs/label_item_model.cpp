#include "ui/dialogs/label_item_model.h"

#include "core/base/text.h"

#include <QMimeData>

#include <algorithm>

namespace creel {

namespace {

QString mimeType()
{
    return QStringLiteral("application/x-creel-label");
}

} // namespace

LabelItemModel::LabelItemModel(Desk& desk, QObject* parent)
    : QAbstractTableModel(parent), m_desk(desk), m_labels(desk.labels())
{
    connect(&desk, &Desk::labelsChanged, this, &LabelItemModel::onLabelsChanged);
    connect(&desk, &Desk::closed, this, &LabelItemModel::onLabelsChanged);
    connect(&desk, &Desk::countsChanged, this, [this] {
        if (!m_labels.isEmpty())
            Q_EMIT dataChanged(index(0, PhotosColumn), index(rowCount() - 1, PhotosColumn));
    });
}

void LabelItemModel::onLabelsChanged()
{
    const QList<Label>& now = m_desk.labels();
    if (now == m_labels)
        return;
    if (std::ranges::equal(now, m_labels, {}, &Label::id, &Label::id)) {
        m_labels = now;
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    m_labels = now;
    endResetModel();
}

LabelId LabelItemModel::labelAt(int row) const
{
    return row >= 0 && row < m_labels.size() ? m_labels[row].id : LabelId();
}

int LabelItemModel::rowOf(LabelId label) const
{
    const auto found = std::ranges::find(m_labels, label, &Label::id);
    return found == m_labels.end() ? -1 : int(found - m_labels.begin());
}

void LabelItemModel::move(LabelId label, int before)
{
    const int from = rowOf(label);
    if (from < 0 || before < 0 || before > m_labels.size() || before == from || before == from + 1)
        return;
    QList<LabelId> order;
    for (const Label& each : std::as_const(m_labels))
        order.append(each.id);
    order.move(from, before > from ? before - 1 : before);
    m_desk.apply(ReorderLabels{order});
}

int LabelItemModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_labels.size());
}

int LabelItemModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant LabelItemModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Label& label = m_labels[index.row()];
    if (role == LabelIdRole)
        return label.id.value();
    if (role == Qt::TextAlignmentRole && index.column() == PhotosColumn)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::TextAlignmentRole && index.column() == DigitColumn)
        return int(Qt::AlignCenter);
    if (index.column() == NameColumn && role == Qt::DecorationRole)
        return label.colour;
    if (index.column() == NameColumn && role == Qt::ToolTipRole)
        return label.description;
    if (role != Qt::DisplayRole && role != Qt::EditRole)
        return {};
    switch (index.column()) {
    case NameColumn:
        return label.name;
    case DigitColumn:
        return label.shortcut;
    default:
        return numberText(m_desk.counts().labels.value(label.id));
    }
}

bool LabelItemModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::EditRole ||
        index.column() != NameColumn)
        return false;
    Label label = m_labels[index.row()];
    if (value.toString().simplified() == label.name)
        return false;
    label.name = value.toString();
    return m_desk.apply(ChangeLabel{label});
}

QVariant LabelItemModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Label");
    case DigitColumn:
        return tr("Key");
    default:
        return tr("Photos");
    }
}

Qt::ItemFlags LabelItemModel::flags(const QModelIndex& index) const
{
    if (!index.isValid())
        return Qt::ItemIsDropEnabled; // between rows
    Qt::ItemFlags flags = QAbstractTableModel::flags(index) | Qt::ItemIsDragEnabled;
    flags.setFlag(Qt::ItemIsEditable, index.column() == NameColumn);
    return flags;
}

QStringList LabelItemModel::mimeTypes() const
{
    return {mimeType()};
}

QMimeData* LabelItemModel::mimeData(const QModelIndexList& indexes) const
{
    if (indexes.isEmpty())
        return nullptr;
    auto* data = new QMimeData;
    data->setData(mimeType(), QByteArray::number(labelAt(indexes.first().row()).value()));
    return data;
}

bool LabelItemModel::canDropMimeData(const QMimeData* data, Qt::DropAction action, int, int,
                                     const QModelIndex& parent) const
{
    return action == Qt::MoveAction && !parent.isValid() && data->hasFormat(mimeType());
}

bool LabelItemModel::dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                                  const QModelIndex& parent)
{
    if (!canDropMimeData(data, action, row, column, parent))
        return false;
    move(LabelId(data->data(mimeType()).toLongLong()), row < 0 ? rowCount() : row);
    return false; // the view must not remove the row that was dragged: the desk moved it
}

} // namespace creel
