#include "core/learning/engine_loader.h"
#include "models/engine/model_file.h"
#include "models/engine/processor.h"
#include "models/training/int8_check.h"
#include "tests/support/environment_setting.h"
#include "tests/support/small_training.h"

#include <QtTest>

using namespace creel;
using namespace creel::test;

/// Networks computed in int8 against the same ones in float32.
class Int8Test : public QObject, protected SmallTraining
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(setUp()); }
    void int8GivesNearlyTheSameFeatures_data();
    void int8GivesNearlyTheSameFeatures();
    void int8ModelsGiveFloat32sClass();
    void withoutBFloat16TrainsInFloat32AndPredictsInWhatIsFaster();
    void aStoppedTrainingIsNotCheckedInInt8();
    void int8RunsCloseCallsAgain();
};

void Int8Test::int8GivesNearlyTheSameFeatures_data()
{
    QTest::addColumn<QString>("backbone");
    QTest::newRow("two convolutions a block") << QStringLiteral("resnet18");
    QTest::newRow("three convolutions a block") << QStringLiteral("resnet50");
}

void Int8Test::int8GivesNearlyTheSameFeatures()
{
    if (!hasInt8())
        QSKIP("this libtorch has no oneDNN for int8");
    QFETCH(QString, backbone);
    torch::manual_seed(5);
    const auto network = makeNetwork(backbone.toStdString(), 1);
    const torch::NoGradGuard noGradients;
    network->train();
    const torch::Tensor images = EvalPreset{64, {}, false}.batch(imagesOf(m_valid));
    for (int i = 0; i < 10; ++i)
        network->featureMap(images); // gives the norms statistics that fit
    network->eval();
    network->foldNorms();
    const FoldedConvs convs = foldedConvs(*network);
    Calibrator calibrator(convs);
    calibrator.show(images);
    const torch::Tensor exact = poolFeatures(network->featureMap(images));
    const torch::Tensor quick = Int8Body(convs, calibrator.ranges()).features(images);
    QCOMPARE(quick.sizes().vec(), exact.sizes().vec());
    QVERIFY(torch::cosine_similarity(quick, exact).min().item<double>() > 0.97);
}

void Int8Test::int8ModelsGiveFloat32sClass()
{
    if (!hasInt8())
        QSKIP("this libtorch has no oneDNN for int8");
    TrainRequest wanted = request(QStringLiteral("int8"), {{true, 64, 12, 3e-3, 1}});
    wanted.checkpoint.clear();
    wanted.valid = wanted.train;
    TrainNotes listener;
    const auto outcome = learn(wanted, listener);
    QVERIFY(outcome);
    QVERIFY(outcome->info.int8);
    QVERIFY(outcome->info.int8->agreement >= 0.99);
    EngineOptions options;
    options.precision = Precision::Int8;
    options.threads = 1;
    const auto engine = loadEngine(options);
    QVERIFY(engine);
    const auto quick = (*engine)->openModel(wanted.out);
    QVERIFY(quick);
    QCOMPARE((*quick)->precision(),
             outcome->info.int8->rerun <= mostRerun ? QStringLiteral("int8") : QStringLiteral("float32"));
    const auto exact = open(wanted);
    QCOMPARE(exact->precision(), QStringLiteral("float32"));
    const auto a = *(*quick)->classify(imagesOf(wanted.train));
    const auto b = *exact->classify(imagesOf(wanted.train));
    for (size_t i = 0; i < a.size(); i += 2)
        QCOMPARE(a[i] > a[i + 1], b[i] > b[i + 1]);
}

void Int8Test::withoutBFloat16TrainsInFloat32AndPredictsInWhatIsFaster()
{
    if (!hasInt8())
        QSKIP("this libtorch has no oneDNN for int8");
    const EnvironmentSetting older("ONEDNN_MAX_CPU_ISA", "AVX512_CORE_VNNI");
    const auto engine = loadEngine();
    QVERIFY(engine);
    QCOMPARE((*engine)->report().precision, QStringLiteral("float32"));
    const TrainRequest wanted = request(QStringLiteral("older"), {{false, 64, 3, 1e-2, 1}});
    TrainNotes listener;
    QVERIFY((*engine)->train(wanted, listener, listener.cancel));
    const auto precisionIfRerun = [&](double share) {
        auto model = readModel(wanted.out);
        if (!model || !model->info.int8)
            return QStringLiteral("nothing");
        model->info.int8->rerun = share;
        if (!writeModel(wanted.out, model->net, model->info, model->ranges))
            return QStringLiteral("nothing");
        const auto opened = (*engine)->openModel(wanted.out);
        return opened ? (*opened)->precision() : QStringLiteral("nothing");
    };
    QCOMPARE(precisionIfRerun(0.1),
             readProcessor().hasInt8 ? QStringLiteral("int8") : QStringLiteral("float32"));
    QCOMPARE(precisionIfRerun(0.5), QStringLiteral("float32")); // int8 would gain nothing
    EngineOptions options;
    options.precision = Precision::BFloat16;
    const auto refused = loadEngine(options); // emulated, it would never end
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Unsupported);
}

void Int8Test::aStoppedTrainingIsNotCheckedInInt8()
{
    if (!hasInt8())
        QSKIP("this libtorch has no oneDNN for int8");
    TrainRequest wanted = request(QStringLiteral("stopped"), {{false, 64, 5, 1e-2, 1}});
    TrainNotes listener;
    listener.cancelAfterEpochs = 2;
    const auto stopped = learn(wanted, listener);
    QVERIFY(stopped);
    QVERIFY(!stopped->info.int8);
    QVERIFY(listener.notes.join(QLatin1Char(' ')).contains(QLatin1String("will not predict in int8")));
    QVERIFY(open(wanted));
    TrainNotes calm;
    const auto whole = learn(wanted, calm);
    QVERIFY(whole);
    QVERIFY(whole->info.int8);
    QVERIFY(calm.notes.join(QLatin1Char(' ')).contains(QLatin1String("in int8")));
}

void Int8Test::int8RunsCloseCallsAgain()
{
    // Two hundred photos; int8 errs on four, where it is unsure, and once where it is sure.
    std::vector<float> exact, quick;
    for (int i = 0; i < 200; ++i) {
        const float sure = i < 4 ? 0.45F : 0.9F;
        const float p = i == 100 ? 0.2F : sure;
        exact.insert(exact.end(), {0.8F, 0.2F});
        quick.insert(quick.end(), {p, 1 - p});
    }
    const Int8Facts facts = measureCascade(quick, exact, 2);
    QVERIFY(facts.margin > 0.1 && facts.margin < 0.11);
    QCOMPARE(facts.rerun, 0.02);
    QCOMPARE(facts.agreement, 0.995);
    const Int8Facts same = measureCascade(exact, exact, 2);
    QCOMPARE(same.margin, 0.0);
    QCOMPARE(same.rerun, 0.0);
    QCOMPARE(same.agreement, 1.0);
}

QTEST_GUILESS_MAIN(Int8Test)
#include "tst_int8.moc"
