#include "core/catalog/thumbnail_store.h"

#include "core/catalog/cache_file.h"
#include "core/catalog/transaction.h"

namespace creel {

namespace {

constexpr char schema[] =
    "CREATE TABLE IF NOT EXISTS thumbnail_320 (hash BLOB PRIMARY KEY, jpeg BLOB NOT NULL);";

} // namespace

Result<ThumbnailStore> ThumbnailStore::open(const QString& catalogPath)
{
    CREEL_ASSIGN(auto connection, openCacheFile(catalogPath, schema));
    return ThumbnailStore(std::move(connection));
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
