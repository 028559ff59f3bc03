#pragma once

#include "core/jobs/cancel_token.h"

#include <QElapsedTimer>
#include <QMetaType>
#include <QString>

#include <functional>
#include <optional>

namespace creel {

/// How far a job is. `total` is 0 while unknown.
struct Progress
{
    qint64 done = 0;
    qint64 total = 0;
    double perSecond = 0;
    std::optional<qint64> secondsLeft;
    QString step; ///< what it is doing: "Reading photos"
};

/// What long work gets from who started it: a way to be stopped and a way to say how far it is.
/// Copyable; report() may be called from one thread at a time, as often as it likes: at most ten reports a
/// second go on.
class JobContext
{
public:
    JobContext() = default;
    JobContext(CancelToken token, std::function<void(const Progress&)> listener)
        : m_token(std::move(token)), m_listener(std::move(listener))
    {
        m_started.start();
    }

    bool isCancelled() const { return m_token.isCancelled(); }
    const CancelToken& token() const { return m_token; }
    /// Rate and time left come from how far it got since the step began.
    void report(qint64 done, qint64 total, const QString& step);
    /// For work that knows them better.
    void report(const Progress& progress);

private:
    /// Milliseconds since the step began; none while it is too early for another report.
    std::optional<qint64> turn(const Progress& progress);

    CancelToken m_token;
    std::function<void(const Progress&)> m_listener;
    QElapsedTimer m_started;
    qint64 m_lastReportMs = -1000;
    QString m_lastStep;
};

/// "2 m 10 s", "45 s", "1 h 12 min".
QString durationText(qint64 seconds);

} // namespace creel

Q_DECLARE_METATYPE(creel::Progress)
