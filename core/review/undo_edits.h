#pragma once

#include "core/review/review_session.h"

namespace creel {

/// Takes back, newest first, what are one thing to a person though the journal has several actions. `edits`
/// are in the order in which they were made. Error Conflict, before anything is taken back, if something else
/// was done since the first of them and is in force. Any thread that owns the connection.
Result<Applied> undoEdits(Connection& connection, const QList<EditId>& edits);

} // namespace creel
