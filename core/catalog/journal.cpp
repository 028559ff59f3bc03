#include "core/catalog/journal.h"

#include <QJsonDocument>
#include <QSet>

#include <algorithm>
#include <array>

namespace creel {

namespace {

const QString entryColumns =
    QStringLiteral("edit.id, edit.at, edit.who, edit.origin, edit.summary, edit.undoes, edit.redoes");

/// In the order of JournalEntity.
constexpr std::array entityNames{QLatin1String("review"), QLatin1String("label"), QLatin1String("box"),
                                 QLatin1String("box_state")};

QString entityName(JournalEntity entity)
{
    return entityNames[size_t(entity)];
}

JournalEntity entityFromName(const QString& name)
{
    const auto found = std::ranges::find_if(entityNames, [&](QLatin1String known) { return known == name; });
    return found == entityNames.end() ? JournalEntity::Review
                                      : JournalEntity(std::distance(entityNames.begin(), found));
}

QVariant toColumn(const std::optional<QJsonObject>& json)
{
    return json ? QVariant(QString::fromUtf8(QJsonDocument(*json).toJson(QJsonDocument::Compact)))
                : QVariant();
}

std::optional<QJsonObject> jsonColumn(const Query& row, int column)
{
    if (row.isNull(column))
        return std::nullopt;
    return QJsonDocument::fromJson(row.bytes(column)).object();
}

JournalEntry readEntry(const Query& row)
{
    return {row.id<EditId>(0),
            row.integer(1),
            row.text(2),
            row.text(3) == QLatin1String("import") ? JournalOrigin::Import : JournalOrigin::Person,
            row.text(4),
            row.id<EditId>(5),
            row.id<EditId>(6)};
}

JournalChange readChange(const Query& row, int first)
{
    return {entityFromName(row.text(first)), row.integer(first + 1), jsonColumn(row, first + 2),
            jsonColumn(row, first + 3)};
}

/// The action an entry speaks of: itself, or the one it undoes or redoes.
EditId subject(const JournalEntry& entry)
{
    return entry.undoes.isValid() ? entry.undoes : entry.redoes.isValid() ? entry.redoes : entry.id;
}

} // namespace

PhotoId photoOf(const JournalChange& change)
{
    switch (change.entity) {
    case JournalEntity::Review:
    case JournalEntity::BoxState:
        return PhotoId(change.entityId);
    case JournalEntity::Label:
        return {};
    case JournalEntity::Box:
        break;
    }
    const QJsonObject box = change.after ? *change.after : change.before.value_or(QJsonObject());
    return PhotoId(box[QLatin1String("photo_id")].toInteger());
}

Result<EditId> Journal::append(const JournalEntry& entry, std::span<const JournalChange> changes)
{
    CREEL_TRY(m_connection.run(
        QStringLiteral(
            "INSERT INTO edit (at, who, origin, summary, undoes, redoes) VALUES (?, ?, ?, ?, ?, ?)"),
        {entry.at, entry.who,
         entry.origin == JournalOrigin::Import ? QStringLiteral("import") : QStringLiteral("person"),
         entry.summary, idOrNull(entry.undoes), idOrNull(entry.redoes)}));
    const EditId id(m_connection.lastInsertId());
    CREEL_ASSIGN(Query insert, m_connection.prepare(QStringLiteral(
                                   "INSERT INTO edit_change (entity, entity_id, edit_id, photo_id, before, "
                                   "after) VALUES (?, ?, ?, ?, ?, ?)")));
    for (const JournalChange& change : changes) {
        const PhotoId boxed = change.entity == JournalEntity::Box ? photoOf(change) : PhotoId();
        CREEL_TRY(insert.run({entityName(change.entity), change.entityId, id.value(), idOrNull(boxed),
                              toColumn(change.before), toColumn(change.after)}));
    }
    return id;
}

Result<QList<JournalChange>> Journal::changes(EditId id)
{
    CREEL_ASSIGN(Query query,
                 m_connection.run(QStringLiteral("SELECT entity, entity_id, before, after FROM edit_change "
                                                 "WHERE edit_id = ? ORDER BY entity, entity_id"),
                                  {id.value()}));
    QList<JournalChange> list;
    CREEL_TRY(query.each([&](const Query& row) { list.append(readChange(row, 0)); }));
    return list;
}

Result<qint64> Journal::changeCount(EditId id)
{
    return m_connection.integer(QStringLiteral("SELECT count(*) FROM edit_change WHERE edit_id = ?"),
                                {id.value()});
}

Result<std::optional<JournalEntry>> Journal::entry(EditId id)
{
    CREEL_ASSIGN(
        Query query,
        m_connection.run(QStringLiteral("SELECT %1 FROM edit WHERE id = ?").arg(entryColumns), {id.value()}));
    return query.next() ? std::optional(readEntry(query)) : std::nullopt;
}

Result<std::optional<JournalEntry>> Journal::undoTarget()
{
    // The newest word about an action decides whether it is in force. Walking back, the first action in force
    // is the one to undo; the walk is as long as the row of undos before it.
    CREEL_ASSIGN(
        Query query,
        m_connection.run(QStringLiteral("SELECT %1 FROM edit WHERE origin = 'person' ORDER BY id DESC")
                             .arg(entryColumns)));
    QSet<EditId> decided;
    while (query.next()) {
        const JournalEntry found = readEntry(query);
        if (decided.contains(subject(found)))
            continue;
        decided.insert(subject(found));
        if (!found.undoes.isValid())
            return entry(subject(found));
    }
    return std::nullopt;
}

Result<std::optional<JournalEntry>> Journal::redoTarget()
{
    CREEL_ASSIGN(
        Query query,
        m_connection.run(QStringLiteral("SELECT %1 FROM edit WHERE origin = 'person' ORDER BY id DESC")
                             .arg(entryColumns)));
    QSet<EditId> decided;
    while (query.next()) {
        const JournalEntry found = readEntry(query);
        if (!found.undoes.isValid() && !found.redoes.isValid())
            return std::nullopt; // a new action ends what could be redone
        if (decided.contains(subject(found)))
            continue;
        decided.insert(subject(found));
        if (found.undoes.isValid())
            return entry(found.undoes);
    }
    return std::nullopt;
}

Result<QList<HistoryItem>> Journal::history(PhotoId photo)
{
    CREEL_ASSIGN(Query query,
                 m_connection.run(
                     QStringLiteral(
                         "SELECT %1, entity, entity_id, before, after FROM (SELECT * FROM edit_change WHERE "
                         "entity IN ('review', 'box_state') AND entity_id = ? UNION ALL SELECT * FROM "
                         "edit_change WHERE photo_id = ?) AS change JOIN edit ON edit.id = change.edit_id "
                         "ORDER BY edit.id DESC, entity DESC, entity_id")
                         .arg(entryColumns),
                     {photo.value(), photo.value()}));
    QList<HistoryItem> items;
    CREEL_TRY(query.each([&](const Query& row) {
        const HistoryItem item{readEntry(row), readChange(row, 7)};
        if (items.isEmpty() || items.last().entry.id != item.entry.id)
            items.append(item);
    }));
    return items;
}

Result<QList<JournalEntry>> Journal::latest(int limit)
{
    CREEL_ASSIGN(
        Query query,
        m_connection.run(QStringLiteral("SELECT %1 FROM edit ORDER BY id DESC LIMIT ?").arg(entryColumns),
                         {limit}));
    QList<JournalEntry> entries;
    CREEL_TRY(query.each([&](const Query& row) { entries.append(readEntry(row)); }));
    return entries;
}

Result<EditId> Journal::lastId()
{
    CREEL_ASSIGN(const qint64 id,
                 m_connection.integer(QStringLiteral("SELECT coalesce(max(id), 0) FROM edit")));
    return EditId(id);
}

Result<Journal::ChangedRows> Journal::changedSince(EditId id)
{
    CREEL_ASSIGN(Query query,
                 m_connection.run(QStringLiteral("SELECT DISTINCT entity, coalesce(photo_id, entity_id) FROM "
                                                 "edit_change WHERE edit_id > ?"),
                                  {id.value()}));
    ChangedRows rows;
    QSet<PhotoId> boxed;
    CREEL_TRY(query.each([&](const Query& row) {
        switch (entityFromName(row.text(0))) {
        case JournalEntity::Review:
            rows.photos.append(row.id<PhotoId>(1));
            break;
        case JournalEntity::Label:
            rows.labels = true;
            break;
        case JournalEntity::Box:
        case JournalEntity::BoxState:
            boxed.insert(row.id<PhotoId>(1));
            break;
        }
    }));
    rows.boxPhotos = boxed.values();
    return rows;
}

} // namespace creel
