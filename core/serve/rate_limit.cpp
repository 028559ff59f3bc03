#include "core/serve/rate_limit.h"

#include <cmath>

namespace creel {

namespace {

constexpr qsizetype manyAccounts = 10'000;

} // namespace

double RateLimit::saved(const Account& account, Clock::time_point now) const
{
    const double seconds = std::chrono::duration<double>(now - account.at).count();
    return std::min(m_turns, account.turns + seconds * m_turns / double(m_stretch.count()));
}

int RateLimit::take(const QByteArray& client)
{
    if (m_turns <= 0)
        return 0;
    const auto now = Clock::now();
    const QMutexLocker lock(&m_mutex);
    if (m_accounts.size() > manyAccounts)
        forgetTheRested(now);
    auto account = m_accounts.find(client);
    if (account == m_accounts.end())
        account = m_accounts.insert(client, {m_turns, now});
    *account = {saved(*account, now), now};
    if (account->turns >= 1) {
        account->turns -= 1;
        return 0;
    }
    return int(std::ceil((1 - account->turns) * double(m_stretch.count()) / m_turns));
}

void RateLimit::forgetTheRested(Clock::time_point now)
{
    m_accounts.removeIf([&](auto account) { return saved(*account, now) >= m_turns; });
    if (m_accounts.size() > manyAccounts)
        m_accounts.clear(); // rather let some have more than let memory grow
}

} // namespace creel
