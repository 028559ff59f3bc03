#pragma once

#include "core/jobs/cancel_token.h"
#include "core/learning/training.h"
#include "models/engine/compute.h"

namespace creel {

/// Rising learning rates tried on the first stage that has epochs (Smith 2017, as fastai does it): from 1e-7
/// to 10 in some 100 steps, ended where the smoothed loss is four times its lowest. Nothing is kept. Errors
/// as those of Trainer.
Result<RateCurve> findRate(const TrainRequest& request, const Compute& compute, const CancelToken& cancel);

/// The rate at which the loss falls steepest over the logarithm of the rate, looked for before its lowest
/// point; 0 where the curve has no such place.
double steepestRate(const std::vector<RatePoint>& points);

} // namespace creel
