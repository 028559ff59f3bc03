#pragma once

#include "core/catalog/cache_file.h"

#include <span>

namespace creel {

/// Longest side of a stored thumbnail in pixels.
inline constexpr int thumbnailSide = 320;

/// Thumbnails by content hash in the sidecar `<catalog>-cache`, which may be deleted at any time: one that is
/// missing or damaged is made anew, empty.
class ThumbnailStore
{
public:
    static QString cachePath(const QString& catalogPath) { return cachePathOf(catalogPath); }

    /// Opens this thread's way to the cache of the catalog at `catalogPath`.
    static Result<ThumbnailStore> open(const QString& catalogPath);

    /// JPEG bytes of the upright thumbnail; empty if there is none.
    Result<QByteArray> thumbnail(const QByteArray& hash);
    /// Stores many in one transaction: {hash, JPEG bytes}.
    Result<void> put(std::span<const std::pair<QByteArray, QByteArray>> thumbnails);
    Result<bool> contains(const QByteArray& hash);

private:
    explicit ThumbnailStore(std::unique_ptr<Connection> connection) : m_connection(std::move(connection)) {}

    std::unique_ptr<Connection> m_connection;
};

} // namespace creel
