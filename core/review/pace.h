#pragma once

#include <QtGlobal>

#include <deque>
#include <optional>

namespace creel {

/// How fast a curator decides, from the decisions of the last minutes. Pauses of more than a minute do not
/// count.
class Pace
{
public:
    /// `atMs` is any clock that only goes forward.
    void decided(qint64 count, qint64 atMs);
    /// Photos a minute over the last five minutes of work; none before ten seconds of it.
    std::optional<double> perMinute() const;
    /// For what is left, at this pace.
    std::optional<qint64> secondsFor(qint64 photos) const;

private:
    struct Decision
    {
        qint64 atMs;
        qint64 workedMs; ///< since the decision before, pauses cut out
        qint64 count;
    };
    std::deque<Decision> m_recent;
};

} // namespace creel
