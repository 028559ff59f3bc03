#pragma once

#include "core/learning/engine.h"

#include <atomic>
#include <chrono>

namespace creel::test {

/// An engine without a network, for tests of everything that uses one: its features are the photo's mean
/// colour, so that photos of different colours can be told apart. It trains in no time (the mean colour of
/// each class), writes real model files and opens them again. May be told to fail or to take its time.
class FakeEngine : public Engine
{
public:
    EngineReport report() const override;
    QStringList backbones() const override;
    Result<void> checkWeights(const QString& file, const QString& backbone) const override;
    Result<std::unique_ptr<Body>> openBody(const BodyChoice& choice) override;
    Result<std::unique_ptr<Classifier>> openModel(const QString& file) override;
    /// "FORMAT of " and the model file's bytes.
    Result<QByteArray> exportModel(const QString& file, ModelFormat format) override;
    Result<TrainOutcome> train(const TrainRequest& request, TrainListener& listener,
                               const CancelToken& cancel) override;
    Result<RateCurve> findLearningRate(const TrainRequest& request, const CancelToken& cancel) override;

    /// Photos shown so far, to all bodies and models.
    int photosShown() const { return *m_photosShown; }
    /// Makes the next bodies and models fail after that many photos.
    void failAfter(int photos) { m_failAfter = photos; }
    /// Makes trainings die after that many epochs, as if they were killed: without a model, with a
    /// checkpoint.
    void dieAfterEpochs(int epochs) { m_dieAfterEpochs = epochs; }
    /// How long each of an epoch's four steps takes.
    void setStepPause(std::chrono::milliseconds pause) { m_stepPause = pause; }

private:
    std::shared_ptr<std::atomic<int>> m_photosShown = std::make_shared<std::atomic<int>>(0);
    int m_failAfter = -1;
    int m_dieAfterEpochs = -1;
    std::chrono::milliseconds m_stepPause{0};
};

} // namespace creel::test
