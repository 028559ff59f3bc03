#include "core/catalog/migrator.h"

#include "core/base/log.h"
#include "core/catalog/backup.h"
#include "core/catalog/transaction.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QUuid>

namespace creel {

namespace {

constexpr qint64 applicationId = 0x4352454c; // "CREL"

QString tr(const char* text)
{
    return QCoreApplication::translate("Catalog", text);
}

QString scriptPath(int revision)
{
    return QStringLiteral(":/schema/%1.sql").arg(revision, 3, 10, QLatin1Char('0'));
}

/// Revision of the file, 0 if it is empty; an error if it is not ours or newer than we are.
Result<int> knownRevision(Connection& connection)
{
    CREEL_ASSIGN(const qint64 revision, connection.integer(QStringLiteral("PRAGMA user_version")));
    CREEL_ASSIGN(const qint64 id, connection.integer(QStringLiteral("PRAGMA application_id")));
    CREEL_ASSIGN(const qint64 tables,
                 connection.integer(QStringLiteral("SELECT count(*) FROM sqlite_schema")));
    if (tables > 0 && id != applicationId)
        return fail(ErrorCode::Corrupt, tr("%1 is not a Creel catalog.").arg(connection.path()));
    if (revision > Migrator::newestRevision())
        return fail(
            ErrorCode::NewerVersion,
            tr("%1 was made by a newer Creel (schema %2; this one knows %3). Update Creel to open it; the "
               "file was left untouched.")
                .arg(connection.path())
                .arg(revision)
                .arg(Migrator::newestRevision()));
    return int(revision);
}

/// Copies an older catalog to a name beside it that is free: an earlier try may have left a copy, and another
/// process may be making one.
Result<void> keepCopy(Connection& connection, int revision)
{
    const QString start =
        connection.path() + QStringLiteral(".before-%1").arg(revision, 3, 10, QLatin1Char('0'));
    for (int copy = 1;; ++copy) {
        const QString number = copy == 1 ? QString() : QStringLiteral("-%1").arg(copy);
        Result<void> copied = backupTo(connection, start + number + QStringLiteral(".creel"));
        if (copied || copied.error().code != ErrorCode::Exists)
            return copied;
    }
}

Result<void> applyScript(Connection& connection, int revision)
{
    QFile script(scriptPath(revision));
    if (!script.open(QIODevice::ReadOnly))
        return fail(ErrorCode::Internal, tr("Schema script %1 is missing from this build.").arg(revision));
    CREEL_TRY(connection.runScript(script.readAll()));
    if (revision == 1) {
        CREEL_TRY(connection.run(
            QStringLiteral("INSERT INTO catalog_state (only_row, uuid, created_at) VALUES (1, ?, ?)"),
            {QUuid::createUuid().toString(QUuid::WithoutBraces), QDateTime::currentMSecsSinceEpoch()}));
        CREEL_TRY(connection.run(QStringLiteral("PRAGMA application_id = %1").arg(applicationId)));
    }
    CREEL_TRY(connection.run(QStringLiteral("PRAGMA user_version = %1").arg(revision)));
    return {};
}

} // namespace

int Migrator::newestRevision()
{
    static const int newest =
        int(QDir(QStringLiteral(":/schema")).entryList({QStringLiteral("*.sql")}).size());
    return newest;
}

Result<void> Migrator::verify(Connection& connection)
{
    CREEL_ASSIGN(const int revision, knownRevision(connection));
    if (revision == 0)
        return fail(ErrorCode::NotFound,
                    tr("%1 is empty. Import photos into it first.").arg(connection.path()));
    if (revision < newestRevision())
        return fail(ErrorCode::Unsupported,
                    tr("%1 was made by an older Creel. Open it once for writing to bring it up to date.")
                        .arg(connection.path()));
    return {};
}

Result<void> Migrator::migrate(Connection& connection)
{
    CREEL_ASSIGN(const int before, knownRevision(connection));
    CREEL_TRY(connection.useWriteAheadLog()); // only now is the file known to be ours
    if (before == newestRevision())
        return {};
    if (before > 0)
        CREEL_TRY(keepCopy(connection, before + 1));
    while (true) {
        CREEL_ASSIGN(Transaction transaction, Transaction::begin(connection));
        // Another process may have migrated while this one waited for the lock.
        CREEL_ASSIGN(const int now, knownRevision(connection));
        if (now == newestRevision())
            return {};
        // A new catalog is made in one go, so that nobody ever meets half of one.
        const int last = now == 0 ? newestRevision() : now + 1;
        for (int revision = now + 1; revision <= last; ++revision)
            CREEL_TRY(applyScript(connection, revision));
        CREEL_TRY(transaction.commit());
        qCInfo(logCatalog) << "migrated" << connection.path() << "to schema" << last;
    }
}

} // namespace creel
