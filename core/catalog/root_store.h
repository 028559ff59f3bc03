#pragma once

#include "core/base/byte_path.h"
#include "core/catalog/connection.h"

#include <QList>

namespace creel {

/// A folder that was imported. Every photo's path hangs below one, so that a moved library is one row to
/// change.
struct Root
{
    RootId id;
    BytePath path; ///< absolute, no slash at the end
};

/// A folder below a root that holds photos.
struct Folder
{
    FolderId id;
    RootId root;
    BytePath path; ///< relative to the root; empty for the root itself
};

/// Reads and writes the tables `root` and `folder`.
class RootStore
{
public:
    explicit RootStore(Connection& connection) : m_connection(connection) {}

    Result<QList<Root>> roots();
    Result<QList<Folder>> folders();
    /// The root at `path`, made if it is not there.
    Result<RootId> ensureRoot(const BytePath& path);
    Result<FolderId> ensureFolder(RootId root, const BytePath& relativePath);
    /// Points the root at the place where its files are now. Refused (Exists) if another root is there.
    Result<void> relocate(RootId root, const BytePath& newPath);

private:
    Connection& m_connection;
};

} // namespace creel
