#include "models/training/one_cycle.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace creel {

namespace {

/// From `from` to `to` along half a cosine while `share` goes from 0 to 1.
double along(double from, double to, double share)
{
    return to + (from - to) * (1 + std::cos(std::numbers::pi * share)) / 2;
}

} // namespace

Pace OneCycle::at(int step) const
{
    const double share = double(step) / std::max(1, steps);
    if (share < warmUp)
        return {along(highest / 25, highest, share / warmUp), along(0.95, 0.85, share / warmUp)};
    const double rest = (share - warmUp) / (1 - warmUp);
    return {along(highest, highest / 1e5, rest), along(0.85, 0.95, rest)};
}

} // namespace creel
