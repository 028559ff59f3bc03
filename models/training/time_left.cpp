#include "models/training/time_left.h"

namespace creel {

namespace {

double area(const Stage& stage)
{
    return double(stage.side) * stage.side;
}

} // namespace

TimeLeft::TimeLeft(const TrainRequest& request) : m_request(request)
{
    m_timer.start();
}

double TimeLeft::prepareWork(const Stage& stage) const
{
    if (stage.trainsBody || stage.epochs == 0)
        return 0;
    const double times = m_request.recipe.augmentation == Augmentation::None   ? 1
                         : m_request.recipe.augmentation == Augmentation::Flip ? 2
                                                                               : 0;
    return area(stage) * (times * double(m_request.train.size()) + double(m_request.valid.size()));
}

double TimeLeft::epochWork(const Stage& stage) const
{
    constexpr double learning = 3, head = 0.01;
    const auto train = double(m_request.train.size()), valid = double(m_request.valid.size());
    if (stage.trainsBody)
        return area(stage) * (learning * train + valid);
    return area(stage) * train * (m_request.recipe.augmentation == Augmentation::Default ? 1 : head);
}

double TimeLeft::workBefore(int stage, int epoch) const
{
    double work = 0;
    for (int i = 0; i < stage; ++i) {
        const Stage& each = m_request.recipe.stages[size_t(i)];
        work += prepareWork(each) + each.epochs * epochWork(each);
    }
    if (stage < int(m_request.recipe.stages.size())) {
        const Stage& now = m_request.recipe.stages[size_t(stage)];
        work += (epoch > 0 ? prepareWork(now) : 0) + epoch * epochWork(now);
    }
    return work;
}

void TimeLeft::startAt(int stage, int epoch)
{
    m_started = m_reached = workBefore(stage, epoch);
    m_timer.restart();
}

void TimeLeft::reach(int stage, int epoch, double share)
{
    const Stage& now = m_request.recipe.stages[size_t(stage)];
    m_reached = workBefore(stage, epoch) + (epoch == 0 ? prepareWork(now) : 0) + share * epochWork(now);
}

qint64 TimeLeft::seconds() const
{
    const double done = m_reached - m_started;
    const double left = workBefore(int(m_request.recipe.stages.size()), 0) - m_reached;
    const double spent = double(m_timer.elapsed()) / 1000;
    return done <= 0 || spent < 1 ? -1 : qint64(spent * std::max(0.0, left) / done);
}

} // namespace creel
