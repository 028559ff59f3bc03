#include "core/catalog/photo_store.h"

#include <QCoreApplication>
#include <QTimeZone>

#include <array>

namespace creel {

namespace {

const QString columns = QStringLiteral(
    "id, folder_id, name, file_size, file_mtime, missing, hash, format, width, height, orientation, "
    "taken_at, lat, "
    "lon, camera, caption, phash, sharpness, brightness, problem, problem_detail, duplicate_of, near_group, "
    "folder_label_id, imported_at, revision");

struct ProblemEntry
{
    Problem problem;
    QLatin1String name;
    const char* text;
};

constexpr std::array problemTable{
    ProblemEntry{Problem::None, QLatin1String(""), ""},
    ProblemEntry{Problem::Empty, QLatin1String("empty"), QT_TRANSLATE_NOOP("Problem", "The file is empty")},
    ProblemEntry{Problem::NotAPhoto, QLatin1String("not_a_photo"),
                 QT_TRANSLATE_NOOP("Problem", "Not a photo: the file holds something else")},
    ProblemEntry{Problem::Truncated, QLatin1String("truncated"),
                 QT_TRANSLATE_NOOP("Problem", "The end of the file is missing")},
    ProblemEntry{Problem::Unreadable, QLatin1String("unreadable"),
                 QT_TRANSLATE_NOOP("Problem", "The file cannot be read")},
    ProblemEntry{Problem::Undecodable, QLatin1String("undecodable"),
                 QT_TRANSLATE_NOOP("Problem", "The photo is damaged and cannot be shown")},
    ProblemEntry{Problem::TooLarge, QLatin1String("too_large"),
                 QT_TRANSLATE_NOOP("Problem", "The photo is larger than Creel accepts")},
    ProblemEntry{Problem::SpecialFile, QLatin1String("special_file"),
                 QT_TRANSLATE_NOOP("Problem", "Not a regular file")},
    ProblemEntry{Problem::Dangling, QLatin1String("dangling_link"),
                 QT_TRANSLATE_NOOP("Problem", "A link to a file that is not there")},
};

template<class T>
QVariant orNull(const std::optional<T>& value)
{
    return value ? QVariant::fromValue(*value) : QVariant();
}

/// QString() and QByteArray() would be bound as NULL; the columns are NOT NULL.
QString text(const QString& value)
{
    return value.isNull() ? QLatin1String("") : value;
}

Photo readPhoto(const Query& row)
{
    Photo photo;
    photo.id = row.id<PhotoId>(0);
    photo.folder = row.id<FolderId>(1);
    photo.name = row.bytes(2);
    photo.fileSize = row.integer(3);
    photo.fileMtime = row.integer(4);
    photo.missing = row.integer(5) != 0;
    photo.hash = row.bytes(6);
    photo.format = row.text(7);
    photo.width = int(row.integer(8));
    photo.height = int(row.integer(9));
    photo.orientation = int(row.integer(10));
    if (!row.isNull(11))
        photo.takenAt = row.integer(11);
    if (!row.isNull(12) && !row.isNull(13))
        photo.position = GeoPosition{row.real(12), row.real(13)};
    photo.camera = row.text(14);
    photo.caption = row.text(15);
    if (!row.isNull(16))
        photo.phash = quint64(row.integer(16));
    photo.sharpness = row.real(17);
    photo.brightness = row.real(18);
    photo.problem = problemFromName(row.text(19));
    photo.problemDetail = row.text(20);
    photo.duplicateOf = row.id<PhotoId>(21);
    photo.nearGroup = row.id<PhotoId>(22);
    photo.folderLabel = row.id<LabelId>(23);
    photo.importedAt = row.integer(24);
    photo.revision = row.integer(25);
    return photo;
}

QVariantList values(const Photo& photo, qint64 revision)
{
    return {idOrNull(photo.id),
            photo.folder.value(),
            photo.name,
            photo.fileSize,
            photo.fileMtime,
            photo.missing,
            photo.hash.isEmpty() ? QVariant() : QVariant(photo.hash),
            text(photo.format),
            photo.width,
            photo.height,
            photo.orientation,
            orNull(photo.takenAt),
            photo.position ? QVariant(photo.position->latitude) : QVariant(),
            photo.position ? QVariant(photo.position->longitude) : QVariant(),
            text(photo.camera),
            text(photo.caption),
            photo.phash ? QVariant(qint64(*photo.phash)) : QVariant(),
            photo.sharpness,
            photo.brightness,
            problemName(photo.problem),
            text(photo.problemDetail),
            idOrNull(photo.duplicateOf),
            idOrNull(photo.nearGroup),
            idOrNull(photo.folderLabel),
            photo.importedAt,
            revision};
}

QString insertStatement()
{
    QStringList updates;
    const QStringList names = columns.split(QStringLiteral(", "));
    for (const QString& name : names.mid(1))
        updates.append(QStringLiteral("%1 = excluded.%1").arg(name));
    const QString marks = QStringList(names.size(), QStringLiteral("?")).join(QStringLiteral(", "));
    return QStringLiteral("INSERT INTO photo (%1) VALUES (%2) ON CONFLICT (id) DO UPDATE SET %3")
        .arg(columns, marks, updates.join(QStringLiteral(", ")));
}

} // namespace

QString problemName(Problem problem)
{
    return problemTable[size_t(problem)].name;
}

Problem problemFromName(QStringView name)
{
    for (const ProblemEntry& entry : problemTable) {
        if (entry.name == name)
            return entry.problem;
    }
    return Problem::Undecodable; // a code of a later version: still a problem
}

QString problemText(Problem problem)
{
    return QCoreApplication::translate("Problem", problemTable[size_t(problem)].text);
}

bool isFatal(Problem problem)
{
    return problem != Problem::None && problem != Problem::Truncated;
}

QString takenAtText(const Photo& photo)
{
    if (!photo.takenAt)
        return {};
    return QDateTime::fromSecsSinceEpoch(*photo.takenAt, QTimeZone::utc())
        .toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss"));
}

Result<std::optional<Photo>> PhotoStore::byId(PhotoId id)
{
    CREEL_ASSIGN(
        Query query,
        m_connection.run(QStringLiteral("SELECT %1 FROM photo WHERE id = ?").arg(columns), {id.value()}));
    return query.next() ? std::optional(readPhoto(query)) : std::nullopt;
}

Result<QList<Photo>> PhotoStore::byIds(std::span<const PhotoId> ids)
{
    CREEL_ASSIGN(Query query,
                 m_connection.prepare(QStringLiteral("SELECT %1 FROM photo WHERE id = ?").arg(columns)));
    QList<Photo> photos;
    photos.reserve(qsizetype(ids.size()));
    for (PhotoId id : ids) {
        CREEL_TRY(query.run({id.value()}));
        if (query.next())
            photos.append(readPhoto(query));
    }
    return photos;
}

Result<qint64> PhotoStore::count()
{
    return m_connection.integer(QStringLiteral("SELECT count(*) FROM photo"));
}

Result<BytePath> PhotoStore::absolutePath(PhotoId id)
{
    CREEL_ASSIGN(Query query,
                 m_connection.run(QStringLiteral("SELECT root.path, folder.path, photo.name FROM photo "
                                                 "JOIN folder ON folder.id = photo.folder_id "
                                                 "JOIN root ON root.id = folder.root_id "
                                                 "WHERE photo.id = ?"),
                                  {id.value()}));
    if (!query.next())
        return fail(ErrorCode::NotFound,
                    QCoreApplication::translate("Catalog", "The catalog has no photo %1.").arg(id.value()));
    return joinPath(joinPath(query.bytes(0), query.bytes(1)), query.bytes(2));
}

Result<qint64> PhotoStore::nextRevision()
{
    CREEL_TRY(m_connection.run(QStringLiteral("UPDATE catalog_state SET revision = revision + 1")));
    return m_connection.integer(QStringLiteral("SELECT revision FROM catalog_state"));
}

Result<PhotoId> PhotoStore::put(const Photo& photo, qint64 revision)
{
    if (!m_insert) {
        CREEL_ASSIGN(Query query, m_connection.prepare(insertStatement()));
        m_insert.emplace(std::move(query));
    }
    CREEL_TRY(m_insert->run(values(photo, revision)));
    return photo.id.isValid() ? photo.id : PhotoId(m_connection.lastInsertId());
}

} // namespace creel
