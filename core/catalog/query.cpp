#include "core/catalog/query.h"

#include <QCoreApplication>
#include <QFile>
#include <QSqlDriver>
#include <QSqlError>

#include <sqlite3.h>

namespace creel {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Catalog", text);
}

/// What the statement reads and writes.
QString fileOf(const QSqlQuery& query)
{
    const QVariant handle = query.driver()->handle();
    sqlite3* const database = *static_cast<sqlite3* const*>(handle.constData());
    return QFile::decodeName(sqlite3_db_filename(database, "main"));
}

} // namespace

Result<void> Query::run(const QVariantList& values)
{
    for (qsizetype i = 0; i < values.size(); ++i)
        m_query.bindValue(int(i), values[i]);
    if (!m_query.exec())
        return tl::unexpected(sqlError(m_query.lastError(), fileOf(m_query)));
    return {};
}

Result<void> Query::each(const std::function<void(const Query&)>& row)
{
    while (m_query.next())
        row(*this);
    if (m_query.lastError().isValid())
        return tl::unexpected(sqlError(m_query.lastError(), fileOf(m_query)));
    return {};
}

Error sqlError(const QSqlError& error, const QString& file)
{
    return sqliteError(error.nativeErrorCode().toInt(), error.text(), file);
}

Error sqliteError(int extendedCode, const QString& text, const QString& file)
{
    const QString name = file.isEmpty() ? tr("The catalog") : file;
    switch (extendedCode & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {ErrorCode::Busy, tr("%1 is locked by another program. Try again in a moment.").arg(name),
                text};
    case SQLITE_FULL:
        return {ErrorCode::DiskFull,
                tr("%1 could not be written: the disk is full. Free some space and try again.").arg(name),
                text};
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return {ErrorCode::Unwritable,
                tr("%1 is read-only. Check the permissions of the file and its folder.").arg(name), text};
    case SQLITE_CANTOPEN:
        return {ErrorCode::NotFound,
                tr("%1 cannot be opened. Check that the file and its folder exist.").arg(name), text};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return {ErrorCode::Corrupt, tr("%1 is damaged or not a Creel catalog. Restore a backup.").arg(name),
                text};
    case SQLITE_IOERR:
        return {ErrorCode::Unwritable,
                tr("%1 could not be read or written: the disk reports an error.").arg(name), text};
    default:
        return {ErrorCode::Internal, tr("%1: %2").arg(name, text), text};
    }
}

} // namespace creel
