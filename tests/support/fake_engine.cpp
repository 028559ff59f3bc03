#include "tests/support/fake_engine.h"

#include "tests/support/fake_training.h"

#include <QFile>

#include <cmath>

namespace creel::test {

namespace {

/// Counts what is shown, and fails where it was told to.
class Eyes
{
public:
    Eyes(std::shared_ptr<std::atomic<int>> photosShown, int failAfter)
        : m_photosShown(std::move(photosShown)), m_failAfter(failAfter)
    {}

    Result<void> look() const
    {
        if (m_failAfter >= 0 && *m_photosShown >= m_failAfter)
            return fail(ErrorCode::Internal, QStringLiteral("The fake engine was told to fail."));
        ++*m_photosShown;
        return {};
    }

    Result<std::vector<float>> show(std::span<const QImage> photos) const
    {
        std::vector<float> all;
        for (const QImage& photo : photos) {
            CREEL_TRY(look());
            const FakeFeatures features = fakeFeaturesOf(photo);
            all.insert(all.end(), features.begin(), features.end());
        }
        return all;
    }

private:
    std::shared_ptr<std::atomic<int>> m_photosShown;
    int m_failAfter;
};

class FakeBody : public Body
{
public:
    explicit FakeBody(Eyes eyes) : m_eyes(std::move(eyes)) {}

    int featureCount() const override { return int(fakeFeatures); }
    Result<std::vector<float>> embed(std::span<const QImage> photos, bool) override
    {
        return m_eyes.show(photos);
    }

private:
    const Eyes m_eyes;
};

class FakeClassifier : public Classifier
{
public:
    FakeClassifier(FakeModel model, Eyes eyes) : m_model(std::move(model)), m_eyes(std::move(eyes)) {}

    const ModelInfo& info() const override { return m_model.info; }
    QString precision() const override { return QStringLiteral("float32"); }
    Result<std::vector<float>> classify(std::span<const QImage> photos, bool) override
    {
        CREEL_ASSIGN(const std::vector<float> features, m_eyes.show(photos));
        return m_model.classify(features);
    }
    Result<std::vector<float>> classifyFeatures(std::span<const float> features) override
    {
        if (m_model.info.bodyWeights.isEmpty())
            return fail(ErrorCode::Unsupported, QStringLiteral("The body of this model was trained."));
        return m_model.classify(features);
    }

private:
    const FakeModel m_model;
    const Eyes m_eyes;
};

} // namespace

EngineReport FakeEngine::report() const
{
    return {QStringLiteral("fake"),    QStringLiteral("cpu"),          QStringLiteral("none"),
            QStringLiteral("float32"), QStringLiteral("it is a fake"), 1};
}

QStringList FakeEngine::backbones() const
{
    return {QStringLiteral("resnet18"), QStringLiteral("resnet34")};
}

Result<void> FakeEngine::checkWeights(const QString&, const QString& backbone) const
{
    if (backbones().contains(backbone))
        return {};
    return fail(ErrorCode::BadInput, QStringLiteral("The fake engine has no backbone %1.").arg(backbone));
}

Result<std::unique_ptr<Body>> FakeEngine::openBody(const BodyChoice& choice)
{
    CREEL_TRY(checkWeights(choice.weightsFile, choice.backbone));
    return std::make_unique<FakeBody>(Eyes(m_photosShown, m_failAfter));
}

Result<std::unique_ptr<Classifier>> FakeEngine::openModel(const QString& file)
{
    CREEL_ASSIGN(FakeModel model, FakeModel::read(file));
    return std::make_unique<FakeClassifier>(std::move(model), Eyes(m_photosShown, m_failAfter));
}

Result<QByteArray> FakeEngine::exportModel(const QString& file, ModelFormat format)
{
    CREEL_TRY(FakeModel::read(file));
    QFile model(file);
    if (!model.open(QIODevice::ReadOnly))
        return fail(ErrorCode::Unreadable, QStringLiteral("%1 cannot be read.").arg(file));
    return modelFormatName(format).toUtf8() + " of " + model.readAll();
}

Result<TrainOutcome> FakeEngine::train(const TrainRequest& request, TrainListener& listener,
                                       const CancelToken& cancel)
{
    CREEL_TRY(checkWeights(request.body.weightsFile, request.body.backbone));
    FakeTraining training(request, listener, cancel);
    training.dieAfterEpochs = m_dieAfterEpochs;
    training.stepPause = m_stepPause;
    training.onShow = [eyes = Eyes(m_photosShown, m_failAfter)] {
        return eyes.look();
    };
    return training.run();
}

Result<RateCurve> FakeEngine::findLearningRate(const TrainRequest&, const CancelToken& cancel)
{
    RateCurve curve;
    for (int i = 0; i <= 60; ++i) {
        if (cancel.isCancelled())
            return fail(ErrorCode::Cancelled, QStringLiteral("Stopped."));
        const double power = -7 + i / 10.0; // falls until 1e-3, then shoots up
        curve.points.push_back({std::pow(10, power), 1.6 - 1.2 / (1 + std::exp(-2 * (power + 3.5))) +
                                                         3 / (1 + std::exp(-4 * (power + 1)))});
    }
    curve.suggestion = std::pow(10, -3.5);
    return curve;
}

} // namespace creel::test
