#include "core/catalog/job_store.h"

#include "core/catalog/transaction.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonDocument>

namespace creel {

std::unique_ptr<QLockFile> JobStore::lockOf(JobId id) const
{
    auto lock =
        std::make_unique<QLockFile>(m_connection.path() + QStringLiteral("-job%1.lock").arg(id.value()));
    lock->setStaleLockTime(0);
    return lock;
}

bool JobStore::isRunning(JobId id) const
{
    const std::unique_ptr<QLockFile> lock = lockOf(id);
    return !lock->tryLock() && lock->error() == QLockFile::LockFailedError;
}

/// Asked once more after the lock was found free: the job may have ended meanwhile.
bool JobStore::hasEnded(JobId id)
{
    const auto open = m_connection.integer(
        QStringLiteral("SELECT count(*) FROM job WHERE id = ? AND outcome = ''"), {id.value()});
    return open && *open == 0;
}

Result<JobId> JobStore::begin(const QString& kind, const QJsonObject& parameters)
{
    CREEL_ASSIGN(auto transaction, Transaction::begin(m_connection)); // nobody sees the job before its lock
    CREEL_TRY(
        m_connection.run(QStringLiteral("INSERT INTO job (kind, parameters, started_at) VALUES (?, ?, ?)"),
                         {kind, QString::fromUtf8(QJsonDocument(parameters).toJson(QJsonDocument::Compact)),
                          QDateTime::currentMSecsSinceEpoch()}));
    const JobId id(m_connection.lastInsertId());
    m_runningId = id;
    m_running = lockOf(id);
    (void)m_running->tryLock();
    CREEL_TRY(transaction.commit());
    return id;
}

Result<void> JobStore::finish(JobId id, const QString& outcome, const QString& summary)
{
    CREEL_TRY(m_connection.run(
        QStringLiteral("UPDATE job SET finished_at = ?, outcome = ?, summary = ? WHERE id = ?"),
        {QDateTime::currentMSecsSinceEpoch(), outcome, summary.isNull() ? QLatin1String("") : summary,
         id.value()}));
    if (id == m_runningId)
        m_running.reset();
    return {};
}

Result<QList<JobRecord>> JobStore::select(const QString& condition, const QVariantList& values)
{
    CREEL_ASSIGN(Query query,
                 m_connection.run(QStringLiteral("SELECT id, kind, parameters, started_at FROM job "
                                                 "WHERE %1")
                                      .arg(condition),
                                  values));
    QList<JobRecord> jobs;
    CREEL_TRY(query.each([&](const Query& row) {
        jobs.append(
            {row.id<JobId>(0), row.text(1), QJsonDocument::fromJson(row.bytes(2)).object(), row.integer(3)});
    }));
    return jobs;
}

Result<QList<JobRecord>> JobStore::interrupted()
{
    CREEL_ASSIGN(QList<JobRecord> jobs, select(QStringLiteral("outcome = '' ORDER BY id")));
    jobs.removeIf([this](const JobRecord& job) { return isRunning(job.id) || hasEnded(job.id); });
    return jobs;
}

Result<QList<JobRecord>> JobStore::cancelled(const QString& kind)
{
    return select(QStringLiteral("outcome = 'cancelled' AND kind = ? ORDER BY id DESC"), {kind});
}

Result<void> JobStore::closeInterrupted(const QString& kind, const QJsonObject& parameters)
{
    CREEL_ASSIGN(const QList<JobRecord> jobs, interrupted());
    for (const JobRecord& job : jobs) {
        if (job.kind == kind && job.parameters == parameters)
            CREEL_TRY(finish(job.id, QStringLiteral("succeeded"),
                             QCoreApplication::translate("JobStore", "Finished by a later run")));
    }
    return {};
}

} // namespace creel
