#pragma once

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

private:
    ThumbnailSource(std::unique_ptr<Connection> connection, Query selectHash)
        : m_connection(std::move(connection)), m_selectHash(std::move(selectHash))
    {}

    QByteArray hashOf(PhotoId photo);
    QImage original(PhotoId photo, const QByteArray& hash);

    std::unique_ptr<Connection> m_connection;
    Query m_selectHash;
    std::optional<ThumbnailStore> m_store; ///< none where the cache cannot be opened
};

} // namespace creel
