#pragma once

#include "core/learning/engine.h"

#include <array>
#include <chrono>

namespace creel::test {

inline constexpr size_t fakeFeatures = 4; ///< red, green, blue and brightness, each 0…1

using FakeFeatures = std::array<float, 2 * fakeFeatures>;

/// The photo's mean colour, once as the average and once as the maximum pooling.
FakeFeatures fakeFeaturesOf(const QImage& photo);

/// What FakeEngine learns: the mean features of each class.
struct FakeModel
{
    ModelInfo info;
    std::vector<FakeFeatures> means;

    /// (N,classes) probabilities: the nearer a mean, the likelier.
    std::vector<float> classify(std::span<const float> features) const;
    Result<void> write(const QString& file) const;
    static Result<FakeModel> read(const QString& file);
};

/// One training of FakeEngine.
class FakeTraining
{
public:
    FakeTraining(const TrainRequest& request, TrainListener& listener, const CancelToken& cancel)
        : m_request(request), m_listener(listener), m_cancel(cancel)
    {}

    int dieAfterEpochs = -1;
    std::chrono::milliseconds stepPause{0};
    std::function<Result<void>()> onShow = [] {
        return Result<void>();
    }; ///< before a photo is shown

    Result<TrainOutcome> run();

private:
    struct Examples
    {
        std::vector<float> features;
        std::vector<int> labels;
    };

    Result<Examples> show(const std::vector<LabelledPhoto>& photos);
    Result<std::vector<float>> featuresOf(const LabelledPhoto& photo);
    std::vector<FakeFeatures> classMeans(const Examples& examples) const;
    Evaluation test(const Examples& examples) const;
    void runSteps(int stage, int epoch);
    /// What the epoch ends with, from the means as they are.
    TrainEpoch epochOf(int stage, int epoch) const;
    QByteArray identity() const;
    int epochsBefore() const;
    Result<void> saveCheckpoint(int epochs) const;
    Result<TrainOutcome> finish(bool wasStopped);

    const TrainRequest& m_request;
    TrainListener& m_listener;
    const CancelToken& m_cancel;
    Examples m_train, m_valid, m_test;
    FakeModel m_model;
    TrainOutcome m_outcome;
};

} // namespace creel::test
