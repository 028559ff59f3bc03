#pragma once

#include "core/ingest/folder_scan.h"

#include <QString>

namespace creel {

/// A folder name that speaks for photos, with the label it claims before anyone changes it.
struct FolderClaim
{
    QString folder; ///< as ImportRequest::labelMapping wants it
    QString label;  ///< empty: no label
    qint64 photos = 0;

    bool operator==(const FolderClaim&) const = default;
};

/// Which folder names import will go by, by the same rules: a name that says nothing ("images") leaves the
/// word to its parent, and the chosen folder itself speaks only if no folder below it holds photos. Folders
/// of one name share a claim. Any thread.
QList<FolderClaim> folderClaims(const FolderScan& scan);

} // namespace creel
