#include "core/catalog/photo_scan.h"

#include "core/catalog/id_list.h"

#include <sqlite3.h>

#include <memory>

namespace creel {

namespace {

/// The columns that readRow() expects.
const QByteArray selectPhotoColumns =
    "SELECT id, name, caption, file_size, imported_at, taken_at, lat, missing, width, height, phash, "
    "sharpness, brightness, problem, duplicate_of, near_group, folder_label_id, folder_id FROM photo ";

using Statement = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;

Result<Statement> prepared(Connection& connection, const QByteArray& sql)
{
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v2(connection.handle(), sql.constData(), -1, &statement, nullptr);
    if (code != SQLITE_OK)
        return tl::unexpected(
            sqliteError(code, QString::fromUtf8(sqlite3_errmsg(connection.handle())), connection.path()));
    return Statement(statement, &sqlite3_finalize);
}

/// Until the end or until `row` says false.
Result<void> walk(Connection& connection, sqlite3_stmt* statement, const std::function<bool()>& row)
{
    int code = SQLITE_OK;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        if (!row())
            return {};
    }
    if (code != SQLITE_DONE)
        return tl::unexpected(
            sqliteError(code, QString::fromUtf8(sqlite3_errmsg(connection.handle())), connection.path()));
    return {};
}

bool isNull(sqlite3_stmt* statement, int column)
{
    return sqlite3_column_type(statement, column) == SQLITE_NULL;
}

QByteArrayView bytes(sqlite3_stmt* statement, int column)
{
    const void* data = sqlite3_column_blob(statement, column);
    return {static_cast<const char*>(data), sqlite3_column_bytes(statement, column)};
}

Problem problemColumn(sqlite3_stmt* statement, int column)
{
    const QByteArrayView name = bytes(statement, column);
    return name.isEmpty() ? Problem::None : problemFromName(QString::fromUtf8(name));
}

PhotoScanRow readRow(sqlite3_stmt* s)
{
    PhotoScanRow row;
    row.id = PhotoId(sqlite3_column_int64(s, 0));
    row.name = bytes(s, 1);
    row.caption = bytes(s, 2);
    row.fileSize = sqlite3_column_int64(s, 3);
    row.importedAt = sqlite3_column_int64(s, 4);
    if (!isNull(s, 5))
        row.takenAt = sqlite3_column_int64(s, 5);
    row.hasPosition = !isNull(s, 6);
    row.missing = sqlite3_column_int(s, 7) != 0;
    row.width = sqlite3_column_int(s, 8);
    row.height = sqlite3_column_int(s, 9);
    if (!isNull(s, 10))
        row.phash = quint64(sqlite3_column_int64(s, 10));
    row.sharpness = float(sqlite3_column_double(s, 11));
    row.brightness = float(sqlite3_column_double(s, 12));
    row.problem = problemColumn(s, 13);
    row.duplicateOf = PhotoId(sqlite3_column_int64(s, 14));
    row.nearGroup = PhotoId(sqlite3_column_int64(s, 15));
    row.folderLabel = LabelId(sqlite3_column_int64(s, 16));
    row.folder = FolderId(sqlite3_column_int64(s, 17));
    return row;
}

/// The columns that readReview() expects.
const QByteArray selectReviewColumns = "SELECT photo_id, state, reason, label_id, note <> '' FROM review ";

ReviewScanRow readReview(sqlite3_stmt* s)
{
    ReviewScanRow review;
    review.photo = PhotoId(sqlite3_column_int64(s, 0));
    review.state = stateFromName(QString::fromUtf8(bytes(s, 1))).value_or(ReviewState::Unreviewed);
    if (const QByteArrayView reason = bytes(s, 2); !reason.isEmpty())
        review.reason = reasonFromName(QString::fromUtf8(reason)).value_or(RejectReason::Other);
    review.label = LabelId(sqlite3_column_int64(s, 3));
    review.hasNote = sqlite3_column_int(s, 4) != 0;
    return review;
}

Result<void> walkReviews(Connection& connection, sqlite3_stmt* statement,
                         const std::function<void(const ReviewScanRow&)>& row)
{
    return walk(connection, statement, [&] {
        row(readReview(statement));
        return true;
    });
}

} // namespace

Result<void> scanFolder(Connection& connection, FolderId folder, qint64 limit,
                        const std::function<void(const PhotoScanRow&)>& row)
{
    CREEL_ASSIGN(const Statement statement,
                 prepared(connection, selectPhotoColumns + "WHERE folder_id = ? ORDER BY name LIMIT ?"));
    sqlite3_bind_int64(statement.get(), 1, folder.value());
    sqlite3_bind_int64(statement.get(), 2, limit);
    return walk(connection, statement.get(), [&] {
        row(readRow(statement.get()));
        return true;
    });
}

Result<void> scanPhotos(Connection& connection, const std::function<bool(const PhotoScanRow&)>& row)
{
    CREEL_ASSIGN(const Statement statement, prepared(connection, selectPhotoColumns));
    return walk(connection, statement.get(), [&] { return row(readRow(statement.get())); });
}

Result<void> scanHashes(Connection& connection,
                        const std::function<void(PhotoId photo, QByteArrayView hash)>& row)
{
    CREEL_ASSIGN(const Statement statement,
                 prepared(connection, "SELECT id, hash FROM photo WHERE hash IS NOT NULL"));
    return walk(connection, statement.get(), [&] {
        row(PhotoId(sqlite3_column_int64(statement.get(), 0)), bytes(statement.get(), 1));
        return true;
    });
}

Result<void> scanReviews(Connection& connection, const std::function<void(const ReviewScanRow&)>& row)
{
    CREEL_ASSIGN(const Statement statement, prepared(connection, selectReviewColumns + "ORDER BY photo_id"));
    return walkReviews(connection, statement.get(), row);
}

Result<void> scanReviews(Connection& connection, const QList<PhotoId>& photos,
                         const std::function<void(const ReviewScanRow&)>& row)
{
    CREEL_ASSIGN(
        const Statement statement,
        prepared(connection, selectReviewColumns + "WHERE photo_id IN (SELECT value FROM json_each(?))"));
    const QByteArray ids = idList(photos);
    sqlite3_bind_text(statement.get(), 1, ids.constData(), int(ids.size()), SQLITE_STATIC);
    return walkReviews(connection, statement.get(), row);
}

} // namespace creel
