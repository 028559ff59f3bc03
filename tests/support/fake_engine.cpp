#include "tests/support/fake_engine.h"

namespace creel::test {

namespace {

/// Red, green, blue and brightness, each 0…1, once as the average and once as the maximum.
class FakeBody : public Body
{
public:
    FakeBody(std::shared_ptr<int> photosShown, int failAfter)
        : m_photosShown(std::move(photosShown)), m_failAfter(failAfter)
    {}

    int featureCount() const override { return 4; }

    Result<std::vector<float>> embed(std::span<const QImage> photos, bool) override
    {
        std::vector<float> features;
        for (const QImage& photo : photos) {
            if (m_failAfter >= 0 && *m_photosShown >= m_failAfter)
                return fail(ErrorCode::Internal, QStringLiteral("The fake engine was told to fail."));
            ++*m_photosShown;
            const QColor colour =
                photo.scaled(1, 1, Qt::IgnoreAspectRatio, Qt::SmoothTransformation).pixel(0, 0);
            for (int pooling = 0; pooling < 2; ++pooling)
                for (const double value : {colour.redF(), colour.greenF(), colour.blueF(), colour.valueF()})
                    features.push_back(float(value));
        }
        return features;
    }

private:
    const std::shared_ptr<int> m_photosShown;
    const int m_failAfter;
};

} // namespace

EngineReport FakeEngine::report() const
{
    return {QStringLiteral("fake"),    QStringLiteral("cpu"),          QStringLiteral("none"),
            QStringLiteral("float32"), QStringLiteral("it is a fake"), 1};
}

Result<void> FakeEngine::checkWeights(const QString&, const QString& backbone) const
{
    if (backbones().contains(backbone))
        return {};
    return fail(ErrorCode::BadInput, QStringLiteral("The fake engine knows resnet34 alone."));
}

Result<std::unique_ptr<Body>> FakeEngine::openBody(const BodyChoice& choice)
{
    CREEL_TRY(checkWeights(choice.weightsFile, choice.backbone));
    return std::make_unique<FakeBody>(m_photosShown, m_failAfter);
}

Result<std::unique_ptr<Classifier>> FakeEngine::openModel(const QString&)
{
    return fail(ErrorCode::Unsupported, QStringLiteral("The fake engine cannot open models yet."));
}

Result<TrainOutcome> FakeEngine::train(const TrainRequest&, TrainListener&, const CancelToken&)
{
    return fail(ErrorCode::Unsupported, QStringLiteral("The fake engine cannot train yet."));
}

Result<RateCurve> FakeEngine::findLearningRate(const TrainRequest&, const CancelToken&)
{
    return fail(ErrorCode::Unsupported, QStringLiteral("The fake engine cannot train yet."));
}

} // namespace creel::test
