#pragma once

#include "core/catalog/photo_store.h"
#include "core/catalog/review_store.h"

#include <QByteArrayView>

#include <functional>

namespace creel {

/// The columns of a photo that filters, sorting and badges need. Views are valid during the callback only.
struct PhotoScanRow
{
    PhotoId id;
    FolderId folder;
    QByteArrayView name;
    QByteArrayView caption; ///< UTF-8
    qint64 fileSize = 0;
    qint64 importedAt = 0;
    std::optional<qint64> takenAt;
    bool hasPosition = false;
    bool missing = false;
    int width = 0;
    int height = 0;
    std::optional<quint64> phash;
    float sharpness = 0;
    float brightness = 0;
    Problem problem = Problem::None;
    PhotoId duplicateOf;
    PhotoId nearGroup;
    LabelId folderLabel;
};

/// Walks the folder's photos in order of name, at most `limit`. Talks to SQLite directly: at a million rows
/// QVariant would cost more than the disk. Any thread that owns the connection.
Result<void> scanFolder(Connection& connection, FolderId folder, qint64 limit,
                        const std::function<void(const PhotoScanRow&)>& row);

/// Walks all photos as they lie in the file, which is much faster than in any order, until `row` says false.
Result<void> scanPhotos(Connection& connection, const std::function<bool(const PhotoScanRow&)>& row);

/// Walks the content hashes of all photos that have one, in no order.
Result<void> scanHashes(Connection& connection,
                        const std::function<void(PhotoId photo, QByteArrayView hash)>& row);

struct ReviewScanRow
{
    PhotoId photo;
    ReviewState state = ReviewState::Unreviewed;
    RejectReason reason = RejectReason::None;
    LabelId label;
    bool hasNote = false;
};

/// Walks all reviews in order of photo.
Result<void> scanReviews(Connection& connection, const std::function<void(const ReviewScanRow&)>& row);
/// Walks the reviews of these photos, in any order; those without one are left out.
Result<void> scanReviews(Connection& connection, const QList<PhotoId>& photos,
                         const std::function<void(const ReviewScanRow&)>& row);

} // namespace creel
