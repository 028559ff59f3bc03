#pragma once

#include "core/catalog/connection.h"

#include <QJsonObject>
#include <QList>
#include <QLockFile>

#include <memory>

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

    /// Until finish(), or as long as this object lives, the job counts as running. It holds a lock file
    /// beside the catalog, and what a killed process held counts for nothing. One job at a time.
    Result<JobId> begin(const QString& kind, const QJsonObject& parameters);
    /// `outcome` is "succeeded", "failed" or "cancelled".
    Result<void> finish(JobId id, const QString& outcome, const QString& summary);
    /// Jobs that began and never ended, and that nobody is running now.
    Result<QList<JobRecord>> interrupted();
    /// Jobs of a kind that a person stopped, the newest first.
    Result<QList<JobRecord>> cancelled(const QString& kind);
    /// The same work, begun before and cut short, is done now.
    Result<void> closeInterrupted(const QString& kind, const QJsonObject& parameters);

private:
    Result<QList<JobRecord>> select(const QString& condition, const QVariantList& values = {});
    std::unique_ptr<QLockFile> lockOf(JobId id) const;
    bool isRunning(JobId id) const;
    bool hasEnded(JobId id);

    Connection& m_connection;
    JobId m_runningId; ///< of the job that began here
    std::unique_ptr<QLockFile> m_running;
};

} // namespace creel
