#pragma once

namespace creel {

/// Mean of a series in which older values fade, right from the first one on (with the correction of Kingma &
/// Ba, Adam, 2015).
class RunningMean
{
public:
    /// `kept`, 0…1: how much of the mean each new value leaves.
    explicit RunningMean(double kept) : m_kept(kept) {}

    /// Returns the mean.
    double add(double value)
    {
        m_sum = m_kept * m_sum + (1 - m_kept) * value;
        m_weight = m_kept * m_weight + (1 - m_kept);
        return m_sum / m_weight;
    }

private:
    double m_kept;
    double m_sum = 0, m_weight = 0;
};

} // namespace creel
