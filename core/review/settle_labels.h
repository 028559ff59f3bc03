#pragma once

#include "core/catalog/journal.h"

namespace creel {

/// Fits the labels in `changes`, which undo or redo something, to what imports did with labels meanwhile:
/// they add labels for folders, let folders claim labels, and are no steps of undo. A label that folders
/// claim is not taken away; one whose name was given away comes back with a number behind it; a digit that
/// was given away stays where it is. `before` becomes the label as it is. Inside the caller's transaction.
/// Returns what came of it, for people, a sentence each; usually nothing.
Result<QStringList> settleLabels(Connection& connection, QList<JournalChange>& changes);

} // namespace creel
