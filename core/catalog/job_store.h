#pragma once

#include "core/catalog/connection.h"

#include <QJsonObject>
#include <QList>

namespace creel {

/// A background job as the catalog remembers it.
struct JobRecord
{
    JobId id;
    QString kind;           ///< "import", …
    QJsonObject parameters; ///< enough to start it again
    qint64 startedAt = 0;   ///< Unix milliseconds
};

/// What JobStore::finish() wants to hear of a result.
template<class T>
QString jobOutcome(const Result<T>& result)
{
    if (result)
        return QStringLiteral("succeeded");
    return result.error().code == ErrorCode::Cancelled ? QStringLiteral("cancelled")
                                                       : QStringLiteral("failed");
}

/// Remembers which jobs began and how they ended, so that what a crash interrupted can be offered again.
class JobStore
{
public:
    explicit JobStore(Connection& connection) : m_connection(connection) {}

    Result<JobId> begin(const QString& kind, const QJsonObject& parameters);
    /// `outcome` is "succeeded", "failed" or "cancelled".
    Result<void> finish(JobId id, const QString& outcome, const QString& summary);
    /// Jobs that began and never ended: interrupted, unless another process is running them now.
    Result<QList<JobRecord>> unfinished();
    /// The same work, begun before and cut short, is done now.
    Result<void> closeInterrupted(const QString& kind, const QJsonObject& parameters);

private:
    Connection& m_connection;
};

} // namespace creel
