#include "app/cli/commands.h"
#include "core/catalog/photo_store.h"
#include "core/review/review_session.h"

#include <QDateTime>
#include <QJsonArray>
#include <QTimeZone>

namespace creel {

namespace {

struct HistoryOptions : CatalogOptions
{
    qint64 id = 0;
    int limit = 20;
};

QString timeText(qint64 unixMilliseconds)
{
    return QDateTime::fromMSecsSinceEpoch(unixMilliseconds, QTimeZone::utc()).toString(Qt::ISODateWithMs);
}

QJsonObject toJson(const JournalEntry& entry)
{
    return {{QStringLiteral("edit"), entry.id.value()},
            {QStringLiteral("at"), timeText(entry.at)},
            {QStringLiteral("who"), entry.who},
            {QStringLiteral("origin"),
             entry.origin == JournalOrigin::Import ? QStringLiteral("import") : QStringLiteral("person")},
            {QStringLiteral("summary"), entry.summary},
            {QStringLiteral("undoes"), orNull(entry.undoes)},
            {QStringLiteral("redoes"), orNull(entry.redoes)}};
}

QString toText(const JournalEntry& entry)
{
    return QStringLiteral("%1\t%2\t%3\t%4")
        .arg(QString::number(entry.id.value()), timeText(entry.at), entry.who, entry.summary);
}

QJsonValue orNull(const std::optional<QJsonObject>& row)
{
    return row ? QJsonValue(*row) : QJsonValue();
}

Result<int> printPhotoHistory(Connection& connection, const HistoryOptions& options, const Output& output)
{
    CREEL_ASSIGN(const auto photo, PhotoStore(connection).byId(PhotoId(options.id)));
    if (!photo)
        return fail(ErrorCode::NotFound, Cli::tr("The catalog has no photo %1.").arg(options.id));
    CREEL_ASSIGN(const QList<HistoryItem> items, Journal(connection).history(PhotoId(options.id)));
    for (const HistoryItem& item : items.mid(0, options.limit)) {
        QJsonObject json = toJson(item.entry);
        json.insert(QStringLiteral("photo"), options.id);
        json.insert(QStringLiteral("before"), orNull(item.change.before));
        json.insert(QStringLiteral("after"), orNull(item.change.after));
        output.result(json, toText(item.entry));
    }
    return exitDone;
}

Result<int> runHistory(const HistoryOptions& options, const Output& output)
{
    CREEL_ASSIGN(const auto connection, options.open(Connection::Access::ReadOnly));
    if (options.id != 0)
        return printPhotoHistory(*connection, options, output);
    CREEL_ASSIGN(const QList<JournalEntry> entries, Journal(*connection).latest(options.limit));
    for (const JournalEntry& entry : entries)
        output.result(toJson(entry), toText(entry));
    return exitDone;
}

template<class Tag>
QJsonArray toArray(const QList<Id<Tag>>& ids)
{
    QJsonArray array;
    for (const Id<Tag> id : ids)
        array.append(id.value());
    return array;
}

Result<int> runReverse(const CatalogOptions& options, Result<Applied> (ReviewSession::*reverse)(),
                       const Output& output)
{
    CREEL_ASSIGN(const auto connection, options.open(Connection::Access::ReadWrite));
    ReviewSession session(*connection, currentUser());
    CREEL_ASSIGN(const Applied applied, (session.*reverse)());
    output.result({{QStringLiteral("edit"), creel::orNull(applied.edit)},
                   {QStringLiteral("summary"), applied.summary},
                   {QStringLiteral("photos"), toArray(applied.photos)},
                   {QStringLiteral("box_photos"), toArray(applied.boxPhotos)},
                   {QStringLiteral("labels"), toArray(applied.labels)}},
                  applied.summary);
    return exitDone;
}

void addReverse(CLI::App& app, Invocation& invocation, const std::string& name, const QString& help,
                Result<Applied> (ReviewSession::*reverse)())
{
    auto options = std::make_shared<CatalogOptions>();
    CLI::App* command = addCommand(app, invocation, name, help);
    addCatalogOption(*command, *options);
    command->callback([&invocation, options, reverse] {
        invocation.work = [options, reverse](const Output& output) {
            return runReverse(*options, reverse, output);
        };
    });
}

} // namespace

void addHistoryCommand(CLI::App& app, Invocation& invocation)
{
    auto options = std::make_shared<HistoryOptions>();
    CLI::App* command = addCommand(app, invocation, "history",
                                   Cli::tr("Print what was decided, when and by whom, newest first."));
    addCatalogOption(*command, *options);
    command->add_option("--id", options->id, Cli::tr("Only what happened to this photo").toStdString())
        ->check(CLI::PositiveNumber);
    command->add_option("--limit", options->limit, Cli::tr("At most so many (default: 20)").toStdString())
        ->check(CLI::PositiveNumber);
    command->callback([&invocation, options] {
        invocation.work = [options](const Output& output) {
            return runHistory(*options, output);
        };
    });
}

void addUndoCommand(CLI::App& app, Invocation& invocation)
{
    addReverse(app, invocation, "undo",
               Cli::tr("Take back the newest decision in force, whoever made it. Works without end."),
               &ReviewSession::undo);
}

void addRedoCommand(CLI::App& app, Invocation& invocation)
{
    addReverse(app, invocation, "redo", Cli::tr("Bring back what was undone last."), &ReviewSession::redo);
}

} // namespace creel
