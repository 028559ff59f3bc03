#pragma once

#include "core/catalog/connection.h"

namespace creel {

/// The sidecar of the catalog at `catalogPath`, which holds what can be computed again.
QString cachePathOf(const QString& catalogPath);

/// Opens this thread's way to the sidecar and sees to it that `schema`'s tables are there. It may be deleted
/// at any time: one that is missing or damaged is made anew, empty, and once however many ask. Any thread.
Result<std::unique_ptr<Connection>> openCacheFile(const QString& catalogPath, const QByteArray& schema);

} // namespace creel
