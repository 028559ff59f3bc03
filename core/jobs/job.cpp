#include "core/jobs/job.h"

#include "core/base/log.h"

#include <QCoreApplication>
#include <QPointer>

#include <exception>

namespace creel {

namespace {

/// What the work comes to. An exception from a library ends the work and not the program.
Result<QString> resultOf(const Job::Work& work, const JobContext& context)
{
    try {
        return work(context);
    } catch (const std::exception& error) {
        return fail(
            ErrorCode::Internal,
            QCoreApplication::translate("Jobs", "This ended with an error that Creel did not expect: %1.")
                .arg(QString::fromLocal8Bit(error.what())));
    }
}

} // namespace

void Job::finish(const Result<QString>& result)
{
    Q_ASSERT(m_state == State::Running);
    if (result) {
        m_state = State::Succeeded;
        m_message = *result;
    } else {
        m_state = result.error().code == ErrorCode::Cancelled ? State::Cancelled : State::Failed;
        m_message = result.error().message;
        if (m_state == State::Failed)
            qCWarning(logJobs) << m_title << "failed:" << m_message << result.error().detail;
    }
    Q_EMIT finished();
}

JobRunner::JobRunner(int threads, QObject* parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(threads);
}

JobRunner::~JobRunner()
{
    for (Job* job : running())
        job->cancel();
    m_pool.waitForDone();
}

QList<Job*> JobRunner::running() const
{
    QList<Job*> jobs = findChildren<Job*>(Qt::FindDirectChildrenOnly);
    jobs.removeIf([](Job* job) { return job->state() != Job::State::Running; });
    return jobs;
}

Job* JobRunner::start(const QString& title, Job::Work work)
{
    auto* job = new Job(title, this);
    // Results are posted to the runner, which outlives its workers, so that a job is never touched after its
    // end.
    const auto post = [this](auto call) {
        QMetaObject::invokeMethod(this, std::move(call), Qt::QueuedConnection);
    };
    const JobContext context(job->m_token, [post, guarded = QPointer(job)](const Progress& progress) {
        post([guarded, progress] {
            if (!guarded || guarded->m_state != Job::State::Running)
                return;
            guarded->m_progress = progress;
            Q_EMIT guarded->progressed();
        });
    });
    m_pool.start([this, post, job, context, work = std::move(work)] {
        const Result<QString> result = resultOf(work, context);
        post([this, job, result] {
            job->finish(result);
            Q_EMIT finished(job);
            job->deleteLater();
        });
    });
    Q_EMIT started(job);
    return job;
}

} // namespace creel
