#include "core/jobs/progress.h"

#include <QCoreApplication>

namespace creel {

std::optional<qint64> JobContext::turn(const Progress& progress)
{
    if (!m_listener)
        return std::nullopt;
    if (progress.step != m_lastStep) {
        m_started.start(); // a rate belongs to one step
        m_lastReportMs = -1000;
        m_lastStep = progress.step;
    }
    const qint64 now = m_started.elapsed();
    const bool isLast = progress.total > 0 && progress.done >= progress.total;
    if (now - m_lastReportMs < 100 && !isLast)
        return std::nullopt;
    m_lastReportMs = now;
    return now;
}

void JobContext::report(qint64 done, qint64 total, const QString& step)
{
    Progress progress{done, total, 0, std::nullopt, step};
    const std::optional<qint64> now = turn(progress);
    if (!now)
        return;
    if (*now > 200 && done > 0) {
        progress.perSecond = double(done) * 1000.0 / double(*now);
        if (total > 0)
            progress.secondsLeft = qint64(double(total - done) / progress.perSecond + 0.5);
    }
    m_listener(progress);
}

void JobContext::report(const Progress& progress)
{
    if (turn(progress))
        m_listener(progress);
}

QString durationText(qint64 seconds)
{
    const auto tr = [](const char* text) {
        return QCoreApplication::translate("Duration", text);
    };
    if (seconds < 60)
        return tr("%1 s").arg(seconds);
    if (seconds < 3600)
        return tr("%1 m %2 s").arg(seconds / 60).arg(seconds % 60);
    return tr("%1 h %2 min").arg(seconds / 3600).arg(seconds % 3600 / 60);
}

} // namespace creel
