#include "core/insight/evaluation.h"

#include <QtTest>

#include <cmath>

using namespace creel;

namespace {

void compareNearly(double a, double b)
{
    QVERIFY2(std::abs(a - b) < 1e-9, qPrintable(QStringLiteral("%1 is not %2").arg(a, 0, 'g', 12).arg(b)));
}

} // namespace

/// How good a model is, worked out by hand.
class EvaluationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void boundsShares();
    void countsRightAndWrong();
    void leavesClassesWithoutPhotosOutOfTheMean();
    void measuresCalibration();
    void survivesACertainMistake();
    void isEmptyForNoPhotos();
    void standsForItselfInJson();
};

void EvaluationTest::boundsShares()
{
    // Wilson score intervals as R's prop.test(8, 10, correct = FALSE) and binom.confint give them.
    const Share share = wilsonShare(8, 10);
    compareNearly(share.value, 0.8);
    QVERIFY(std::abs(share.low - 0.4901625) < 1e-6);
    QVERIFY(std::abs(share.high - 0.9433178) < 1e-6);
    const Share none = wilsonShare(0, 10);
    compareNearly(none.low, 0);
    QVERIFY(std::abs(none.high - 0.2775328) < 1e-6);
    const Share all = wilsonShare(10, 10);
    QVERIFY(std::abs(all.low - 0.7224672) < 1e-6);
    compareNearly(all.high, 1);
    compareNearly(wilsonShare(0, 0).high, 0);
}

void EvaluationTest::countsRightAndWrong()
{
    // Two photos of class 0 (one taken for 1), one of class 1 (right), one of class 2 (taken for 1).
    const std::vector<float> probabilities{0.7F, 0.2F, 0.1F, 0.3F, 0.6F, 0.1F,
                                           0.1F, 0.8F, 0.1F, 0.2F, 0.5F, 0.3F};
    const Evaluation evaluation = evaluate(probabilities, std::vector<int>{0, 0, 1, 2}, 3);
    QCOMPARE(evaluation.photos, 4);
    compareNearly(evaluation.accuracy.value, 0.5);
    compareNearly(evaluation.errorRate(), 0.5);
    QCOMPARE(evaluation.confusion, (std::vector<qint64>{1, 1, 0, 0, 1, 0, 0, 1, 0}));
    compareNearly(evaluation.classes[0].precision, 1);
    compareNearly(evaluation.classes[0].recall, 0.5);
    compareNearly(evaluation.classes[0].f1, 2.0 / 3);
    compareNearly(evaluation.classes[1].precision, 1.0 / 3);
    compareNearly(evaluation.classes[1].recall, 1);
    compareNearly(evaluation.classes[1].f1, 0.5);
    compareNearly(evaluation.classes[2].f1, 0);
    compareNearly(evaluation.macroF1, (2.0 / 3 + 0.5) / 3);
    const double loss = -(std::log(0.7F) + std::log(0.3F) + std::log(0.8F) + std::log(0.3F)) / 4;
    QVERIFY(std::abs(evaluation.loss - loss) < 1e-6);
}

void EvaluationTest::leavesClassesWithoutPhotosOutOfTheMean()
{
    const std::vector<float> probabilities{1, 0, 0, 0, 1, 0};
    const Evaluation evaluation = evaluate(probabilities, std::vector<int>{0, 1}, 3);
    compareNearly(evaluation.macroF1, 1);
    QCOMPARE(evaluation.classes.size(), size_t(3));
    QCOMPARE(evaluation.classes[2].photos, 0);
}

void EvaluationTest::measuresCalibration()
{
    // Ten photos at 0.75, of which six are right: 0.15 too sure. Two at 1, both right.
    std::vector<float> probabilities;
    std::vector<int> truth;
    for (int i = 0; i < 10; ++i) {
        probabilities.insert(probabilities.end(), {0.75F, 0.25F});
        truth.push_back(i < 6 ? 0 : 1);
    }
    for (int i = 0; i < 2; ++i) {
        probabilities.insert(probabilities.end(), {1, 0});
        truth.push_back(0);
    }
    compareNearly(evaluate(probabilities, truth, 2).calibrationError, 0.15 * 10 / 12);
}

void EvaluationTest::survivesACertainMistake()
{
    const Evaluation evaluation = evaluate(std::vector<float>{1, 0}, std::vector<int>{1}, 2);
    QVERIFY(std::isfinite(evaluation.loss));
    QVERIFY(evaluation.loss > 20);
}

void EvaluationTest::isEmptyForNoPhotos()
{
    const Evaluation evaluation = evaluate({}, {}, 2);
    QCOMPARE(evaluation.photos, 0);
    compareNearly(evaluation.loss, 0);
    compareNearly(evaluation.errorRate(), 0);
    QCOMPARE(evaluation.confusion.size(), size_t(4));
}

void EvaluationTest::standsForItselfInJson()
{
    const QStringList classes{QStringLiteral("brown"), QStringLiteral("bull")};
    const std::vector<float> probabilities{0.7F, 0.3F, 0.4F, 0.6F, 0.8F, 0.2F};
    const Evaluation evaluation = evaluate(probabilities, std::vector<int>{0, 1, 1}, 2);
    const QJsonObject json = toJson(evaluation, classes);
    QCOMPARE(json[QLatin1String("classes")][0][QLatin1String("class")].toString(), classes[0]);
    const Evaluation back = evaluationFromJson(json, classes);
    QCOMPARE(toJson(back, classes), json);
    QCOMPARE(back.confusion, evaluation.confusion);
    compareNearly(back.accuracy.low, evaluation.accuracy.low);
}

QTEST_GUILESS_MAIN(EvaluationTest)
#include "tst_evaluation.moc"
