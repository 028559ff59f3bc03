#pragma once

#include "core/catalog/box_rect.h"
#include "core/catalog/photo_store.h"
#include "core/catalog/thumbnail_store.h"

#include <QImage>

#include <memory>
#include <optional>

namespace creel {

/// One thread's way to the pictures of a catalog's photos: the stored thumbnail, else the original, whose
/// thumbnail is then stored. Opened, used and destroyed on the same thread.
class ThumbnailSource
{
public:
    static Result<std::unique_ptr<ThumbnailSource>> open(const QString& catalogPath);

    /// The upright photo with its longest side at most `side` pixels (up to thumbnailSide), RGB32. Null if
    /// there is no picture to be had.
    QImage image(PhotoId photo, int side);

    struct Crop
    {
        BoxRect box;
        int side = 0; ///< pixels along the longest side
    };
    /// The parts of the upright photo around boxes, as cropAround() cuts them, RGB32; in the order of
    /// `crops`. Decodes once for all of them: the stored thumbnail where it is sharp enough, else the
    /// original. Null images if there is no picture to be had.
    QList<QImage> crops(PhotoId photo, const QList<Crop>& crops);

private:
    ThumbnailSource(std::unique_ptr<Connection> connection, Query selectPhoto)
        : m_connection(std::move(connection)), m_selectPhoto(std::move(selectPhoto))
    {}

    struct Facts
    {
        QByteArray hash; ///< empty if there is no such photo
        QSize size;      ///< upright pixels
    };
    Facts factsOf(PhotoId photo);
    QImage stored(const QByteArray& hash, int side);
    QImage original(PhotoId photo, const QByteArray& hash);
    QImage decoded(PhotoId photo, int side);

    std::unique_ptr<Connection> m_connection;
    Query m_selectPhoto;
    std::optional<ThumbnailStore> m_store; ///< none where the cache cannot be opened
};

} // namespace creel
