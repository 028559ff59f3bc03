#include "models/training/rate_finder.h"

#include "core/learning/learning_text.h"
#include "models/training/running_mean.h"
#include "models/training/stage_run.h"

#include <algorithm>
#include <cmath>

namespace creel {

namespace {

constexpr double lowest = 1e-7, highest = 10;
constexpr int steps = 100;
constexpr double smoothing = 0.98;
constexpr ptrdiff_t unsettled = 10; // points at the start whose means hang on single batches
constexpr ptrdiff_t reach = 3;      // points to either side over which a slope is measured
constexpr double momentum = 0.9;

double rateAt(int step)
{
    return lowest * std::pow(highest / lowest, double(step) / (steps - 1));
}

int firstStage(const Recipe& recipe)
{
    const auto first =
        std::ranges::find_if(recipe.stages, [](const Stage& stage) { return stage.epochs > 0; });
    return int(first - recipe.stages.begin());
}

/// The loss as it goes down and up again, smoothed.
class Curve
{
public:
    /// False once the loss has run away.
    bool add(double rate, double loss)
    {
        const double smoothed = m_mean.add(loss);
        if (!std::isfinite(loss) || (!m_points.empty() && smoothed > 4 * m_lowest))
            return false;
        m_lowest = m_points.empty() ? smoothed : std::min(m_lowest, smoothed);
        m_points.push_back({rate, smoothed});
        return true;
    }
    std::vector<RatePoint> points() && { return std::move(m_points); }

private:
    std::vector<RatePoint> m_points;
    RunningMean m_mean{smoothing};
    double m_lowest = 0;
};

Result<std::vector<RatePoint>> climb(StageRun& stage, const CancelToken& cancel)
{
    Curve curve;
    int step = 0;
    for (int epoch = 0; step < steps; ++epoch) {
        const int before = step;
        const auto batches = stage.trainBatches(epoch);
        while (const auto batch = batches->next()) {
            if (cancel.isCancelled())
                return fail(ErrorCode::Cancelled, LearningText::tr("The learning-rate finder was stopped."));
            if (batch->target.numel() < 2)
                continue; // batch norm wants two
            const double rate = rateAt(step);
            if (!curve.add(rate, stage.learn(*batch, {rate, momentum}, epoch, step)) || ++step == steps)
                return std::move(curve).points();
        }
        if (step == before)
            return fail(
                ErrorCode::BadInput,
                LearningText::tr("None of the training photos can be read. Are their folders there?"));
    }
    return std::move(curve).points();
}

} // namespace

double steepestRate(const std::vector<RatePoint>& points)
{
    const auto bottom = std::ranges::min_element(points, {}, &RatePoint::loss) - points.begin();
    double steepest = 0, rate = 0;
    for (ptrdiff_t i = unsettled + reach; i + reach <= bottom && i + reach < std::ssize(points); ++i) {
        const RatePoint &before = points[size_t(i - reach)], &after = points[size_t(i + reach)];
        const double slope = (after.loss - before.loss) / std::log(after.learningRate / before.learningRate);
        if (slope < steepest) {
            steepest = slope;
            rate = points[size_t(i)].learningRate;
        }
    }
    return rate;
}

Result<RateCurve> findRate(const TrainRequest& asked, const Compute& compute, const CancelToken& cancel)
{
    TrainRequest request = asked;
    request.valid.clear(); // nothing is asked of them
    request.test.clear();
    CREEL_TRY(checkRequest(request));
    CREEL_ASSIGN(const ClassifierNet net, openClassifier(request, compute));
    MemoryBudget budget = sensibleBudget();
    StageRun stage(request, firstStage(request.recipe), net, false, compute, budget, [](int64_t) {});
    CREEL_TRY(stage.prepare(cancel, [](qint64, qint64) {}));
    RateCurve curve;
    CREEL_ASSIGN(curve.points, climb(stage, cancel));
    curve.suggestion = steepestRate(curve.points);
    return curve;
}

} // namespace creel
