#include "core/catalog/cache_file.h"

#include "core/base/log.h"

#include <QFile>
#include <QLockFile>

#include <mutex>
#include <shared_mutex>

namespace creel {

namespace {

/// Held together by threads that open a cache, alone by one that makes it anew.
std::shared_mutex opening;

Result<std::unique_ptr<Connection>> openCache(const QString& path, const QByteArray& schema)
{
    CREEL_ASSIGN(std::unique_ptr<Connection> connection,
                 Connection::open(path, Connection::Access::Create, Connection::Durability::Relaxed));
    CREEL_TRY(connection->useWriteAheadLog());
    CREEL_TRY(connection->useSmallCache()); // pictures are kept as pixmaps, not as pages
    CREEL_TRY(connection->runScript(schema));
    return connection;
}

/// Programs take turns too. Whoever had to wait finds that it is done: deleting once more would take away
/// what others write to already.
Result<std::unique_ptr<Connection>> remakeCache(const QString& path, const QByteArray& schema)
{
    const std::unique_lock alone(opening);
    QLockFile lock(path + QStringLiteral(".lock"));
    lock.lock(); // fails where nothing can be written, and then the rest does so too
    auto connection = openCache(path, schema);
    if (connection || connection.error().code != ErrorCode::Corrupt)
        return connection;
    qCWarning(logCatalog) << "the cache" << path << "is damaged and is made anew";
    for (const char* suffix : {"-wal", "-shm", ""}) // what others may open goes last
        QFile::remove(path + QLatin1String(suffix));
    return openCache(path, schema);
}

} // namespace

QString cachePathOf(const QString& catalogPath)
{
    return catalogPath + QStringLiteral("-cache");
}

Result<std::unique_ptr<Connection>> openCacheFile(const QString& catalogPath, const QByteArray& schema)
{
    const QString path = cachePathOf(catalogPath);
    {
        const std::shared_lock together(opening);
        auto connection = openCache(path, schema);
        if (connection || connection.error().code != ErrorCode::Corrupt)
            return connection;
    }
    return remakeCache(path, schema);
}

} // namespace creel
