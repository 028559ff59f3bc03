#pragma once

#include "core/catalog/connection.h"

namespace creel {

/// Brings a catalog to the schema this build knows: one numbered script and one transaction a revision; a new
/// catalog in one transaction.
class Migrator
{
public:
    /// Revision of the newest script in resources/schema.
    static int newestRevision();

    /// Makes an empty file a catalog, or an older catalog current; an older one is first copied to
    /// `<name>.before-NNN.creel` beside it, or `<name>.before-NNN-2.creel` and so on where that is there
    /// already. A newer catalog is refused (NewerVersion) and left untouched, as is a SQLite file that is no
    /// catalog (Corrupt).
    static Result<void> migrate(Connection& connection);

    /// The same checks without changing anything, for read-only use.
    static Result<void> verify(Connection& connection);
};

} // namespace creel
