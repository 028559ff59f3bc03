#pragma once

#include "core/catalog/connection.h"
#include "core/jobs/cancel_token.h"

namespace creel {

/// Writes a consistent copy of the catalog to `target` while others read and write it. The copy appears
/// complete or not at all; an existing file is refused (Exists). Error Cancelled.
Result<void> backupTo(Connection& connection, const QString& target, const CancelToken& cancel = {});

/// Folder of a catalog's automatic backups: "<catalog>.backups".
QString backupFolder(const QString& catalogPath);

/// Copies the catalog into its backup folder unless the newest backup is younger than `minimumAgeSeconds` or
/// nothing changed since; keeps the newest `keep` files. Returns the new file's path, empty if none was due.
Result<QString> rotateBackups(Connection& connection, int keep, qint64 minimumAgeSeconds,
                              const CancelToken& cancel = {});

} // namespace creel
