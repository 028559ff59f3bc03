#include "core/catalog/catalog.h"

#include "core/catalog/migrator.h"

namespace creel {

Result<std::unique_ptr<Connection>> openCatalog(const QString& path, Connection::Access access)
{
    CREEL_ASSIGN(std::unique_ptr<Connection> connection, Connection::open(path, access));
    if (access == Connection::Access::ReadOnly)
        CREEL_TRY(Migrator::verify(*connection));
    else
        CREEL_TRY(Migrator::migrate(*connection));
    return connection;
}

} // namespace creel
