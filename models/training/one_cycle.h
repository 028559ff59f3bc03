#pragma once

namespace creel {

/// How fast to learn at one step.
struct Pace
{
    double learningRate = 0; ///< of the head
    double momentum = 0;     ///< AdamW's first beta
};

/// The learning rate rises along a cosine from a 25th of `highest` during the first `warmUp` of the steps and
/// falls to nearly nothing in the others, while the momentum goes from 0.95 to 0.85 and back (Smith 2018, as
/// fastai does it).
struct OneCycle
{
    double highest = 1e-3;
    double warmUp = 0.25; ///< 0…1
    int steps = 1;

    Pace at(int step) const;
};

} // namespace creel
