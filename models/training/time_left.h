#pragma once

#include "core/learning/training.h"

#include <QElapsedTimer>

namespace creel {

/// Guesses how long a training still takes from the work done since it was begun or taken up again. Work is
/// counted in photos shown to the network, each as costly as its area, thrice with learning.
class TimeLeft
{
public:
    explicit TimeLeft(const TrainRequest& request);

    /// What lies before this place is done already.
    void startAt(int stage, int epoch);
    /// `share` (0…1) of this epoch's photos have been learned from.
    void reach(int stage, int epoch, double share);
    /// -1 while it is too early to say.
    qint64 seconds() const;

private:
    double workBefore(int stage, int epoch) const;
    double epochWork(const Stage& stage) const;
    double prepareWork(const Stage& stage) const;

    const TrainRequest& m_request;
    double m_started = 0;
    double m_reached = 0;
    QElapsedTimer m_timer;
};

} // namespace creel
