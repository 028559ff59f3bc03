#include "core/catalog/thumbnail_store.h"

#include "core/base/log.h"
#include "core/catalog/transaction.h"

#include <QFile>

namespace creel {

namespace {

constexpr char schema[] =
    "CREATE TABLE IF NOT EXISTS thumbnail_320 (hash BLOB PRIMARY KEY, jpeg BLOB NOT NULL);";

Result<std::unique_ptr<Connection>> openCache(const QString& path)
{
    CREEL_ASSIGN(std::unique_ptr<Connection> connection,
                 Connection::open(path, Connection::Access::Create, Connection::Durability::Relaxed));
    CREEL_TRY(connection->useWriteAheadLog());
    CREEL_TRY(connection->useSmallCache()); // pictures are kept as pixmaps, not as pages
    CREEL_TRY(connection->runScript(schema));
    return connection;
}

} // namespace

Result<ThumbnailStore> ThumbnailStore::open(const QString& catalogPath)
{
    const QString path = cachePath(catalogPath);
    auto connection = openCache(path);
    if (!connection && connection.error().code == ErrorCode::Corrupt) {
        qCWarning(logCatalog) << "the cache" << path << "is damaged and is made anew";
        for (const char* suffix : {"", "-wal", "-shm"})
            QFile::remove(path + QLatin1String(suffix));
        connection = openCache(path);
    }
    if (!connection)
        return tl::unexpected(connection.error());
    return ThumbnailStore(std::move(*connection));
}

Result<QByteArray> ThumbnailStore::thumbnail(const QByteArray& hash)
{
    CREEL_ASSIGN(Query query,
                 m_connection->run(QStringLiteral("SELECT jpeg FROM thumbnail_320 WHERE hash = ?"), {hash}));
    return query.next() ? query.bytes(0) : QByteArray();
}

Result<void> ThumbnailStore::put(std::span<const std::pair<QByteArray, QByteArray>> thumbnails)
{
    CREEL_ASSIGN(Transaction transaction, Transaction::begin(*m_connection));
    CREEL_ASSIGN(Query query, m_connection->prepare(QStringLiteral(
                                  "INSERT OR REPLACE INTO thumbnail_320 (hash, jpeg) VALUES (?, ?)")));
    for (const auto& [hash, jpeg] : thumbnails)
        CREEL_TRY(query.run({hash, jpeg}));
    return transaction.commit();
}

Result<bool> ThumbnailStore::contains(const QByteArray& hash)
{
    CREEL_ASSIGN(
        const qint64 count,
        m_connection->integer(QStringLiteral("SELECT count(*) FROM thumbnail_320 WHERE hash = ?"), {hash}));
    return count > 0;
}

} // namespace creel
