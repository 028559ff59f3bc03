#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"

#include <QSqlQuery>
#include <QVariant>

#include <functional>

namespace creel {

/// A prepared statement: run it with values, walk its rows forward. Lives no longer than its Connection.
class Query
{
public:
    explicit Query(QSqlQuery query) : m_query(std::move(query)) {}

    /// Binds `values` to the placeholders in order and executes.
    Result<void> run(const QVariantList& values = {});
    /// Steps to the next row; false at the end.
    bool next() { return m_query.next(); }
    /// Calls `row` for every row left and reports an error met on the way.
    Result<void> each(const std::function<void(const Query&)>& row);
    /// Resets the statement so that it holds no read lock.
    void finish() { m_query.finish(); }

    bool isNull(int column) const { return m_query.isNull(column); }
    qint64 integer(int column) const { return m_query.value(column).toLongLong(); }
    double real(int column) const { return m_query.value(column).toDouble(); }
    QString text(int column) const { return m_query.value(column).toString(); }
    QByteArray bytes(int column) const { return m_query.value(column).toByteArray(); }
    template<class T>
    T id(int column) const
    {
        return T(integer(column));
    }

    int changedRows() const { return m_query.numRowsAffected(); }
    qint64 lastInsertId() const { return m_query.lastInsertId().toLongLong(); }

private:
    QSqlQuery m_query;
};

/// NULL for an id that means "none".
template<class Tag>
QVariant idOrNull(Id<Tag> id)
{
    return id.isValid() ? QVariant(id.value()) : QVariant(QMetaType::fromType<qint64>());
}

/// Translates what SQLite says into what a person needs to know. `file` is the catalog's path.
Error sqlError(const QSqlError& error, const QString& file);
Error sqliteError(int extendedCode, const QString& text, const QString& file);

} // namespace creel
