#pragma once

#include "core/review/photo_filter.h"

#include <QAbstractListModel>

namespace creel {

/// The current set of photos as Qt's views know it: one row a photo, in the order shown. Holds positions
/// only; what a photo is comes from the PhotoIndex. Never loads anything.
class PhotoItemModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role
    {
        PhotoIdRole = Qt::UserRole
    };

    using QAbstractListModel::QAbstractListModel;

    /// Replaces the whole set. `index` may be null with an empty set.
    void reset(std::shared_ptr<const PhotoIndex> index, PhotoSet set);
    /// Tells views that these photos' badges are out of date.
    void touch(const QList<PhotoId>& photos);

    const PhotoSet& set() const { return m_set; }
    const PhotoIndex* photoIndex() const { return m_index.get(); }
    const std::shared_ptr<const PhotoIndex>& sharedIndex() const { return m_index; }
    PhotoIndex::Row photoRow(int position) const { return m_set.rows[size_t(position)]; }
    PhotoId photoId(int position) const;
    /// Where the photo is in the set; -1 if it is not.
    int positionOf(PhotoId photo) const;
    int positionOf(PhotoIndex::Row row) const { return m_set.positions[row]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    /// Display: the name; ToolTip: the path; AccessibleText: name and state; PhotoIdRole.
    QVariant data(const QModelIndex& index, int role) const override;

private:
    std::shared_ptr<const PhotoIndex> m_index;
    PhotoSet m_set;
};

} // namespace creel
