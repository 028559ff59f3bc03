#pragma once

#include "core/catalog/connection.h"

#include <QStringList>

namespace creel {

/// What checkIntegrity() looked at, and what it found wrong.
struct IntegrityReport
{
    qint64 photos = 0;
    qint64 edits = 0;
    qint64 changes = 0;
    QStringList faults; ///< one sentence each, at most some hundred

    bool isSound() const { return faults.isEmpty(); }
};

/// Looks whether a catalog can be trusted: SQLite's own check, foreign keys, and whether the journal,
/// replayed from its beginning, leads to the reviews, labels and boxes that are there now. Reads one moment's
/// state while others go on writing. An error only if the check itself could not be made.
Result<IntegrityReport> checkIntegrity(Connection& connection);

/// "The catalog is sound: 500 photos, 12 edits."
QString integrityText(const IntegrityReport& report);

} // namespace creel
