#include "tests/support/small_training.h"

#include <QtTest>

using namespace creel;
using namespace creel::test;

/// Trainings that are cancelled, taken up again from their checkpoint, or have nowhere to keep one.
class InterruptedTrainingTest : public QObject, protected SmallTraining
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(setUp()); }
    void goesOnAsIfItHadNotBeenInterrupted_data();
    void goesOnAsIfItHadNotBeenInterrupted();
    void ignoresTheCheckpointOfAnotherTraining();
    void cancelledAtOnceThereIsNoModel();
    void cancelledAfterAnEpochThereIsOne();
    void stoppedWhileTheBodyBeginsToLearnTheHeadsBestStays();
    void losesNothingWherePhotosGoAtTheEnd();
    void trainsOnWhereNoCheckpointCanBeWritten();
};

void InterruptedTrainingTest::goesOnAsIfItHadNotBeenInterrupted_data()
{
    QTest::addColumn<int>("augmentation");
    QTest::addColumn<int>("epochs");
    QTest::newRow("in the head's stage") << int(Augmentation::Flip) << 1;
    QTest::newRow("between the stages") << int(Augmentation::Flip) << 2;
    QTest::newRow("in the body's stage") << int(Augmentation::Default) << 3;
}

void InterruptedTrainingTest::goesOnAsIfItHadNotBeenInterrupted()
{
    QFETCH(int, augmentation);
    QFETCH(int, epochs);
    const std::vector<Stage> stages{{false, 64, 2, 1e-2, 1}, {true, 64, 3, 1e-3, 10}};
    TrainRequest whole = request(QStringLiteral("whole"), stages);
    whole.recipe.augmentation = Augmentation(augmentation);
    TrainNotes calm;
    const auto expected = learn(whole, calm);
    QVERIFY(expected);

    TrainRequest broken = whole;
    broken.out = m_folder.filePath(QStringLiteral("broken.safetensors"));
    broken.checkpoint = m_folder.filePath(QStringLiteral("broken.checkpoint"));
    TrainNotes nervous;
    nervous.cancelAfterEpochs = epochs;
    const auto half = learn(broken, nervous);
    QVERIFY(half);
    QVERIFY(half->wasStopped);
    QVERIFY(QFile::exists(broken.checkpoint));
    TrainNotes second;
    const auto rest = learn(broken, second);
    QVERIFY(rest);
    QCOMPARE(second.epochs.size(), size_t(5 - epochs));
    QVERIFY(calm.earlier.empty());
    QCOMPARE(second.earlier.size(), size_t(epochs));
    for (size_t i = 0; i < second.earlier.size(); ++i)
        QCOMPARE(second.earlier[i].trainLoss, expected->epochs[i].trainLoss);
    QCOMPARE(rest->epochs.size(), size_t(5));
    for (size_t i = 0; i < 5; ++i) {
        QCOMPARE(rest->epochs[i].trainLoss, expected->epochs[i].trainLoss);
        QCOMPARE(rest->epochs[i].valid.loss, expected->epochs[i].valid.loss);
    }
    const auto a = open(whole), b = open(broken);
    QVERIFY(a && b);
    QCOMPARE(*a->classify(imagesOf(m_valid)), *b->classify(imagesOf(m_valid)));
}

void InterruptedTrainingTest::ignoresTheCheckpointOfAnotherTraining()
{
    TrainRequest first = request(QStringLiteral("other"), {{false, 64, 2, 1e-2, 1}});
    TrainNotes nervous;
    nervous.cancelAfterEpochs = 1;
    QVERIFY(learn(first, nervous));
    QVERIFY(QFile::exists(first.checkpoint));
    first.recipe.seed = 2;
    TrainNotes calm;
    const auto outcome = learn(first, calm);
    QVERIFY(outcome);
    QCOMPARE(calm.epochs.size(), size_t(2));
}

void InterruptedTrainingTest::cancelledAtOnceThereIsNoModel()
{
    const TrainRequest wanted = request(QStringLiteral("none"), {{true, 64, 2, 1e-3, 10}});
    TrainNotes listener;
    listener.cancelAtStep = true;
    const auto outcome = learn(wanted, listener);
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Cancelled);
    QVERIFY(!QFile::exists(wanted.out));
}

void InterruptedTrainingTest::cancelledAfterAnEpochThereIsOne()
{
    const TrainRequest wanted = request(QStringLiteral("stopped"), {{false, 64, 5, 1e-2, 1}});
    TrainNotes listener;
    listener.cancelAfterEpochs = 2;
    const auto outcome = learn(wanted, listener);
    QVERIFY(outcome);
    QVERIFY(outcome->wasStopped);
    QCOMPARE(outcome->epochs.size(), size_t(2));
    QVERIFY(open(wanted));
}

void InterruptedTrainingTest::stoppedWhileTheBodyBeginsToLearnTheHeadsBestStays()
{
    const TrainRequest wanted =
        request(QStringLiteral("mixed"), {{false, 64, 3, 1e-2, 1}, {true, 64, 2, 0.3, 1}});
    TrainNotes listener;
    listener.cancelInStage = 1; // its rate wrecks the body at the first step
    const auto outcome = learn(wanted, listener);
    QVERIFY(outcome);
    QVERIFY(outcome->wasStopped);
    QCOMPARE(outcome->epochs.size(), size_t(3));
    QCOMPARE(outcome->info.bodyWeights, QByteArray("seed 3"));
    double lowest = 2;
    for (const TrainEpoch& epoch : outcome->epochs)
        lowest = std::min(lowest, epoch.valid.errorRate());
    QCOMPARE(outcome->info.valid->errorRate(), lowest);
    const auto model = open(wanted);
    QVERIFY(model);
    const std::vector<QImage> photos = imagesOf(m_valid);
    const std::vector<float> answers = *model->classify(photos);
    int wrong = 0;
    for (size_t i = 0; i < m_valid.size(); ++i)
        wrong += (answers[2 * i] < answers[2 * i + 1]) != (m_valid[i].label == 1);
    QCOMPARE(double(wrong) / double(m_valid.size()), lowest);
}

void InterruptedTrainingTest::losesNothingWherePhotosGoAtTheEnd()
{
    const TrainRequest wanted = request(QStringLiteral("gone"), {{false, 64, 2, 1e-2, 1}});
    const auto move = [this](const QString& from, const QString& to) {
        for (const LabelledPhoto& photo : m_train) {
            const QString name = QFileInfo(QFile::decodeName(photo.file)).fileName();
            QVERIFY(QFile::rename(from + QLatin1Char('/') + name, to + QLatin1Char('/') + name));
        }
    };
    const QString away = m_folder.filePath(QStringLiteral("away"));
    QVERIFY(QDir().mkpath(away));
    TrainNotes listener;
    listener.meanwhile = [&](const TrainEpoch& epoch) {
        if (epoch.epoch == 1)
            move(m_folder.path(), away);
    };
    const auto outcome = learn(wanted, listener);
    move(away, m_folder.path());
    QVERIFY2(outcome, qPrintable(outcome ? QString() : outcome.error().message));
    QVERIFY(!outcome->info.int8); // there was nothing to measure it with
    QVERIFY(open(wanted));
}

void InterruptedTrainingTest::trainsOnWhereNoCheckpointCanBeWritten()
{
    TrainRequest wanted = request(QStringLiteral("full"), {{false, 64, 2, 1e-2, 1}});
    wanted.checkpoint = m_folder.filePath(QStringLiteral("gone/checkpoint"));
    TrainNotes listener;
    const auto outcome = learn(wanted, listener);
    QVERIFY(outcome);
    QVERIFY(listener.notes.join(QLatin1Char(' ')).contains(QLatin1String("gone/checkpoint")));
    QVERIFY(open(wanted));
}

QTEST_GUILESS_MAIN(InterruptedTrainingTest)
#include "tst_interrupted_training.moc"
