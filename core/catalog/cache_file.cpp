#include "core/catalog/cache_file.h"

#include "core/base/log.h"

#include <QFile>

namespace creel {

namespace {

Result<std::unique_ptr<Connection>> openCache(const QString& path, const QByteArray& schema)
{
    CREEL_ASSIGN(std::unique_ptr<Connection> connection,
                 Connection::open(path, Connection::Access::Create, Connection::Durability::Relaxed));
    CREEL_TRY(connection->useWriteAheadLog());
    CREEL_TRY(connection->useSmallCache()); // pictures are kept as pixmaps, not as pages
    CREEL_TRY(connection->runScript(schema));
    return connection;
}

} // namespace

QString cachePathOf(const QString& catalogPath)
{
    return catalogPath + QStringLiteral("-cache");
}

Result<std::unique_ptr<Connection>> openCacheFile(const QString& catalogPath, const QByteArray& schema)
{
    const QString path = cachePathOf(catalogPath);
    auto connection = openCache(path, schema);
    if (!connection && connection.error().code == ErrorCode::Corrupt) {
        qCWarning(logCatalog) << "the cache" << path << "is damaged and is made anew";
        for (const char* suffix : {"", "-wal", "-shm"})
            QFile::remove(path + QLatin1String(suffix));
        connection = openCache(path, schema);
    }
    return connection;
}

} // namespace creel
