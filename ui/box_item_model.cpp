#include "ui/box_item_model.h"

#include "ui/desk.h"

namespace creel {

namespace {

/// From here on one repaint costs less than a signal a box.
constexpr qsizetype mostTouched = 100;

} // namespace

BoxItemModel::BoxItemModel(const Desk& desk, QObject* parent) : QAbstractListModel(parent), m_desk(desk) {}

void BoxItemModel::reset(BoxSet set)
{
    beginResetModel();
    m_set = std::move(set);
    endResetModel();
}

void BoxItemModel::apply(const BoxSet::Changes& changes)
{
    if (!changes.removed.isEmpty()) {
        beginResetModel();
        m_set.apply(changes);
        endResetModel();
        return;
    }
    m_set.apply(changes);
    if (changes.changed.size() > mostTouched) {
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
        return;
    }
    for (const Box& box : changes.changed) {
        const QModelIndex changed = index(m_set.positionOf(box.id));
        Q_EMIT dataChanged(changed, changed);
    }
}

BoxId BoxItemModel::boxId(int position) const
{
    return position >= 0 && position < rowCount() ? m_set.at(position).id : BoxId();
}

PhotoId BoxItemModel::photoId(int position) const
{
    return position >= 0 && position < rowCount() ? m_set.at(position).photo : PhotoId();
}

int BoxItemModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_set.count();
}

QString BoxItemModel::labelName(const Box& box) const
{
    const auto label = m_desk.label(m_desk.livingLabels()(box.label));
    return label ? label->name : tr("no label");
}

QString BoxItemModel::photoName(const Box& box) const
{
    const auto row = m_set.photoIndex()->rowOf(box.photo);
    return row ? displayPath(m_set.photoIndex()->name(*row).toByteArray()) : QString();
}

QString BoxItemModel::spoken(const Box& box) const
{
    QStringList parts{labelName(box), photoName(box)};
    if (box.origin == BoxOrigin::Model)
        parts.append(box.score ? tr("drawn by a model, %1 %").arg(int(*box.score * 100 + 0.5))
                               : tr("drawn by a model"));
    else if (box.origin == BoxOrigin::Import)
        parts.append(tr("imported"));
    if (box.difficult)
        parts.append(tr("difficult"));
    if (box.truncated)
        parts.append(tr("truncated"));
    if (box.occluded)
        parts.append(tr("occluded"));
    return parts.join(tr(", "));
}

QVariant BoxItemModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Box& box = m_set.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return labelName(box);
    case Qt::ToolTipRole: {
        const auto row = m_set.photoIndex()->rowOf(box.photo);
        return row ? m_set.photoIndex()->displayName(*row) : QString();
    }
    case Qt::AccessibleTextRole:
        return spoken(box);
    case BoxIdRole:
        return box.id.value();
    default:
        return {};
    }
}

} // namespace creel
