#pragma once

#include <QtGlobal>

#include <initializer_list>
#include <limits>

namespace creel {

/// Random numbers of one photo, epoch or step, seeded with what it is and not with when it comes: the same
/// whatever thread asks and wherever a training is taken up again. SplitMix64 (Steele 2014); works with the
/// standard library's distributions.
class Draw
{
public:
    using result_type = quint64;

    explicit Draw(std::initializer_list<quint64> what)
    {
        for (const quint64 number : what) {
            m_state ^= number;
            m_state = (*this)();
        }
    }

    static constexpr quint64 min() { return 0; }
    static constexpr quint64 max() { return std::numeric_limits<quint64>::max(); }
    quint64 operator()()
    {
        quint64 mixed = m_state += 0x9e3779b97f4a7c15ULL;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
        return mixed ^ (mixed >> 31);
    }

    /// From `low` to `high`, the latter excluded.
    double between(double low, double high) { return low + (high - low) * double((*this)() >> 11) * 0x1p-53; }
    bool chance(double probability) { return between(0, 1) < probability; }

private:
    quint64 m_state = 0;
};

} // namespace creel
