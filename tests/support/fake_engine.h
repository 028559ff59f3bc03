#pragma once

#include "core/learning/engine.h"

namespace creel::test {

/// An engine without a network, for tests of everything that uses one: its features are the photo's mean
/// colour, so that photos of different colours can be told apart.
class FakeEngine : public Engine
{
public:
    EngineReport report() const override;
    QStringList backbones() const override { return {QStringLiteral("resnet34")}; }
    Result<void> checkWeights(const QString& file, const QString& backbone) const override;
    Result<std::unique_ptr<Body>> openBody(const BodyChoice& choice) override;
    Result<std::unique_ptr<Classifier>> openModel(const QString& file) override;
    Result<TrainOutcome> train(const TrainRequest& request, TrainListener& listener,
                               const CancelToken& cancel) override;
    Result<RateCurve> findLearningRate(const TrainRequest& request, const CancelToken& cancel) override;

    /// Photos shown so far, to all bodies.
    int photosShown() const { return *m_photosShown; }
    /// Makes the next bodies fail after that many photos.
    void failAfter(int photos) { m_failAfter = photos; }

private:
    std::shared_ptr<int> m_photosShown = std::make_shared<int>(0);
    int m_failAfter = -1;
};

} // namespace creel::test
