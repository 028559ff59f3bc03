#include "core/learning/engine_loader.h"
#include "models/networks/head.h"
#include "tests/support/small_training.h"

#include <QtTest>

using namespace creel;
using namespace creel::test;

/// What an NVIDIA GPU computes against what the processor does. Skips where there is no GPU.
class GpuTest : public QObject, protected SmallTraining
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void isTakenUnasked();
    void seesWhatTheProcessorSees_data();
    void seesWhatTheProcessorSees();
    void trainsAModelForTheProcessor();
    void goesOnFromACheckpoint();
    void findsALearningRate();

private:
    static std::unique_ptr<Engine> engine(DeviceChoice device, Precision precision);
};

std::unique_ptr<Engine> GpuTest::engine(DeviceChoice device, Precision precision)
{
    EngineOptions options;
    options.device = device;
    options.precision = precision;
    auto made = loadEngine(options);
    return made ? std::move(*made) : nullptr;
}

void GpuTest::initTestCase()
{
    if (!torch::cuda::is_available())
        QSKIP("there is no GPU that this libtorch can use");
    QVERIFY(setUp());
}

void GpuTest::isTakenUnasked()
{
    QVERIFY(m_engine->report().device.startsWith(QLatin1String("cuda")));
    const auto processor = engine(DeviceChoice::Cpu, Precision::Float32);
    QVERIFY(processor);
    QCOMPARE(processor->report().device, QStringLiteral("cpu"));
}

void GpuTest::seesWhatTheProcessorSees_data()
{
    QTest::addColumn<int>("precision");
    QTest::newRow("in float32") << int(Precision::Float32);
    QTest::newRow("in what suits it") << int(Precision::Auto);
}

void GpuTest::seesWhatTheProcessorSees()
{
    QFETCH(int, precision);
    const BodyChoice choice{QStringLiteral("resnet34"), {}, 1, {}, 96};
    const auto gpu = engine(DeviceChoice::Cuda, Precision(precision));
    const auto processor = engine(DeviceChoice::Cpu, Precision::Float32);
    QVERIFY(gpu && processor);
    const auto onGpu = gpu->openBody(choice), onProcessor = processor->openBody(choice);
    QVERIFY(onGpu && onProcessor);
    const auto a = (*onGpu)->embed(imagesOf(m_valid)), b = (*onProcessor)->embed(imagesOf(m_valid));
    QVERIFY(a && b);
    QCOMPARE(a->size(), b->size());
    QVERIFY(torch::cosine_similarity(torch::tensor(*a), torch::tensor(*b), 0).item<double>() > 0.999);
}

void GpuTest::trainsAModelForTheProcessor()
{
    TrainRequest wanted = request(QStringLiteral("gpu"), {{false, 64, 2, 1e-2, 1}, {true, 64, 12, 3e-3, 1}});
    wanted.recipe.augmentation = Augmentation::Default;
    wanted.recipe.mixup = 0.2;
    wanted.valid = wanted.train;
    const auto gpu = engine(DeviceChoice::Cuda, Precision::Auto);
    QVERIFY(gpu);
    TrainNotes listener;
    const auto outcome = gpu->train(wanted, listener, listener.cancel);
    QVERIFY2(outcome, qPrintable(outcome ? QString() : outcome.error().message));
    QCOMPARE(outcome->epochs.size(), size_t(14));
    QVERIFY(outcome->info.valid && outcome->info.valid->errorRate() < 0.2);
    const auto processor = engine(DeviceChoice::Cpu, Precision::Float32);
    QVERIFY(processor);
    const auto here = gpu->openModel(wanted.out), there = processor->openModel(wanted.out);
    QVERIFY(here && there);
    const auto a = (*here)->classify(imagesOf(m_valid), true),
               b = (*there)->classify(imagesOf(m_valid), true);
    QVERIFY(a && b);
    QVERIFY(largestDifference(*a, *b) < 0.1);
}

void GpuTest::goesOnFromACheckpoint()
{
    const TrainRequest wanted =
        request(QStringLiteral("again"), {{false, 64, 2, 1e-2, 1}, {true, 64, 3, 1e-3, 10}});
    TrainNotes nervous;
    nervous.cancelAfterEpochs = 3;
    const auto half = learn(wanted, nervous);
    QVERIFY(half);
    QVERIFY(half->wasStopped);
    TrainNotes calm;
    const auto rest = learn(wanted, calm);
    QVERIFY(rest);
    QCOMPARE(calm.epochs.size(), size_t(2));
    QCOMPARE(rest->epochs.size(), size_t(5));
}

void GpuTest::findsALearningRate()
{
    const TrainRequest wanted = request(QStringLiteral("rate"), {{true, 64, 1, 1e-3, 10}});
    const auto curve = m_engine->findLearningRate(wanted, {});
    QVERIFY(curve);
    QVERIFY(curve->points.size() > 20);
}

QTEST_GUILESS_MAIN(GpuTest)
#include "tst_gpu.moc"
