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
    const auto expected = m_engine->train(whole, calm, calm.cancel);
    QVERIFY(expected);
    QVERIFY(!QFile::exists(whole.checkpoint));

    TrainRequest broken = whole;
    broken.out = m_folder.filePath(QStringLiteral("broken.safetensors"));
    broken.checkpoint = m_folder.filePath(QStringLiteral("broken.checkpoint"));
    TrainNotes nervous;
    nervous.cancelAfterEpochs = epochs;
    const auto half = m_engine->train(broken, nervous, nervous.cancel);
    QVERIFY(half);
    QVERIFY(half->wasStopped);
    QVERIFY(QFile::exists(broken.checkpoint));
    TrainNotes second;
    const auto rest = m_engine->train(broken, second, second.cancel);
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
    QVERIFY(m_engine->train(first, nervous, nervous.cancel));
    QVERIFY(QFile::exists(first.checkpoint));
    first.recipe.seed = 2;
    TrainNotes calm;
    const auto outcome = m_engine->train(first, calm, calm.cancel);
    QVERIFY(outcome);
    QCOMPARE(calm.epochs.size(), size_t(2));
}

void InterruptedTrainingTest::cancelledAtOnceThereIsNoModel()
{
    const TrainRequest wanted = request(QStringLiteral("none"), {{true, 64, 2, 1e-3, 10}});
    TrainNotes listener;
    listener.cancelAtStep = true;
    const auto outcome = m_engine->train(wanted, listener, listener.cancel);
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Cancelled);
    QVERIFY(!QFile::exists(wanted.out));
}

void InterruptedTrainingTest::cancelledAfterAnEpochThereIsOne()
{
    const TrainRequest wanted = request(QStringLiteral("stopped"), {{false, 64, 5, 1e-2, 1}});
    TrainNotes listener;
    listener.cancelAfterEpochs = 2;
    const auto outcome = m_engine->train(wanted, listener, listener.cancel);
    QVERIFY(outcome);
    QVERIFY(outcome->wasStopped);
    QCOMPARE(outcome->epochs.size(), size_t(2));
    QVERIFY(open(wanted));
}

void InterruptedTrainingTest::trainsOnWhereNoCheckpointCanBeWritten()
{
    TrainRequest wanted = request(QStringLiteral("full"), {{false, 64, 2, 1e-2, 1}});
    wanted.checkpoint = m_folder.filePath(QStringLiteral("gone/checkpoint"));
    TrainNotes listener;
    const auto outcome = m_engine->train(wanted, listener, listener.cancel);
    QVERIFY(outcome);
    QVERIFY(listener.notes.join(QLatin1Char(' ')).contains(QLatin1String("gone/checkpoint")));
    QVERIFY(open(wanted));
}

QTEST_GUILESS_MAIN(InterruptedTrainingTest)
#include "tst_interrupted_training.moc"
