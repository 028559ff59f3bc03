#include "core/catalog/box_store.h"

#include "core/catalog/id_list.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>

namespace creel {

namespace {

const QString columns =
    QStringLiteral("id, photo_id, label_id, x0, y0, x1, y1, difficult, truncated, occluded, origin, score");

/// In the order of BoxOrigin.
constexpr std::array originNames{QLatin1String("person"), QLatin1String("model"), QLatin1String("import")};

Box readBox(const Query& row)
{
    Box box;
    box.id = row.id<BoxId>(0);
    box.photo = row.id<PhotoId>(1);
    box.label = row.id<LabelId>(2);
    box.rect = {row.real(3), row.real(4), row.real(5), row.real(6)};
    box.difficult = row.integer(7) != 0;
    box.truncated = row.integer(8) != 0;
    box.occluded = row.integer(9) != 0;
    box.origin = originFromName(row.text(10)).value_or(BoxOrigin::Person);
    if (!row.isNull(11))
        box.score = row.real(11);
    return box;
}

/// The same from SQLite's own statement, where QVariant would cost more than the disk.
Box readBox(sqlite3_stmt* s)
{
    Box box;
    box.id = BoxId(sqlite3_column_int64(s, 0));
    box.photo = PhotoId(sqlite3_column_int64(s, 1));
    box.label = LabelId(sqlite3_column_int64(s, 2));
    box.rect = {sqlite3_column_double(s, 3), sqlite3_column_double(s, 4), sqlite3_column_double(s, 5),
                sqlite3_column_double(s, 6)};
    box.difficult = sqlite3_column_int(s, 7) != 0;
    box.truncated = sqlite3_column_int(s, 8) != 0;
    box.occluded = sqlite3_column_int(s, 9) != 0;
    const QByteArrayView origin(reinterpret_cast<const char*>(sqlite3_column_text(s, 10)));
    box.origin = originFromName(QString::fromUtf8(origin)).value_or(BoxOrigin::Person);
    if (sqlite3_column_type(s, 11) != SQLITE_NULL)
        box.score = sqlite3_column_double(s, 11);
    return box;
}

/// Prepares `sql` the first time, and gives the same statement ever after.
Result<Query*> kept(std::optional<Query>& query, Connection& connection, const QString& sql)
{
    if (!query) {
        CREEL_ASSIGN(Query prepared, connection.prepare(sql));
        query.emplace(std::move(prepared));
    }
    return &*query;
}

} // namespace

QString originName(BoxOrigin origin)
{
    return originNames[size_t(origin)];
}

std::optional<BoxOrigin> originFromName(QStringView name)
{
    const auto found = std::ranges::find_if(originNames, [&](QLatin1String known) { return known == name; });
    return found == originNames.end() ? std::nullopt
                                      : std::optional(BoxOrigin(std::distance(originNames.begin(), found)));
}

QJsonObject toJson(const Box& box)
{
    QJsonObject json{
        {QStringLiteral("photo_id"), box.photo.value()}, {QStringLiteral("left"), box.rect.left},
        {QStringLiteral("top"), box.rect.top},           {QStringLiteral("right"), box.rect.right},
        {QStringLiteral("bottom"), box.rect.bottom},     {QStringLiteral("origin"), originName(box.origin)}};
    if (box.label.isValid())
        json.insert(QStringLiteral("label_id"), box.label.value());
    const auto putIfSet = [&](const char* key, bool value) {
        if (value)
            json.insert(QLatin1String(key), true);
    };
    putIfSet("difficult", box.difficult);
    putIfSet("truncated", box.truncated);
    putIfSet("occluded", box.occluded);
    if (box.score)
        json.insert(QStringLiteral("score"), *box.score);
    return json;
}

Box boxFromJson(const QJsonObject& json)
{
    Box box;
    box.photo = PhotoId(json[QLatin1String("photo_id")].toInteger());
    box.label = LabelId(json[QLatin1String("label_id")].toInteger());
    box.rect = {json[QLatin1String("left")].toDouble(), json[QLatin1String("top")].toDouble(),
                json[QLatin1String("right")].toDouble(), json[QLatin1String("bottom")].toDouble()};
    box.difficult = json[QLatin1String("difficult")].toBool();
    box.truncated = json[QLatin1String("truncated")].toBool();
    box.occluded = json[QLatin1String("occluded")].toBool();
    box.origin = originFromName(json[QLatin1String("origin")].toString()).value_or(BoxOrigin::Person);
    if (const QJsonValue score = json[QLatin1String("score")]; score.isDouble())
        box.score = score.toDouble();
    return box;
}

QJsonObject boxStateJson(qint64 verifiedAt)
{
    return {{QStringLiteral("verified_at"), verifiedAt}};
}

qint64 verifiedAtFromJson(const QJsonObject& json)
{
    return json[QLatin1String("verified_at")].toInteger();
}

Result<std::optional<Box>> BoxStore::byId(BoxId id)
{
    CREEL_ASSIGN(Query* const query,
                 kept(m_byId, m_connection, QStringLiteral("SELECT %1 FROM box WHERE id = ?").arg(columns)));
    CREEL_TRY(query->run({id.value()}));
    const auto box = query->next() ? std::optional(readBox(*query)) : std::nullopt;
    query->finish();
    return box;
}

Result<QList<Box>> BoxStore::byPhoto(PhotoId photo)
{
    CREEL_ASSIGN(Query* const query,
                 kept(m_byPhoto, m_connection,
                      QStringLiteral("SELECT %1 FROM box WHERE photo_id = ? ORDER BY id").arg(columns)));
    CREEL_TRY(query->run({photo.value()}));
    QList<Box> boxes;
    CREEL_TRY(query->each([&](const Query& row) { boxes.append(readBox(row)); }));
    query->finish();
    return boxes;
}

Result<PhotoBoxes> BoxStore::ofPhoto(PhotoId photo)
{
    PhotoBoxes found{photo, {}, false};
    CREEL_ASSIGN(found.boxes, byPhoto(photo));
    CREEL_ASSIGN(const qint64 at, verifiedAt(photo));
    found.verified = at > 0;
    return found;
}

Result<QList<PhotoBoxes>> BoxStore::ofPhotos(const QList<PhotoId>& photos)
{
    const QByteArray ids = idList(photos);
    QHash<PhotoId, PhotoBoxes> found;
    CREEL_TRY(walk("WHERE photo_id IN (SELECT value FROM json_each(?)) ORDER BY id", ids,
                   [&](const Box& box) { found[box.photo].boxes.append(box); }));
    CREEL_ASSIGN(Query verified,
                 m_connection.run(QStringLiteral("SELECT photo_id FROM box_state WHERE photo_id IN "
                                                 "(SELECT value FROM json_each(?))"),
                                  {QString::fromLatin1(ids)}));
    CREEL_TRY(verified.each([&](const Query& row) { found[row.id<PhotoId>(0)].verified = true; }));
    QList<PhotoBoxes> list;
    list.reserve(photos.size());
    for (const PhotoId photo : photos) {
        list.append(found.value(photo));
        list.last().photo = photo;
    }
    return list;
}

Result<void> BoxStore::each(const std::function<void(const Box&)>& row)
{
    return walk("ORDER BY photo_id, id", {}, row);
}

Result<void> BoxStore::walk(const QByteArray& condition, const QByteArray& value,
                            const std::function<void(const Box&)>& row)
{
    sqlite3_stmt* statement = nullptr;
    const QByteArray sql = "SELECT " + columns.toUtf8() + " FROM box " + condition;
    int code = sqlite3_prepare_v2(m_connection.handle(), sql.constData(), -1, &statement, nullptr);
    if (code == SQLITE_OK && !value.isNull())
        code = sqlite3_bind_text(statement, 1, value.constData(), int(value.size()), SQLITE_STATIC);
    while (code == SQLITE_OK || code == SQLITE_ROW) {
        code = sqlite3_step(statement);
        if (code == SQLITE_ROW)
            row(readBox(statement));
    }
    sqlite3_finalize(statement);
    if (code != SQLITE_DONE)
        return tl::unexpected(sqliteError(sqlite3_extended_errcode(m_connection.handle()),
                                          QString::fromUtf8(sqlite3_errmsg(m_connection.handle())),
                                          m_connection.path()));
    return {};
}

Result<qint64> BoxStore::verifiedAt(PhotoId photo)
{
    CREEL_ASSIGN(Query* const query,
                 kept(m_verified, m_connection,
                      QStringLiteral("SELECT verified_at FROM box_state WHERE photo_id = ?")));
    CREEL_TRY(query->run({photo.value()}));
    const qint64 at = query->next() ? query->integer(0) : 0;
    query->finish();
    return at;
}

Result<QList<PhotoId>> BoxStore::verifiedPhotos()
{
    CREEL_ASSIGN(Query query,
                 m_connection.run(QStringLiteral("SELECT photo_id FROM box_state ORDER BY photo_id")));
    QList<PhotoId> photos;
    CREEL_TRY(query.each([&](const Query& row) { photos.append(row.id<PhotoId>(0)); }));
    return photos;
}

Result<qint64> BoxStore::count()
{
    return m_connection.integer(QStringLiteral("SELECT count(*) FROM box"));
}

Result<QHash<LabelId, qint64>> BoxStore::countsByLabel()
{
    CREEL_ASSIGN(Query query,
                 m_connection.run(QStringLiteral("SELECT label_id, count(*) FROM box GROUP BY label_id")));
    QHash<LabelId, qint64> counts;
    CREEL_TRY(query.each([&](const Query& row) { counts.insert(row.id<LabelId>(0), row.integer(1)); }));
    return counts;
}

Result<void> BoxStore::put(const Box& box)
{
    CREEL_ASSIGN(Query* const query,
                 kept(m_upsert, m_connection,
                      QStringLiteral(
                          "INSERT INTO box (%1) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                          "ON CONFLICT (id) DO UPDATE SET photo_id = excluded.photo_id, label_id = "
                          "excluded.label_id, x0 = excluded.x0, y0 = excluded.y0, x1 = excluded.x1, "
                          "y1 = excluded.y1, difficult = excluded.difficult, truncated = excluded.truncated, "
                          "occluded = excluded.occluded, origin = excluded.origin, score = excluded.score")
                          .arg(columns)));
    return query->run({box.id.value(), box.photo.value(), idOrNull(box.label), box.rect.left, box.rect.top,
                       box.rect.right, box.rect.bottom, box.difficult, box.truncated, box.occluded,
                       originName(box.origin), box.score ? QVariant(*box.score) : QVariant()});
}

Result<void> BoxStore::remove(BoxId id)
{
    CREEL_ASSIGN(Query* const query,
                 kept(m_remove, m_connection, QStringLiteral("DELETE FROM box WHERE id = ?")));
    return query->run({id.value()});
}

Result<void> BoxStore::setVerifiedAt(PhotoId photo, qint64 at)
{
    if (at <= 0) {
        CREEL_TRY(
            m_connection.run(QStringLiteral("DELETE FROM box_state WHERE photo_id = ?"), {photo.value()}));
        return {};
    }
    CREEL_TRY(m_connection.run(QStringLiteral("INSERT INTO box_state (photo_id, verified_at) VALUES (?, ?) "
                                              "ON CONFLICT (photo_id) DO UPDATE SET verified_at = "
                                              "excluded.verified_at"),
                               {photo.value(), at}));
    return {};
}

} // namespace creel
