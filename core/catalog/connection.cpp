#include "core/catalog/connection.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QSqlDriver>
#include <QSqlError>
#include <QUrl>

#include <sqlite3.h>
#include <sys/stat.h>

#include <atomic>

namespace creel {

namespace {

QString nextConnectionName()
{
    static std::atomic<int> serial = 0;
    return QStringLiteral("creel-%1").arg(++serial);
}

/// Device and inode; zeros where there is no such file.
std::pair<quint64, quint64> fileIdentity(const QString& path)
{
    struct stat info = {};
    if (::stat(QFile::encodeName(path).constData(), &info) != 0)
        return {0, 0};
    return {info.st_dev, info.st_ino};
}

/// Whether the file alone is the whole catalog and nobody can write beside it, as on a read-only medium.
/// SQLite would ask for its side files unless told that it can do without.
bool isShelved(const QString& path)
{
    const auto isAbsent = [&](const char* suffix) {
        return QFileInfo(path + QLatin1String(suffix)).size() == 0;
    };
    return isAbsent("-wal") && isAbsent("-journal") &&
           !QFileInfo(QFileInfo(path).absolutePath()).isWritable();
}

QString immutableUri(const QString& path)
{
    return QUrl::fromLocalFile(QFileInfo(path).absoluteFilePath()).toString(QUrl::FullyEncoded) +
           QStringLiteral("?immutable=1");
}

QString connectOptions(Connection::Access access, bool isUri)
{
    QString options = QStringLiteral("QSQLITE_BUSY_TIMEOUT=10000");
    if (access == Connection::Access::ReadOnly)
        options += QStringLiteral(";QSQLITE_OPEN_READONLY");
    if (isUri)
        options += QStringLiteral(";QSQLITE_OPEN_URI");
    return options;
}

QStringList pragmas(Connection::Access access, Connection::Durability durability)
{
    QStringList list{QStringLiteral("PRAGMA foreign_keys = ON"), QStringLiteral("PRAGMA temp_store = MEMORY"),
                     QStringLiteral("PRAGMA cache_size = -16000")};
    if (access != Connection::Access::ReadOnly)
        list.append(durability == Connection::Durability::Full ? QStringLiteral("PRAGMA synchronous = FULL")
                                                               : QStringLiteral("PRAGMA synchronous = OFF"));
    return list;
}

} // namespace

Result<std::unique_ptr<Connection>> Connection::open(const QString& path, Access access,
                                                     Durability durability)
{
    if (access != Access::Create && !QFileInfo::exists(path))
        return fail(ErrorCode::NotFound,
                    QCoreApplication::translate("Catalog", "There is no catalog at %1.").arg(path));
    std::unique_ptr<Connection> connection(new Connection);
    connection->m_path = path;
    connection->m_access = access;
    connection->m_name = nextConnectionName();
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), connection->m_name);
        const bool isImmutable = access == Access::ReadOnly && isShelved(path);
        database.setDatabaseName(isImmutable ? immutableUri(path) : path);
        database.setConnectOptions(connectOptions(access, isImmutable));
        if (!database.open())
            return tl::unexpected(sqlError(database.lastError(), path));
        connection->m_handle = *static_cast<sqlite3* const*>(database.driver()->handle().data());
    }
    connection->m_fileIdentity = fileIdentity(path);
    for (const QString& pragma : pragmas(access, durability)) {
        if (auto done = connection->run(pragma); !done)
            return tl::unexpected(done.error());
    }
    return connection;
}

Connection::~Connection()
{
    QSqlDatabase::database(m_name, false).close();
    QSqlDatabase::removeDatabase(m_name);
}

Result<Query> Connection::prepare(const QString& sql)
{
    QSqlQuery query(QSqlDatabase::database(m_name, false));
    query.setForwardOnly(true);
    if (!query.prepare(sql))
        return tl::unexpected(sqlError(query.lastError(), m_path));
    return Query(std::move(query));
}

Result<Query> Connection::run(const QString& sql, const QVariantList& values)
{
    CREEL_ASSIGN(Query query, prepare(sql));
    if (auto done = query.run(values); !done)
        return tl::unexpected(done.error());
    return query;
}

Result<void> Connection::runScript(const QByteArray& sql)
{
    char* message = nullptr;
    const int code = sqlite3_exec(m_handle, sql.constData(), nullptr, nullptr, &message);
    const QString text = QString::fromUtf8(message);
    sqlite3_free(message);
    if (code != SQLITE_OK)
        return tl::unexpected(sqliteError(code, text, m_path));
    return {};
}

Result<qint64> Connection::integer(const QString& sql, const QVariantList& values)
{
    CREEL_ASSIGN(Query query, run(sql, values));
    return query.next() ? query.integer(0) : 0;
}

Result<void> Connection::checkFileIsThere() const
{
    if (fileIdentity(m_path) == m_fileIdentity)
        return {};
    return fail(ErrorCode::NotFound,
                QCoreApplication::translate(
                    "Catalog", "%1 was deleted or replaced while it was open. Nothing was "
                               "written. Put the file back, or restore a backup from %1.backups.")
                    .arg(m_path));
}

qint64 Connection::lastInsertId() const
{
    return sqlite3_last_insert_rowid(m_handle);
}

Result<void> Connection::useWriteAheadLog()
{
    CREEL_TRY(run(QStringLiteral("PRAGMA journal_mode = WAL")));
    return {};
}

Result<void> Connection::useSmallCache()
{
    CREEL_TRY(run(QStringLiteral("PRAGMA cache_size = -1000")));
    return {};
}

Result<void> Connection::leaveCheckpointsToOthers()
{
    CREEL_TRY(run(QStringLiteral("PRAGMA wal_autocheckpoint = 0")));
    return {};
}

} // namespace creel
