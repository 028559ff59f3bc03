#pragma once

#include "core/base/byte_path.h"
#include "core/catalog/photo_store.h"
#include "core/jobs/progress.h"

#include <vector>

namespace creel {

/// A file that claims to be a photo, by its name or its content.
struct ScannedFile
{
    BytePath name;
    qint64 size = 0;  ///< bytes
    qint64 mtime = 0; ///< nanoseconds since 1970
    /// Known without reading: None, SpecialFile or Dangling.
    Problem problem = Problem::None;
};

/// The photos directly in one folder, in the order of their names.
struct ScannedFolder
{
    BytePath path; ///< absolute
    BytePath top;  ///< the requested folder it was found under
    std::vector<ScannedFile> files;
};

struct IgnoredFile
{
    BytePath path; ///< absolute
    QString reason;
};

/// What lies in some folders.
struct FolderScan
{
    std::vector<ScannedFolder> folders; ///< each path once; without photos too
    std::vector<BytePath> tops;         ///< folders that were searched from here down
    std::vector<BytePath> unreadable;   ///< folders not listed, or not to the end: nothing in them is missing
    std::vector<IgnoredFile> ignored;
    qint64 fileCount() const;
};

/// Lists the photos of folders, recursively, and of single files. Every entry that is no folder ends up once:
/// as a photo, or as ignored with a reason. Links are followed once and never in a loop; a link to something
/// that is listed anyway is ignored. Errors: NotFound for a path that is not there, Cancelled.
Result<FolderScan> scanFolders(const QList<BytePath>& paths, const CancelToken& token);

/// Error NotFound for the first path that is not there; a link that leads nowhere is.
Result<void> checkAreThere(const QList<BytePath>& paths);

/// Why a file of that name is ignored unseen (a side file, a hidden file, an unfinished download); empty if
/// it may be a photo.
QString ignoreReason(const BytePath& name);

} // namespace creel
