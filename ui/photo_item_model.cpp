#include "ui/photo_item_model.h"

namespace creel {

namespace {

QString spokenState(const ReviewFacts& review)
{
    switch (review.state) {
    case ReviewState::Accepted:
        return PhotoItemModel::tr("accepted");
    case ReviewState::Rejected:
        return PhotoItemModel::tr("rejected: %1").arg(reasonText(review.reason));
    case ReviewState::Unreviewed:
        break;
    }
    return PhotoItemModel::tr("unreviewed");
}

} // namespace

void PhotoItemModel::reset(std::shared_ptr<const PhotoIndex> index, PhotoSet set)
{
    beginResetModel();
    m_index = std::move(index);
    m_set = std::move(set);
    const size_t indexSize = m_index ? m_index->size() : 0;
    if (m_set.positions.size() != indexSize) // made by hand; selectPhotos() has done it on its worker
        m_set.locate(indexSize);
    endResetModel();
}

void PhotoItemModel::touch(const QList<PhotoId>& photos)
{
    if (photos.size() > 100) { // one repaint costs less than a hundred signals
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0), index(rowCount() - 1));
        return;
    }
    for (const PhotoId photo : photos) {
        if (const int position = positionOf(photo); position >= 0)
            Q_EMIT dataChanged(index(position), index(position));
    }
}

PhotoId PhotoItemModel::photoId(int position) const
{
    return position >= 0 && position < rowCount() ? m_index->id(photoRow(position)) : PhotoId();
}

int PhotoItemModel::positionOf(PhotoId photo) const
{
    const auto row = m_index ? m_index->rowOf(photo) : std::nullopt;
    return row ? positionOf(*row) : -1;
}

int PhotoItemModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_set.rows.size());
}

QVariant PhotoItemModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const PhotoIndex::Row row = photoRow(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return displayPath(m_index->name(row).toByteArray());
    case Qt::ToolTipRole:
        return m_index->displayName(row);
    case Qt::AccessibleTextRole:
        return tr("%1, %2").arg(displayPath(m_index->name(row).toByteArray()),
                                spokenState(m_index->review(row)));
    case PhotoIdRole:
        return m_index->id(row).value();
    default:
        return {};
    }
}

} // namespace creel
