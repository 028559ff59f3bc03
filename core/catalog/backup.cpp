#include "core/catalog/backup.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QScopeGuard>

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

namespace creel {

namespace {

constexpr qint64 secondsADay = 24 * 60 * 60;
constexpr int stepsBetweenLooks = 10'000; // of SQLite's machine: some milliseconds

QString tr(const char* text)
{
    return QCoreApplication::translate("Catalog", text);
}

void syncToDisk(const QString& path)
{
    const int file = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return;
    ::fsync(file);
    ::close(file);
}

/// SQLite asks it while it copies, and stops if it is not 0.
int isCancelled(void* token)
{
    return static_cast<const CancelToken*>(token)->isCancelled() ? 1 : 0;
}

/// A name that no other backup writes to, not even one to the same target.
QString unfinishedName(const QString& target)
{
    return target +
           QStringLiteral(".%1.part").arg(QRandomGenerator::system()->generate(), 8, 16, QLatin1Char('0'));
}

} // namespace

Result<void> backupTo(Connection& connection, const QString& target, const CancelToken& cancel)
{
    const auto refuse = [&target] {
        return fail(ErrorCode::Exists,
                    tr("%1 exists already; a backup never overwrites a file.").arg(target));
    };
    if (QFileInfo::exists(target))
        return refuse();
    const QString unfinished = unfinishedName(target);
    const auto removeUnfinished = qScopeGuard([&unfinished] { QFile::remove(unfinished); });
    sqlite3_progress_handler(connection.handle(), stepsBetweenLooks, isCancelled,
                             const_cast<CancelToken*>(&cancel));
    auto copied = connection.run(QStringLiteral("VACUUM INTO ?"), {unfinished});
    sqlite3_progress_handler(connection.handle(), 0, nullptr, nullptr);
    if (!copied && cancel.isCancelled())
        return fail(ErrorCode::Cancelled, tr("Stopped; there is no backup."));
    if (!copied) {
        copied.error().message =
            tr("The backup could not be written to %1. %2").arg(target, copied.error().message);
        return tl::unexpected(copied.error());
    }
    copied->finish();
    syncToDisk(unfinished);
    if (!QFile::rename(unfinished, target)) {
        if (QFileInfo::exists(target))
            return refuse(); // it came meanwhile
        return fail(ErrorCode::Unwritable, tr("The backup could not be moved to %1.").arg(target));
    }
    syncToDisk(QFileInfo(target).absolutePath());
    return {};
}

QString backupFolder(const QString& catalogPath)
{
    return catalogPath + QStringLiteral(".backups");
}

Result<QString> rotateBackups(Connection& connection, int keep, qint64 minimumAgeSeconds,
                              const CancelToken& cancel)
{
    QDir folder(backupFolder(connection.path()));
    if (!folder.mkpath(QStringLiteral(".")))
        return fail(ErrorCode::Unwritable, tr("The folder %1 cannot be made.").arg(folder.path()));
    const auto backups = [&] {
        return folder.entryInfoList({QStringLiteral("*.creel")}, QDir::Files, QDir::Name);
    };
    const QDateTime now = QDateTime::currentDateTimeUtc();
    if (const auto files = backups(); !files.isEmpty()) {
        const QDateTime newest = files.last().lastModified();
        const QDateTime changed =
            std::max(QFileInfo(connection.path()).lastModified(),
                     QFileInfo(connection.path() + QStringLiteral("-wal")).lastModified());
        if (newest.secsTo(now) < minimumAgeSeconds || newest > changed)
            return QString();
    }
    const QString target = folder.filePath(now.toString(QStringLiteral("yyyyMMdd-HHmmss-zzz'.creel'")));
    CREEL_TRY(backupTo(connection, target, cancel));
    for (const QFileInfo& part : folder.entryInfoList({QStringLiteral("*.part")}, QDir::Files))
        if (part.lastModified().secsTo(now) > secondsADay)
            QFile::remove(part.filePath()); // of a program that was killed
    const auto files = backups();
    for (qsizetype i = 0; i + keep < files.size(); ++i)
        QFile::remove(files[i].filePath());
    return target;
}

} // namespace creel
