#pragma once

#include "core/catalog/connection.h"

namespace creel {

/// Opens the catalog at `path`: creates it (Access::Create), migrates it, or refuses it with a clear message.
/// The connection belongs to the calling thread; every thread opens its own.
Result<std::unique_ptr<Connection>> openCatalog(const QString& path, Connection::Access access);

} // namespace creel
