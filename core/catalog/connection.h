#pragma once

#include "core/base/result.h"
#include "core/catalog/query.h"

#include <QSqlDatabase>

#include <memory>

struct sqlite3;

namespace creel {

/// One thread's way into one SQLite file. Opened, used and destroyed on the same thread.
class Connection
{
public:
    enum class Access
    {
        ReadOnly,
        ReadWrite,
        Create
    };

    /// Which promise a commit makes. The catalog's commits survive a power cut; the cache's need not.
    enum class Durability
    {
        Full,
        Relaxed
    };

    /// Opens `path` with foreign keys on and a busy timeout of 10 s. Changes nothing in the file.
    static Result<std::unique_ptr<Connection>> open(const QString& path, Access access,
                                                    Durability durability = Durability::Full);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    const QString& path() const { return m_path; }
    Access access() const { return m_access; }

    /// A statement with `?` placeholders, ready to run any number of times.
    Result<Query> prepare(const QString& sql);
    /// Prepares and runs once.
    Result<Query> run(const QString& sql, const QVariantList& values = {});
    /// Runs every statement of a script; for migrations, which are not user data.
    Result<void> runScript(const QByteArray& sql);
    /// The single integer that `sql` selects.
    Result<qint64> integer(const QString& sql, const QVariantList& values = {});

    qint64 lastInsertId() const;
    /// Error NotFound if the file was deleted or replaced since it was opened: SQLite itself would go on
    /// writing into a file that nobody can find again.
    Result<void> checkFileIsThere() const;
    /// Changes whenever another connection has committed (SQLite's data_version).
    Result<qint64> dataVersion() { return integer(QStringLiteral("PRAGMA data_version")); }
    /// Lets readers and one writer work at the same time; remembered by the file.
    Result<void> useWriteAheadLog();
    /// Keeps 1 MB of the file in memory instead of 16, for a connection that seldom reads a page twice.
    Result<void> useSmallCache();
    /// Stops this connection from checkpointing inside its own commits, where a key press would wait for it.
    Result<void> leaveCheckpointsToOthers();

    /// SQLite's own handle, for scans of a million rows where QVariant costs more than the disk.
    sqlite3* handle() const { return m_handle; }

private:
    Connection() = default;

    QString m_path;
    QString m_name;
    Access m_access = Access::ReadOnly;
    std::pair<quint64, quint64> m_fileIdentity; ///< device and inode
    sqlite3* m_handle = nullptr;
};

} // namespace creel
