#include "core/catalog/root_store.h"

#include <QCoreApplication>

namespace creel {

Result<QList<Root>> RootStore::roots()
{
    CREEL_ASSIGN(Query query, m_connection.run(QStringLiteral("SELECT id, path FROM root ORDER BY path")));
    QList<Root> list;
    CREEL_TRY(query.each([&](const Query& row) { list.append({row.id<RootId>(0), row.bytes(1)}); }));
    return list;
}

Result<QList<Folder>> RootStore::folders()
{
    CREEL_ASSIGN(Query query, m_connection.run(QStringLiteral(
                                  "SELECT id, root_id, path FROM folder ORDER BY root_id, path")));
    QList<Folder> list;
    CREEL_TRY(query.each([&](const Query& row) {
        list.append({row.id<FolderId>(0), row.id<RootId>(1), row.bytes(2)});
    }));
    return list;
}

Result<RootId> RootStore::ensureRoot(const BytePath& path)
{
    CREEL_TRY(m_connection.run(QStringLiteral("INSERT INTO root (path) VALUES (?) ON CONFLICT DO NOTHING"),
                               {path}));
    CREEL_ASSIGN(const qint64 id,
                 m_connection.integer(QStringLiteral("SELECT id FROM root WHERE path = ?"), {path}));
    return RootId(id);
}

Result<FolderId> RootStore::ensureFolder(RootId root, const BytePath& relativePath)
{
    // A null QByteArray would be bound as NULL.
    const BytePath path = relativePath.isNull() ? BytePath("") : relativePath;
    CREEL_TRY(m_connection.run(
        QStringLiteral("INSERT INTO folder (root_id, path) VALUES (?, ?) ON CONFLICT DO NOTHING"),
        {root.value(), path}));
    CREEL_ASSIGN(const qint64 id,
                 m_connection.integer(QStringLiteral("SELECT id FROM folder WHERE root_id = ? AND path = ?"),
                                      {root.value(), path}));
    return FolderId(id);
}

Result<void> RootStore::relocate(RootId root, const BytePath& newPath)
{
    CREEL_ASSIGN(const qint64 taken,
                 m_connection.integer(QStringLiteral("SELECT count(*) FROM root WHERE path = ? AND id <> ?"),
                                      {newPath, root.value()}));
    if (taken > 0)
        return fail(ErrorCode::Exists,
                    QCoreApplication::translate("Catalog", "%1 is already a root of this catalog.")
                        .arg(displayPath(newPath)));
    CREEL_ASSIGN(Query query, m_connection.run(QStringLiteral("UPDATE root SET path = ? WHERE id = ?"),
                                               {newPath, root.value()}));
    if (query.changedRows() == 0)
        return fail(ErrorCode::NotFound,
                    QCoreApplication::translate("Catalog", "The catalog has no such root."));
    return {};
}

} // namespace creel
