#pragma once

#include "core/catalog/box_store.h"

#include <vector>

namespace creel {

/// A box that comes from a dataset.
struct IncomingBox
{
    Box box;
    int line = 0; ///< in its file
};

/// What became of the boxes that came to one photo.
struct BoxMerge
{
    qint64 added = 0;
    qint64 known = 0;          ///< there already
    qint64 replaced = 0;       ///< of those that were there
    QList<int> conflictLines;  ///< of boxes that disagree with what is there, and were not taken
    QList<int> replacingLines; ///< of boxes that were taken in place of others
    QList<int> verifiedLines;  ///< of boxes that were added to those that a person verified
};

/// Adds to `there` the boxes it has not yet. Each box there stands for one that is the same: the same label,
/// and hardly another place. One that covers the greater part of another box there, or comes to boxes that a
/// person verified, is a conflict: what is there stays. If `replaces`, it is taken, and those it covers go.
BoxMerge mergeBoxes(PhotoBoxes& there, const std::vector<IncomingBox>& incoming, bool replaces);

} // namespace creel
