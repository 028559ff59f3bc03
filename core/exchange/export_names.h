#pragma once

#include "core/catalog/photo_store.h"

#include <QSet>

namespace creel {

/// Gives every photo of an export a file name that every format and program can carry, and that no other has,
/// not even without its extension or in another case.
class ExportNames
{
public:
    /// The photo's own name where it will do, else one with the photo's id behind. `isUpright`: photos that
    /// are turned get the extension of what they are saved as.
    BytePath nameFor(const Photo& photo, bool isUpright);

private:
    QSet<QString> m_stems; ///< in lower case
};

} // namespace creel
