#pragma once

#include "core/base/result.h"
#include "core/jobs/progress.h"

#include <QObject>
#include <QThreadPool>

#include <functional>
#include <memory>

namespace creel {

/// One piece of background work as the window sees it. Lives in the thread that started it; its signals
/// arrive there. Ends exactly once.
class Job : public QObject
{
    Q_OBJECT

public:
    enum class State
    {
        Running,
        Succeeded,
        Failed,
        Cancelled
    };
    Q_ENUM(State)

    /// Runs on a worker thread; returns one sentence about what was done. Touches no QObject. A
    /// std::exception that it lets out fails the job.
    using Work = std::function<Result<QString>(JobContext)>;

    Job(QString title, QObject* parent) : QObject(parent), m_title(std::move(title)) {}

    const QString& title() const { return m_title; }
    State state() const { return m_state; }
    const Progress& progress() const { return m_progress; }
    /// After the end: what was done, or what went wrong.
    const QString& message() const { return m_message; }
    /// Asks the work to stop; it ends as Cancelled at its next look.
    void cancel() { m_token.cancel(); }

Q_SIGNALS:
    void progressed();
    void finished();

private:
    friend class JobRunner;
    void finish(const Result<QString>& result);

    QString m_title;
    State m_state = State::Running;
    Progress m_progress;
    QString m_message;
    CancelToken m_token;
};

/// Starts jobs on a thread pool. Its destructor cancels what runs and waits for it.
class JobRunner : public QObject
{
    Q_OBJECT

public:
    explicit JobRunner(int threads, QObject* parent = nullptr);
    ~JobRunner() override;

    /// The runner owns the Job, which is deleted after its end has been signalled.
    Job* start(const QString& title, Job::Work work);
    QList<Job*> running() const;

Q_SIGNALS:
    void started(creel::Job* job);
    void finished(creel::Job* job);

private:
    QThreadPool m_pool;
};

} // namespace creel
