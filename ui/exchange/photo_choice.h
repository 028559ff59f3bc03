#pragma once

#include "ui/desk.h"

namespace creel {

/// Which of the desk's photos something is about, taken down at once and worked out on a worker.
class PhotoChoice
{
public:
    enum Kind
    {
        Catalog,
        Shown,
        Selected
    };

    PhotoChoice() = default;
    PhotoChoice(const Desk& desk, Kind kind) : m_kind(kind)
    {
        if (kind == Shown) {
            m_index = desk.model()->sharedIndex();
            m_rows = desk.model()->set().rows;
        } else if (kind == Selected) {
            m_photos = desk.selectedPhotos();
        }
    }

    Kind kind() const { return m_kind; }
    /// None for the whole catalog. Any thread; a million photos take a while.
    std::optional<QSet<PhotoId>> photos() const
    {
        if (m_kind == Catalog)
            return {};
        QSet<PhotoId> photos(m_photos.begin(), m_photos.end());
        for (const PhotoIndex::Row row : m_rows)
            photos.insert(m_index->id(row));
        return photos;
    }

private:
    Kind m_kind = Catalog;
    QList<PhotoId> m_photos;
    std::shared_ptr<const PhotoIndex> m_index;
    std::vector<PhotoIndex::Row> m_rows;
};

} // namespace creel
