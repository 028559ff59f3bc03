#pragma once

#include <QByteArray>
#include <QHash>
#include <QMutex>

#include <chrono>

namespace creel {

/// Lets every client have so many turns a stretch of time, saved up to one stretch's worth. Any thread.
class RateLimit
{
public:
    /// `turns` <= 0: no limit.
    RateLimit(double turns, std::chrono::seconds stretch) : m_turns(turns), m_stretch(stretch) {}

    /// 0 if the client may have its turn now, else the seconds until it may.
    int take(const QByteArray& client);

private:
    using Clock = std::chrono::steady_clock;
    struct Account
    {
        double turns = 0;
        Clock::time_point at;
    };

    void forgetTheRested(Clock::time_point now);
    double saved(const Account& account, Clock::time_point now) const;

    const double m_turns;
    const std::chrono::seconds m_stretch;
    QMutex m_mutex;
    QHash<QByteArray, Account> m_accounts;
};

} // namespace creel
