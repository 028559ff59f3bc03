#pragma once

#include "core/catalog/root_store.h"

#include <QHash>

namespace creel {

/// Finds the catalog's folder for an absolute path: below the deepest root that holds it, so that a folder
/// imported on its own and again with its parent is one folder.
class RootMap
{
public:
    static Result<RootMap> load(Connection& connection);

    /// None if the catalog does not know the folder yet.
    FolderId known(const BytePath& path) const { return m_folders.value(path); }
    /// Makes the folder, and `top` a root, where they are missing. Call inside a transaction.
    Result<FolderId> ensure(const BytePath& path, const BytePath& top);
    /// Every known folder by its absolute path.
    const QHash<BytePath, FolderId>& folders() const { return m_folders; }

private:
    explicit RootMap(Connection& connection) : m_store(connection) {}
    const Root* rootOf(const BytePath& path) const;

    RootStore m_store;
    QList<Root> m_roots;
    QHash<BytePath, FolderId> m_folders;
};

} // namespace creel
