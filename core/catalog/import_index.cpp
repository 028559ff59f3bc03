#include "core/catalog/import_index.h"

#include <cstring>

#include <sqlite3.h>

namespace creel {

namespace {

/// Photos that count as copies: there, and with pixels. Truncated ones are shown too.
#define CREEL_HAS_PIXELS "missing = 0 AND problem IN ('', 'truncated')"

DuplicateRow readDuplicateRow(sqlite3_stmt* row)
{
    DuplicateRow photo;
    photo.id = PhotoId(sqlite3_column_int64(row, 0));
    if (sqlite3_column_bytes(row, 1) == int(sizeof photo.hash))
        std::memcpy(photo.hash.data(), sqlite3_column_blob(row, 1), sizeof photo.hash);
    if (sqlite3_column_type(row, 2) != SQLITE_NULL)
        photo.phash = quint64(sqlite3_column_int64(row, 2));
    const int height = sqlite3_column_int(row, 4);
    photo.aspect = height > 0 ? float(sqlite3_column_int(row, 3)) / float(height) : 0;
    photo.duplicateOf = PhotoId(sqlite3_column_int64(row, 5));
    photo.nearGroup = PhotoId(sqlite3_column_int64(row, 6));
    return photo;
}

} // namespace

Result<Query*> ImportIndex::run(std::optional<Query>& query, const char* sql, const QVariantList& values)
{
    if (!query) {
        CREEL_ASSIGN(Query prepared, m_connection.prepare(QLatin1String(sql)));
        query.emplace(std::move(prepared));
    }
    CREEL_TRY(query->run(values));
    return &*query;
}

Result<std::vector<KnownPhoto>> ImportIndex::inFolder(FolderId folder)
{
    CREEL_ASSIGN(Query * query,
                 run(m_inFolder,
                     "SELECT id, name, file_size, file_mtime, missing, problem, folder_label_id FROM photo "
                     "WHERE folder_id = ?",
                     {folder.value()}));
    std::vector<KnownPhoto> photos;
    CREEL_TRY(query->each([&](const Query& row) {
        photos.push_back({row.id<PhotoId>(0), row.bytes(1), row.integer(2), row.integer(3),
                          row.integer(4) != 0, problemFromName(row.text(5)), row.id<LabelId>(6)});
    }));
    query->finish();
    return photos;
}

Result<std::optional<PhotoId>> ImportIndex::find(FolderId folder, const BytePath& name)
{
    CREEL_ASSIGN(Query * query, run(m_find, "SELECT id FROM photo WHERE folder_id = ? AND name = ?",
                                    {folder.value(), name}));
    const std::optional<PhotoId> id = query->next() ? std::optional(query->id<PhotoId>(0)) : std::nullopt;
    query->finish();
    return id;
}

Result<std::vector<PhotoLocation>> ImportIndex::withHash(const QByteArray& hash)
{
    CREEL_ASSIGN(Query * query,
                 run(m_withHash,
                     "SELECT photo.id, root.path, folder.path, photo.name, photo.problem FROM photo "
                     "JOIN folder ON folder.id = photo.folder_id JOIN root ON root.id = folder.root_id "
                     "WHERE photo.hash = ? ORDER BY photo.id",
                     {hash}));
    std::vector<PhotoLocation> locations;
    CREEL_TRY(query->each([&](const Query& row) {
        locations.push_back({row.id<PhotoId>(0), joinPath(joinPath(row.bytes(1), row.bytes(2)), row.bytes(3)),
                             problemFromName(row.text(4))});
    }));
    query->finish();
    return locations;
}

Result<LabelId> ImportIndex::folderLabel(FolderId folder)
{
    CREEL_ASSIGN(Query * query, run(m_folderLabel,
                                    "SELECT folder_label_id FROM photo WHERE folder_id = ? AND "
                                    "folder_label_id IS NOT NULL LIMIT 1",
                                    {folder.value()}));
    const LabelId label = query->next() ? query->id<LabelId>(0) : LabelId();
    query->finish();
    return label;
}

Result<void> ImportIndex::setMissing(PhotoId id, bool missing, qint64 revision)
{
    CREEL_TRY(run(m_setMissing, "UPDATE photo SET missing = ?, revision = ? WHERE id = ?",
                  {missing, revision, id.value()}));
    return {};
}

Result<void> ImportIndex::setFolderLabel(PhotoId id, LabelId label, qint64 revision)
{
    CREEL_TRY(run(m_setFolderLabel, "UPDATE photo SET folder_label_id = ?, revision = ? WHERE id = ?",
                  {idOrNull(label), revision, id.value()}));
    return {};
}

Result<std::vector<DuplicateRow>> ImportIndex::duplicateRows()
{
    // SQLite's own handle: QVariants would cost seconds over a million rows.
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(m_connection.handle(),
                       "SELECT id, hash, phash, width, height, duplicate_of, near_group FROM photo "
                       "WHERE " CREEL_HAS_PIXELS " ORDER BY id",
                       -1, &statement, nullptr);
    std::vector<DuplicateRow> rows;
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW)
        rows.push_back(readDuplicateRow(statement));
    sqlite3_finalize(statement);
    if (code != SQLITE_DONE)
        return tl::unexpected(
            sqliteError(code, QString::fromUtf8(sqlite3_errmsg(m_connection.handle())), m_connection.path()));
    return rows;
}

Result<void> ImportIndex::setDuplicates(PhotoId id, PhotoId duplicateOf, PhotoId nearGroup, qint64 revision)
{
    CREEL_TRY(run(m_setDuplicates,
                  "UPDATE photo SET duplicate_of = ?, near_group = ?, revision = ? WHERE id = ?",
                  {idOrNull(duplicateOf), idOrNull(nearGroup), revision, id.value()}));
    return {};
}

Result<void> ImportIndex::clearStaleDuplicates(qint64 revision)
{
    CREEL_TRY(m_connection.run(
        QStringLiteral("UPDATE photo SET duplicate_of = NULL, near_group = NULL, revision = ? WHERE NOT "
                       "(" CREEL_HAS_PIXELS ") AND (duplicate_of IS NOT NULL OR near_group IS NOT NULL)"),
        {revision}));
    return {};
}

Result<qint64> ImportIndex::exactDuplicateCount()
{
    return m_connection.integer(QStringLiteral("SELECT count(*) FROM photo WHERE duplicate_of IS NOT NULL"));
}

Result<qint64> ImportIndex::nearGroupCount()
{
    return m_connection.integer(QStringLiteral("SELECT count(DISTINCT near_group) FROM photo"));
}

Result<qint64> ImportIndex::revision()
{
    return m_connection.integer(QStringLiteral("SELECT revision FROM catalog_state"));
}

} // namespace creel
