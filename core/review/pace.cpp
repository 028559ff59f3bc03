#include "core/review/pace.h"

#include <algorithm>

namespace creel {

namespace {

constexpr qint64 pauseMs = 60'000;
constexpr qint64 windowMs = 300'000;
constexpr qint64 leastWorkMs = 10'000; ///< two quick keys say nothing yet

} // namespace

void Pace::decided(qint64 count, qint64 atMs)
{
    const qint64 since = m_recent.empty() ? 0 : atMs - m_recent.back().atMs;
    if (since > pauseMs)
        m_recent.clear();
    m_recent.push_back({atMs, m_recent.empty() ? 0 : since, count});
    while (atMs - m_recent.front().atMs > windowMs)
        m_recent.pop_front();
}

std::optional<double> Pace::perMinute() const
{
    qint64 photos = 0;
    qint64 worked = 0;
    for (size_t i = 1; i < m_recent.size(); ++i) { // the first opens the window: its own time is unknown
        photos += m_recent[i].count;
        worked += m_recent[i].workedMs;
    }
    if (photos == 0 || worked < leastWorkMs)
        return std::nullopt;
    return double(photos) * 60'000.0 / double(worked);
}

std::optional<qint64> Pace::secondsFor(qint64 photos) const
{
    const std::optional<double> rate = perMinute();
    return rate ? std::optional(qint64(double(photos) * 60.0 / *rate + 0.5)) : std::nullopt;
}

} // namespace creel
