#pragma once

#include "core/catalog/connection.h"
#include "core/jobs/progress.h"

namespace creel {

/// Decides `duplicate_of` and `near_group` of the whole catalog anew and writes the rows that differ, in
/// short transactions. Does nothing if no photo changed since it was last done to the end. Error Cancelled
/// if the context says stop.
Result<void> updateDuplicates(Connection& connection, JobContext& context);

} // namespace creel
