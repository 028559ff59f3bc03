#include "models/engine/model_file.h"
#include "models/weights/safetensors.h"
#include "tests/support/python.h"
#include "tests/support/small_training.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QtTest>

#include <map>

using namespace creel;
using namespace creel::test;

namespace {

/// Features kept in a map.
class MapCache : public FeatureCache
{
public:
    std::vector<float> find(const QByteArray& hash, int side, bool mirrored) override
    {
        const auto found = kept.find({hash, side, mirrored});
        hits += found == kept.end() ? 0 : 1;
        return found == kept.end() ? std::vector<float>() : found->second;
    }
    void keep(const QByteArray& hash, int side, bool mirrored, std::span<const float> features) override
    {
        kept[{hash, side, mirrored}] = {features.begin(), features.end()};
    }

    std::map<std::tuple<QByteArray, int, bool>, std::vector<float>> kept;
    int hits = 0;
};

} // namespace

/// What a trained model gives back: from photos, from features, in torchvision, and from a damaged file.
class TrainedModelTest : public QObject, protected SmallTraining
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(setUp()); }
    void takesFeaturesFromTheCache();
    void predictsFromFeaturesOfAnUnchangedBody();
    void refusesFeaturesOfATrainedBody();
    void mirrorsToo();
    void writesTheScoreThatPredictingGives_data();
    void writesTheScoreThatPredictingGives();
    void torchvisionTakesALinearModel();
    void refusesADamagedModel();
};

void TrainedModelTest::takesFeaturesFromTheCache()
{
    MapCache cache;
    TrainRequest wanted = request(QStringLiteral("cached"), {{false, 64, 2, 1e-2, 1}});
    wanted.features = &cache;
    TrainNotes listener;
    const auto first = learn(wanted, listener);
    QVERIFY(first);
    QCOMPARE(cache.kept.size(), 2 * m_train.size() + m_valid.size());
    QCOMPARE(cache.hits, 0);
    // They are what the body gives.
    const auto body = m_engine->openBody({wanted.body.backbone, {}, wanted.body.seed, {}, 64});
    QVERIFY(body);
    const auto features = (*body)->embed(imagesOf({m_valid[0]}));
    QVERIFY(features);
    QVERIFY(largestDifference(*features, cache.kept[{m_valid[0].hash, 64, false}]) < 1e-4);

    const auto second = learn(wanted, listener);
    QVERIFY(second);
    QCOMPARE(cache.hits, int(cache.kept.size()));
    QVERIFY(largestDifference(cache.kept[{m_train[0].hash, 64, true}],
                              *(*body)->embed(imagesOf({m_train[0]}), true)) < 1e-4);
    QCOMPARE(second->epochs.back().trainLoss, first->epochs.back().trainLoss);
}

void TrainedModelTest::predictsFromFeaturesOfAnUnchangedBody()
{
    const TrainRequest wanted = request(QStringLiteral("frozen"), {{false, 64, 3, 1e-2, 1}});
    TrainNotes listener;
    QVERIFY(learn(wanted, listener));
    const auto model = open(wanted);
    const auto body = m_engine->openBody({wanted.body.backbone, {}, wanted.body.seed, {}, 64});
    QVERIFY(model && body);
    const std::vector<QImage> photos = imagesOf(m_valid);
    const auto features = (*body)->embed(photos);
    QVERIFY(features);
    const auto fromFeatures = model->classifyFeatures(*features);
    QVERIFY(fromFeatures);
    QVERIFY(largestDifference(*fromFeatures, *model->classify(photos)) < 1e-4);
    QVERIFY(!model->classifyFeatures(std::span(*features).first(100)));
}

void TrainedModelTest::refusesFeaturesOfATrainedBody()
{
    const TrainRequest wanted = request(QStringLiteral("trained"), {{true, 64, 1, 1e-3, 10}});
    TrainNotes listener;
    QVERIFY(learn(wanted, listener));
    const auto model = open(wanted);
    QVERIFY(model);
    const auto refused = model->classifyFeatures(std::vector<float>(1024));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Unsupported);
}

void TrainedModelTest::mirrorsToo()
{
    const TrainRequest wanted = request(QStringLiteral("mirror"), {{false, 64, 1, 1e-2, 1}});
    TrainNotes listener;
    QVERIFY(learn(wanted, listener));
    const auto model = open(wanted);
    QVERIFY(model);
    const std::vector<QImage> photos = imagesOf({m_valid[0], m_valid[1]});
    const std::vector<QImage> turned{photos[0].mirrored(true, false), photos[1].mirrored(true, false)};
    QVERIFY(largestDifference(*model->classify(photos, true), *model->classify(turned, true)) < 1e-4);
    QVERIFY(largestDifference(*model->classify(photos), *model->classify(turned)) > 1e-6);
    QVERIFY(model->classify({})->empty());
}

void TrainedModelTest::writesTheScoreThatPredictingGives_data()
{
    QTest::addColumn<bool>("trainsBody");
    QTest::newRow("frozen body") << false;
    QTest::newRow("trained body") << true;
}

void TrainedModelTest::writesTheScoreThatPredictingGives()
{
    QFETCH(bool, trainsBody);
    // The photos are a little larger than 8/7 of this side: what is kept of them for training is scaled
    // twice.
    const TrainRequest wanted = request(QStringLiteral("score"), {{trainsBody, 64, 2, 1e-3, 10}});
    TrainNotes listener;
    const auto outcome = learn(wanted, listener);
    QVERIFY(outcome);
    const auto probabilities = open(wanted)->classify(imagesOf(m_valid));
    QVERIFY(probabilities);
    std::vector<int> truth;
    for (const LabelledPhoto& photo : m_valid)
        truth.push_back(photo.label);
    const Evaluation predicted = evaluate(*probabilities, truth, 2);
    QCOMPARE(outcome->info.valid->accuracy.value, predicted.accuracy.value);
    QVERIFY2(std::abs(outcome->info.valid->loss - predicted.loss) < 1e-5,
             qPrintable(QStringLiteral("%1 %2").arg(outcome->info.valid->loss).arg(predicted.loss)));
}

void TrainedModelTest::torchvisionTakesALinearModel()
{
    TrainRequest wanted = request(QStringLiteral("linear"), {{true, 64, 1, 1e-3, 10}});
    wanted.body.backbone = QStringLiteral("resnet34");
    wanted.recipe.head = HeadKind::Linear;
    TrainNotes listener;
    QVERIFY(learn(wanted, listener));
    const QString script = QStringLiteral(
        "import json, struct, sys, numpy, torch, torchvision\n"
        "raw = open(sys.argv[1], 'rb').read()\n"
        "size = struct.unpack('<Q', raw[:8])[0]\n"
        "header = json.loads(raw[8:8 + size]); header.pop('__metadata__')\n"
        "types = {'F32': 'float32', 'I64': 'int64'}\n"
        "state = {name: torch.from_numpy(numpy.frombuffer(\n"
        "    raw[8 + size + t['data_offsets'][0]:8 + size + t['data_offsets'][1]],\n"
        "    dtype=types[t['dtype']]).copy().reshape(t['shape'])) for name, t in header.items()}\n"
        "net = torchvision.models.resnet34(num_classes=2).eval()\n"
        "net.load_state_dict(state, strict=True)\n"
        "x = torch.linspace(-1, 1, 3 * 64 * 64).reshape(1, 3, 64, 64)\n"
        "with torch.no_grad(): print(json.dumps(net(x)[0].tolist()))\n");
    const test::PythonRun python = test::runPython(script, {wanted.out});
    if (python.lacksModule())
        QSKIP("python3-torchvision is not installed");
    QVERIFY2(python.exitCode == 0, python.err.constData());
    const QJsonArray theirs = QJsonDocument::fromJson(python.out).array();
    QCOMPARE(theirs.size(), 2);

    const auto model = readModel(wanted.out);
    QVERIFY(model);
    const torch::NoGradGuard noGradients;
    model->net.body->eval();
    model->net.head->eval();
    const torch::Tensor x = torch::linspace(-1, 1, 3 * 64 * 64).reshape({1, 3, 64, 64});
    const torch::Tensor ours = model->net.head->forward(poolFeatures(model->net.body->featureMap(x)));
    for (int i = 0; i < 2; ++i)
        QVERIFY(std::abs(ours[0][i].item<double>() - theirs[i].toDouble()) < 1e-4);
}

void TrainedModelTest::refusesADamagedModel()
{
    const QString path = m_folder.filePath(QStringLiteral("damaged.safetensors"));
    QVERIFY(!m_engine->openModel(path));
    // Sound weights without Creel's description.
    QVERIFY(
        writeSafetensors(path, {{QStringLiteral("x"), NumberType::Float32, {1}, QByteArray(4, '\0')}}, {}));
    QVERIFY(!m_engine->openModel(path));
    // Creel's description with other weights.
    ModelInfo info;
    info.name = QStringLiteral("bad");
    info.backbone = QStringLiteral("resnet18");
    info.classes = {QStringLiteral("a"), QStringLiteral("b")};
    ClassifierNet net{makeNetwork("mobilenet_v2", 1), nullptr};
    net.head = makeHead({}, *net.body, 2);
    QVERIFY(writeModel(path, net, info));
    const auto refused = m_engine->openModel(path);
    QVERIFY(!refused);
    QVERIFY(refused.error().message.contains(QLatin1String("damaged")));
}

QTEST_GUILESS_MAIN(TrainedModelTest)
#include "tst_trained_model.moc"
