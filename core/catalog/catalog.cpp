#include "core/catalog/catalog.h"

#include "core/catalog/migrator.h"

namespace creel {

namespace {

/// Reads once with the right to write, so that SQLite finishes or takes back what a killed program left
/// half done; a read-only connection is refused until then.
Result<void> recover(const QString& path)
{
    CREEL_ASSIGN(const auto connection, Connection::open(path, Connection::Access::ReadWrite));
    CREEL_TRY(connection->integer(QStringLiteral("SELECT count(*) FROM sqlite_schema")));
    return {};
}

Result<std::unique_ptr<Connection>> openForReading(const QString& path)
{
    CREEL_ASSIGN(std::unique_ptr<Connection> connection,
                 Connection::open(path, Connection::Access::ReadOnly));
    CREEL_TRY(Migrator::verify(*connection));
    return connection;
}

} // namespace

Result<std::unique_ptr<Connection>> openCatalog(const QString& path, Connection::Access access)
{
    if (access == Connection::Access::ReadOnly) {
        auto connection = openForReading(path);
        if (connection || connection.error().code != ErrorCode::Unwritable)
            return connection;
        CREEL_TRY(recover(path));
        return openForReading(path);
    }
    CREEL_ASSIGN(std::unique_ptr<Connection> connection, Connection::open(path, access));
    CREEL_TRY(Migrator::migrate(*connection));
    return connection;
}

} // namespace creel
