#include "core/catalog/integrity.h"

#include "core/base/text.h"
#include "core/catalog/box_store.h"
#include "core/catalog/journal.h"
#include "core/catalog/label_store.h"
#include "core/catalog/review_store.h"

#include <QCoreApplication>
#include <QJsonDocument>

namespace creel {

namespace {

struct IntegrityText
{
    Q_DECLARE_TR_FUNCTIONS(Integrity)
};

constexpr int maxFaults = 200;

/// A row of a journalled table as JSON; none where there is no row.
using RowJson = std::optional<QJsonObject>;

/// Holds one moment's state of the catalog while it lives.
class Snapshot
{
public:
    static Result<Snapshot> take(Connection& connection)
    {
        CREEL_TRY(connection.runScript("BEGIN"));
        return Snapshot(connection);
    }
    Snapshot(Snapshot&& other) noexcept : m_connection(std::exchange(other.m_connection, nullptr)) {}
    Snapshot& operator=(Snapshot&&) = delete;
    ~Snapshot()
    {
        if (m_connection)
            (void)m_connection->runScript("ROLLBACK");
    }

private:
    explicit Snapshot(Connection& connection) : m_connection(&connection) {}

    Connection* m_connection;
};

/// One run of checkIntegrity().
class IntegrityCheck
{
public:
    explicit IntegrityCheck(Connection& connection)
        : m_connection(connection), m_reviews(connection), m_labels(connection), m_boxes(connection)
    {}

    Result<IntegrityReport> run();

private:
    Result<void> count();
    Result<void> checkDatabase();
    Result<void> checkForeignKeys();
    Result<void> replayJournal();
    Result<void> checkUnjournalled(const QString& entity, const QString& table, const QString& key);
    Result<void> compareWithPresent(const QString& entity, qint64 id, const RowJson& replayed);
    Result<RowJson> present(const QString& entity, qint64 id);
    void addFault(const QString& fault)
    {
        if (m_report.faults.size() < maxFaults)
            m_report.faults.append(fault);
    }

    Connection& m_connection;
    ReviewStore m_reviews;
    LabelStore m_labels;
    BoxStore m_boxes;
    IntegrityReport m_report;
};

RowJson jsonColumn(const Query& row, int column)
{
    return row.isNull(column) ? RowJson() : QJsonDocument::fromJson(row.bytes(column)).object();
}

QString rowName(const QString& entity, qint64 id)
{
    if (entity == QLatin1String("label"))
        return IntegrityText::tr("Label %1").arg(id);
    if (entity == QLatin1String("box"))
        return IntegrityText::tr("Box %1").arg(id);
    return entity == QLatin1String("box_state")
               ? IntegrityText::tr("The word on the boxes of photo %1").arg(id)
               : IntegrityText::tr("The review of photo %1").arg(id);
}

Result<IntegrityReport> IntegrityCheck::run()
{
    CREEL_TRY(checkDatabase());
    if (!m_report.isSound())
        return m_report; // what a damaged file says about itself is worth nothing
    CREEL_TRY(count());
    CREEL_TRY(checkForeignKeys());
    CREEL_TRY(replayJournal());
    CREEL_TRY(
        checkUnjournalled(QStringLiteral("review"), QStringLiteral("review"), QStringLiteral("photo_id")));
    CREEL_TRY(checkUnjournalled(QStringLiteral("label"), QStringLiteral("label"), QStringLiteral("id")));
    CREEL_TRY(checkUnjournalled(QStringLiteral("box"), QStringLiteral("box"), QStringLiteral("id")));
    CREEL_TRY(checkUnjournalled(QStringLiteral("box_state"), QStringLiteral("box_state"),
                                QStringLiteral("photo_id")));
    return m_report;
}

Result<void> IntegrityCheck::count()
{
    CREEL_ASSIGN(m_report.photos, m_connection.integer(QStringLiteral("SELECT count(*) FROM photo")));
    CREEL_ASSIGN(m_report.edits, m_connection.integer(QStringLiteral("SELECT count(*) FROM edit")));
    CREEL_ASSIGN(m_report.changes, m_connection.integer(QStringLiteral("SELECT count(*) FROM edit_change")));
    return {};
}

Result<void> IntegrityCheck::checkDatabase()
{
    CREEL_ASSIGN(Query query, m_connection.run(QStringLiteral("PRAGMA integrity_check(100)")));
    return query.each([this](const Query& row) {
        if (row.text(0) != QLatin1String("ok"))
            addFault(IntegrityText::tr("The database file is damaged: %1").arg(row.text(0)));
    });
}

Result<void> IntegrityCheck::checkForeignKeys()
{
    CREEL_ASSIGN(Query query, m_connection.run(QStringLiteral("PRAGMA foreign_key_check")));
    return query.each([this](const Query& row) {
        addFault(IntegrityText::tr("Row %1 of the table %2 speaks of a row of %3 that is not there.")
                     .arg(row.text(1), row.text(0), row.text(2)));
    });
}

Result<void> IntegrityCheck::replayJournal()
{
    CREEL_ASSIGN(Query query, m_connection.run(QStringLiteral(
                                  "SELECT entity, entity_id, edit_id, before, after FROM edit_change "
                                  "ORDER BY entity, entity_id, edit_id")));
    QString entity;
    qint64 id = 0;
    RowJson replayed;
    while (query.next()) {
        if (query.text(0) != entity || query.integer(1) != id) {
            if (!entity.isEmpty())
                CREEL_TRY(compareWithPresent(entity, id, replayed));
            entity = query.text(0);
            id = query.integer(1);
            replayed.reset();
        }
        if (jsonColumn(query, 3) != replayed)
            addFault(IntegrityText::tr("%1: edit %2 does not begin where the edit before it ended.")
                         .arg(rowName(entity, id))
                         .arg(query.integer(2)));
        replayed = jsonColumn(query, 4);
    }
    if (!entity.isEmpty())
        CREEL_TRY(compareWithPresent(entity, id, replayed));
    return query.each([](const Query&) {}); // an error met on the way
}

Result<void> IntegrityCheck::compareWithPresent(const QString& entity, qint64 id, const RowJson& replayed)
{
    CREEL_ASSIGN(const RowJson now, present(entity, id));
    if (now != replayed)
        addFault(
            IntegrityText::tr("%1 is not what the journal's last word made it.").arg(rowName(entity, id)));
    return {};
}

Result<RowJson> IntegrityCheck::present(const QString& entity, qint64 id)
{
    if (entity == QLatin1String("label")) {
        CREEL_ASSIGN(const std::optional<Label> label, m_labels.byId(LabelId(id)));
        return label ? RowJson(toJson(*label)) : RowJson();
    }
    if (entity == QLatin1String("box")) {
        CREEL_ASSIGN(const std::optional<Box> box, m_boxes.byId(BoxId(id)));
        return box ? RowJson(toJson(*box)) : RowJson();
    }
    if (entity == QLatin1String("box_state")) {
        CREEL_ASSIGN(const qint64 at, m_boxes.verifiedAt(PhotoId(id)));
        return at > 0 ? RowJson(boxStateJson(at)) : RowJson();
    }
    CREEL_ASSIGN(const Review review, m_reviews.byPhoto(PhotoId(id)));
    return review == Review() ? RowJson() : RowJson(toJson(review));
}

Result<void> IntegrityCheck::checkUnjournalled(const QString& entity, const QString& table,
                                               const QString& key)
{
    CREEL_ASSIGN(
        Query query,
        m_connection.run(QStringLiteral("SELECT %1 FROM %2 WHERE NOT EXISTS (SELECT 1 FROM edit_change "
                                        "WHERE entity = ? AND entity_id = %2.%1)")
                             .arg(key, table),
                         {entity}));
    return query.each([&](const Query& row) {
        addFault(
            IntegrityText::tr("%1 was written without the journal.").arg(rowName(entity, row.integer(0))));
    });
}

} // namespace

Result<IntegrityReport> checkIntegrity(Connection& connection)
{
    CREEL_ASSIGN(const Snapshot snapshot, Snapshot::take(connection));
    Result<IntegrityReport> report = IntegrityCheck(connection).run();
    if (!report && report.error().code == ErrorCode::Corrupt) { // too damaged for SQLite to go on looking
        IntegrityReport damaged;
        damaged.faults.append(
            IntegrityText::tr("The database file is damaged: %1").arg(report.error().detail));
        return damaged;
    }
    return report;
}

QString integrityText(const IntegrityReport& report)
{
    if (!report.isSound())
        return IntegrityText::tr("The catalog is not sound: %1 faults. Restore a backup.")
            .arg(numberText(report.faults.size()));
    return IntegrityText::tr("The catalog is sound: %1, %2 edits.")
        .arg(photoCountText(report.photos), numberText(report.edits));
}

} // namespace creel
