#include "models/training/rate_finder.h"
#include "tests/support/small_training.h"

#include <QtTest>

using namespace creel;
using namespace creel::test;

/// The finder of a learning rate.
class LearningRateTest : public QObject, protected SmallTraining
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(setUp()); }
    void findsALearningRate();
    void suggestsWhereTheLossFallsSteepest();
};

void LearningRateTest::findsALearningRate()
{
    const TrainRequest wanted = request(QStringLiteral("rate"), {{false, 64, 2, 1e-2, 1}});
    const auto curve = m_engine->findLearningRate(wanted, {});
    QVERIFY2(curve, qPrintable(curve ? QString() : curve.error().message));
    QVERIFY(curve->points.size() > 20);
    QVERIFY(std::abs(curve->points.front().learningRate / 1e-7 - 1) < 1e-9);
    for (size_t i = 1; i < curve->points.size(); ++i)
        QVERIFY(curve->points[i].learningRate > curve->points[i - 1].learningRate);
    QVERIFY(curve->suggestion > 1e-5 && curve->suggestion < 1);
    QVERIFY(!QFile::exists(wanted.out));
    CancelToken cancelled;
    cancelled.cancel();
    const auto stopped = m_engine->findLearningRate(wanted, cancelled);
    QVERIFY(!stopped);
    QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
}

void LearningRateTest::suggestsWhereTheLossFallsSteepest()
{
    std::vector<RatePoint> points;
    for (int i = 0; i <= 100; ++i) {
        const double exponent = -7 + 0.08 * i;
        // An S around 1e-3, then a wall.
        points.push_back({std::pow(10, exponent),
                          2 - 1 / (1 + std::exp(-3 * (exponent + 3))) + (exponent > 0 ? 5 * exponent : 0)});
    }
    QVERIFY(std::abs(std::log10(steepestRate(points)) + 3) < 0.1);
    QCOMPARE(steepestRate({}), 0.0);
}

QTEST_GUILESS_MAIN(LearningRateTest)
#include "tst_learning_rate.moc"
