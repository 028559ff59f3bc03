#include "core/ingest/root_map.h"

namespace creel {

Result<RootMap> RootMap::load(Connection& connection)
{
    RootMap map(connection);
    CREEL_ASSIGN(map.m_roots, map.m_store.roots());
    QHash<RootId, BytePath> rootPaths;
    for (const Root& root : map.m_roots)
        rootPaths.insert(root.id, root.path);
    CREEL_ASSIGN(const QList<Folder> folders, map.m_store.folders());
    for (const Folder& folder : folders)
        map.m_folders.insert(joinPath(rootPaths.value(folder.root), folder.path), folder.id);
    return map;
}

const Root* RootMap::rootOf(const BytePath& path) const
{
    const Root* deepest = nullptr;
    for (const Root& root : m_roots) {
        if (isWithin(path, root.path) && (!deepest || root.path.size() > deepest->path.size()))
            deepest = &root;
    }
    return deepest;
}

Result<FolderId> RootMap::ensure(const BytePath& path, const BytePath& top)
{
    if (const auto known = m_folders.find(path); known != m_folders.end())
        return *known;
    const Root* root = rootOf(path);
    if (!root) {
        CREEL_ASSIGN(const RootId id, m_store.ensureRoot(top));
        m_roots.append({id, top});
        root = &m_roots.last();
    }
    const qsizetype prefix = root->path.endsWith('/') ? root->path.size() : root->path.size() + 1;
    CREEL_ASSIGN(const FolderId id, m_store.ensureFolder(root->id, path.mid(prefix)));
    m_folders.insert(path, id);
    return id;
}

} // namespace creel
