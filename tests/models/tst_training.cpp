#include "core/learning/engine_loader.h"
#include "models/training/learner.h"
#include "tests/support/small_training.h"

#include <QtTest>

using namespace creel;
using namespace creel::test;

/// Real trainings of a small network on drawn photos, through the seam.
class TrainingTest : public QObject, protected SmallTraining
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(setUp()); }
    void learnsEightPhotosByHeart();
    void explainsALossThatIsNoNumber();
    void keepsWhatWasGoodBeforeItBrokeDown();
    void keepsTheBestEpoch();
    void tellsWhatItGetsReady();
    void withoutAFileGivesTheScoresAlone();
    void stopsEarly();
    void leavesChangedAndMissingPhotosOut();
    void givesTheSameModelEveryTime();
    void mixesSmoothsAndBalances();
    void refusesWhatCannotBeTrained();
    void refusesAGpuThatIsNotThere();
    void halvesTheBatchWhenMemoryRunsOut();
};

void TrainingTest::learnsEightPhotosByHeart()
{
    TrainRequest wanted = request(QStringLiteral("heart"), {{true, 64, 25, 3e-3, 1}});
    wanted.train.resize(8);
    wanted.valid = wanted.train;
    wanted.checkpoint.clear(); // so many of them would take most of the time
    TrainNotes listener;
    const auto outcome = learn(wanted, listener);
    QVERIFY2(outcome, qPrintable(outcome ? QString() : outcome.error().message));
    QCOMPARE(outcome->epochs.size(), size_t(25));
    QVERIFY(outcome->epochs.back().trainLoss < outcome->epochs.front().trainLoss / 2);
    QCOMPARE(outcome->info.valid->accuracy.value, 1.0);
    QCOMPARE(listener.epochs.size(), size_t(25));
    QVERIFY(listener.notes.join(QLatin1Char(' ')).contains(QLatin1String("pretrained")));

    const auto model = open(wanted);
    QVERIFY(model);
    const auto probabilities = model->classify(imagesOf(wanted.train));
    QVERIFY(probabilities);
    for (size_t i = 0; i < wanted.train.size(); ++i)
        QVERIFY((*probabilities)[2 * i + size_t(wanted.train[i].label)] > 0.5F);
    const Evaluation again = [&] {
        std::vector<int> truth;
        for (const LabelledPhoto& photo : wanted.train)
            truth.push_back(photo.label);
        return evaluate(*probabilities, truth, 2);
    }();
    QVERIFY(std::abs(again.loss - model->info().valid->loss) < 1e-3);
}

void TrainingTest::explainsALossThatIsNoNumber()
{
    TrainRequest wanted = request(QStringLiteral("nan"), {{true, 64, 3, 1e8, 1}});
    wanted.recipe.head = HeadKind::Linear;
    wanted.recipe.gradientClip = 0;
    TrainNotes listener;
    const auto outcome = learn(wanted, listener);
    QVERIFY(!outcome);
    QVERIFY2(outcome.error().message.contains(QLatin1String("learning rate")),
             qPrintable(outcome.error().message));
    QVERIFY(!QFile::exists(wanted.out));
}

void TrainingTest::keepsWhatWasGoodBeforeItBrokeDown()
{
    TrainRequest wanted =
        request(QStringLiteral("broken"), {{false, 64, 8, 1e-2, 1}, {true, 64, 3, 1e12, 1}});
    wanted.valid = m_train; // more of them leave less doubt
    wanted.recipe.gradientClip = 0;
    TrainNotes listener;
    const auto outcome = learn(wanted, listener);
    QVERIFY2(outcome, qPrintable(outcome ? QString() : outcome.error().message));
    QVERIFY2(outcome->breakdown.contains(QLatin1String("learning rate")), qPrintable(outcome->breakdown));
    QVERIFY(!outcome->wasStopped);
    QVERIFY(outcome->info.valid->accuracy.low > 0.5);
    QCOMPARE(outcome->info.bodyWeights, QByteArray("seed 3"));
    QVERIFY(QFileInfo(wanted.out).size() > 40'000'000); // no recipe with such a rate is read again
}

void TrainingTest::keepsTheBestEpoch()
{
    const TrainRequest wanted =
        request(QStringLiteral("best"), {{false, 64, 6, 1e-2, 1}, {true, 64, 2, 0.5, 1}});
    TrainNotes listener;
    const auto outcome = learn(wanted, listener);
    QVERIFY2(outcome, qPrintable(outcome ? QString() : outcome.error().message));
    double lowest = 2;
    bool wasBestFrozen = false;
    for (const TrainEpoch& epoch : outcome->epochs) {
        lowest = std::min(lowest, epoch.valid.errorRate());
        if (epoch.isBest)
            wasBestFrozen = epoch.stage == 0;
    }
    QCOMPARE(outcome->info.valid->errorRate(), lowest);
    QCOMPARE(!outcome->info.bodyWeights.isEmpty(), wasBestFrozen);
    QVERIFY(wasBestFrozen); // the second stage's learning rate wrecks the network
}

void TrainingTest::tellsWhatItGetsReady()
{
    const TrainRequest wanted = request(QStringLiteral("ready"), {{false, 64, 1, 1e-2, 1}});
    TrainNotes listener;
    QVERIFY(learn(wanted, listener));
    const TrainStep& first = listener.steps.front();
    QVERIFY(first.isPreparing);
    QVERIFY(first.step > 0 && first.step <= first.steps);
    QVERIFY(first.photosPerSecond > 0);
    for (const TrainStep& step : listener.steps)
        QCOMPARE(step.isPreparing, step.loss == 0);
}

void TrainingTest::withoutAFileGivesTheScoresAlone()
{
    TrainRequest wanted = request(QStringLiteral("trial"), {{false, 64, 3, 1e-2, 1}});
    const QString folder = QFileInfo(wanted.out).absolutePath();
    const QStringList before = QDir(folder).entryList(QDir::Files);
    wanted.out.clear();
    wanted.checkpoint.clear();
    TrainNotes listener;
    const auto outcome = learn(wanted, listener);
    QVERIFY(outcome);
    QCOMPARE(outcome->epochs.size(), size_t(3));
    double best = 0;
    for (const TrainEpoch& epoch : outcome->epochs)
        best = std::max(best, epoch.valid.accuracy.value);
    QCOMPARE(outcome->info.valid->accuracy.value, best);
    QVERIFY(!listener.notes.join(QLatin1Char(' ')).contains(QLatin1String("int8")));
    QCOMPARE(QDir(folder).entryList(QDir::Files), before);
}

void TrainingTest::stopsEarly()
{
    TrainRequest wanted = request(QStringLiteral("early"), {{false, 64, 40, 1e-2, 1}});
    wanted.recipe.patience = 3;
    TrainNotes listener;
    const auto outcome = learn(wanted, listener);
    QVERIFY(outcome);
    QVERIFY(outcome->epochs.size() < 40);
    double lowest = 2;
    for (size_t i = 0; i + 3 < outcome->epochs.size(); ++i)
        lowest = std::min(lowest, outcome->epochs[i].valid.errorRate());
    for (size_t i = outcome->epochs.size() - 3; i < outcome->epochs.size(); ++i)
        QVERIFY(outcome->epochs[i].valid.errorRate() >= lowest);
}

void TrainingTest::leavesChangedAndMissingPhotosOut()
{
    TrainRequest wanted = request(QStringLiteral("odd"), {{true, 64, 1, 1e-3, 10}});
    wanted.train[3].file += ".gone";
    wanted.train[4].hash = QByteArray(16, 'x');
    wanted.valid[0].file = "/dev/null";
    TrainNotes listener;
    const auto outcome = learn(wanted, listener);
    QVERIFY(outcome);
    QCOMPARE(outcome->leftOut, qint64(3));
    QCOMPARE(outcome->info.trainPhotos, qint64(m_train.size()) - 2);
    QCOMPARE(outcome->info.valid->photos, qint64(m_valid.size()) - 1);
}

void TrainingTest::givesTheSameModelEveryTime()
{
    TrainRequest wanted = request(QStringLiteral("same"), {{true, 64, 1, 1e-3, 10}});
    wanted.recipe.augmentation = Augmentation::Default;
    TrainNotes listener;
    QVERIFY(learn(wanted, listener));
    const auto first = *open(wanted)->classify(imagesOf(m_valid));
    QVERIFY(learn(wanted, listener));
    QCOMPARE(*open(wanted)->classify(imagesOf(m_valid)), first);
}

void TrainingTest::mixesSmoothsAndBalances()
{
    TrainRequest wanted = request(QStringLiteral("mixed"), {{true, 64, 2, 1e-3, 10}});
    wanted.recipe.mixup = 0.4;
    wanted.recipe.labelSmoothing = 0.1;
    wanted.recipe.balancesClasses = true;
    TrainNotes listener;
    const auto outcome = learn(wanted, listener);
    QVERIFY(outcome);
    QVERIFY(std::isfinite(outcome->epochs.back().trainLoss));
    wanted.recipe.mixup = 0;
    const auto unmixed = learn(wanted, listener);
    QVERIFY(unmixed);
    QVERIFY(unmixed->epochs.front().trainLoss != outcome->epochs.front().trainLoss);
}

void TrainingTest::refusesWhatCannotBeTrained()
{
    TrainRequest wanted = request(QStringLiteral("refused"), {{false, 64, 1, 1e-2, 1}});
    TrainNotes listener;
    wanted.train[0].label = 2;
    QVERIFY(!learn(wanted, listener));
    wanted.train.resize(1);
    wanted.train[0].label = 0;
    QVERIFY(!learn(wanted, listener));
    wanted = request(QStringLiteral("refused"), {{false, 64, 0, 1e-2, 1}});
    QVERIFY(!learn(wanted, listener));
    wanted = request(QStringLiteral("refused"), {{false, 64, 1, 1e-2, 1}});
    for (LabelledPhoto& photo : wanted.train)
        photo.file += ".gone";
    const auto nothing = learn(wanted, listener);
    QVERIFY(!nothing);
    QVERIFY(nothing.error().message.contains(QLatin1String("read")));
}

void TrainingTest::refusesAGpuThatIsNotThere()
{
    if (torch::cuda::is_available())
        QSKIP("there is a GPU");
    EngineOptions options;
    options.device = DeviceChoice::Cuda;
    const auto engine = loadEngine(options);
    QVERIFY(!engine);
    QCOMPARE(engine.error().code, ErrorCode::Unsupported);
}

void TrainingTest::halvesTheBatchWhenMemoryRunsOut()
{
    int64_t size = 32;
    std::vector<int64_t> tried, told;
    withShrinkingSize(
        size,
        [&](int64_t now) {
            tried.push_back(now);
            if (now > 8)
                throw std::bad_alloc();
        },
        [&](int64_t now) { told.push_back(now); });
    QCOMPARE(size, int64_t(8));
    QCOMPARE(tried, (std::vector<int64_t>{32, 16, 8}));
    QCOMPARE(told, (std::vector<int64_t>{16, 8}));
    const auto always = [](int64_t) {
        throw std::bad_alloc();
    };
    QVERIFY_EXCEPTION_THROWN(withShrinkingSize(size, always, [](int64_t) {}), std::bad_alloc);
    QCOMPARE(size, int64_t(2));
    const auto other = [](int64_t) {
        throw std::runtime_error("something else");
    };
    QVERIFY_EXCEPTION_THROWN(withShrinkingSize(size, other, [](int64_t) {}), std::runtime_error);
}

QTEST_GUILESS_MAIN(TrainingTest)
#include "tst_training.moc"
