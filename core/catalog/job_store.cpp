#include "core/catalog/job_store.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonDocument>

namespace creel {

Result<JobId> JobStore::begin(const QString& kind, const QJsonObject& parameters)
{
    CREEL_TRY(
        m_connection.run(QStringLiteral("INSERT INTO job (kind, parameters, started_at) VALUES (?, ?, ?)"),
                         {kind, QString::fromUtf8(QJsonDocument(parameters).toJson(QJsonDocument::Compact)),
                          QDateTime::currentMSecsSinceEpoch()}));
    return JobId(m_connection.lastInsertId());
}

Result<void> JobStore::finish(JobId id, const QString& outcome, const QString& summary)
{
    CREEL_TRY(m_connection.run(
        QStringLiteral("UPDATE job SET finished_at = ?, outcome = ?, summary = ? WHERE id = ?"),
        {QDateTime::currentMSecsSinceEpoch(), outcome, summary.isNull() ? QLatin1String("") : summary,
         id.value()}));
    return {};
}

Result<QList<JobRecord>> JobStore::unfinished()
{
    CREEL_ASSIGN(Query query,
                 m_connection.run(QStringLiteral(
                     "SELECT id, kind, parameters, started_at FROM job WHERE outcome = '' ORDER BY id")));
    QList<JobRecord> jobs;
    CREEL_TRY(query.each([&](const Query& row) {
        jobs.append(
            {row.id<JobId>(0), row.text(1), QJsonDocument::fromJson(row.bytes(2)).object(), row.integer(3)});
    }));
    return jobs;
}

Result<void> JobStore::closeInterrupted(const QString& kind, const QJsonObject& parameters)
{
    CREEL_ASSIGN(const QList<JobRecord> jobs, unfinished());
    for (const JobRecord& job : jobs) {
        if (job.kind == kind && job.parameters == parameters)
            CREEL_TRY(finish(job.id, QStringLiteral("succeeded"),
                             QCoreApplication::translate("JobStore", "Finished by a later run")));
    }
    return {};
}

} // namespace creel
