#pragma once

#include "core/base/byte_path.h"
#include "core/catalog/connection.h"

#include <QDateTime>

#include <optional>
#include <span>

namespace creel {

/// Why a file is no, or not quite, a usable photo. The names are what the catalog stores and `list` prints.
enum class Problem : quint8
{
    None,
    Empty,       ///< zero bytes
    NotAPhoto,   ///< the content is something else: HTML, JSON, SVG, text
    Truncated,   ///< decodes in part; kept and shown, but flagged
    Unreadable,  ///< permissions or I/O
    Undecodable, ///< looks like a photo, cannot be decoded
    TooLarge,    ///< over the size or pixel limit
    SpecialFile, ///< device, pipe, socket
    Dangling,    ///< symbolic link to nothing
};

QString problemName(Problem problem);
Problem problemFromName(QStringView name);
/// One sentence for people: "Not a photo (the file holds something else)".
QString problemText(Problem problem);
/// True where there are no pixels to show.
bool isFatal(Problem problem);

struct GeoPosition
{
    double latitude = 0;  ///< degrees, south negative
    double longitude = 0; ///< degrees, west negative

    bool operator==(const GeoPosition&) const = default;
};

/// Facts about one file, as import found them. What people decided is a Review.
struct Photo
{
    PhotoId id;
    FolderId folder;
    BytePath name;
    qint64 fileSize = 0;  ///< bytes
    qint64 fileMtime = 0; ///< nanoseconds since 1970
    bool missing = false; ///< was there once, not found by the last import
    QByteArray hash;      ///< xxHash128 of the bytes, 16 bytes; empty if unreadable
    QString format;       ///< "jpeg", "png", … by content
    int width = 0;        ///< upright pixels
    int height = 0;
    int orientation = 1;           ///< EXIF 1…8
    std::optional<qint64> takenAt; ///< seconds since 1970 on the camera's clock (its zone is unknown)
    std::optional<GeoPosition> position;
    QString camera; ///< make and model
    QString caption;
    std::optional<quint64> phash;
    double sharpness = 0;  ///< see imaging/quality.h
    double brightness = 0; ///< mean luma, 0…1
    Problem problem = Problem::None;
    QString problemDetail;
    PhotoId duplicateOf;   ///< first photo with the same bytes
    PhotoId nearGroup;     ///< first photo of the near-duplicate group
    LabelId folderLabel;   ///< what the folder's name claims
    qint64 importedAt = 0; ///< Unix milliseconds
    qint64 revision = 0;
};

/// Time in the camera's own clock as ISO 8601 without a zone; empty if unknown.
QString takenAtText(const Photo& photo);

/// Reads and writes the table `photo`. Import is the only writer.
class PhotoStore
{
public:
    explicit PhotoStore(Connection& connection) : m_connection(connection) {}

    Result<std::optional<Photo>> byId(PhotoId id);
    /// In the order given; unknown ids are left out.
    Result<QList<Photo>> byIds(std::span<const PhotoId> ids);
    Result<qint64> count();
    /// Absolute path of the file as it was last seen.
    Result<BytePath> absolutePath(PhotoId id);

    /// Starts a new catalog revision and returns it; to be called once a transaction, before the rows are
    /// written.
    Result<qint64> nextRevision();
    /// Inserts if `photo.id` is none, else overwrites; stamps `revision`. Returns the id.
    Result<PhotoId> put(const Photo& photo, qint64 revision);

private:
    Connection& m_connection;
    std::optional<Query> m_insert;
};

} // namespace creel
