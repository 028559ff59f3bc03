#include "models/networks/head.h"
#include "models/networks/open_network.h"
#include "models/networks/state_dict.h"
#include "tests/support/python.h"
#include "tests/support/shared_data.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>

using namespace creel;

namespace {

/// Runs a script with the system's Python; false where it fails, as it does without torchvision.
bool runPython(const QString& script, QByteArray* output = nullptr)
{
    const test::PythonRun run = test::runPython(script);
    if (output)
        *output = run.out;
    return run.exitCode == 0;
}

std::shared_ptr<Network> load(const QString& backbone, const QString& path, int classes, LoadPart part)
{
    const auto file = readWeightFile(path);
    auto network = makeNetwork(backbone.toStdString(), classes);
    const auto loaded = file ? loadState(*network, *file, part, path) : Result<void>();
    if (!file || !loaded) {
        qWarning("%s", qPrintable(file ? loaded.error().message : file.error().message));
        return nullptr;
    }
    network->eval();
    return network;
}

torch::Tensor ramp()
{
    return torch::linspace(-1, 1, 2 * 3 * 96 * 96).reshape({2, 3, 96, 96});
}

const QString rampInPython = QStringLiteral("torch.linspace(-1, 1, 2 * 3 * 96 * 96).reshape(2, 3, 96, 96)");

bool isNear(const torch::Tensor& ours, const QByteArray& json, double tolerance)
{
    std::vector<float> numbers;
    for (const QJsonValue row : QJsonDocument::fromJson(json).array())
        for (const QJsonValue number : row.toArray())
            numbers.push_back(float(number.toDouble()));
    return int64_t(numbers.size()) == ours.numel() &&
           (ours.flatten() - torch::tensor(numbers)).abs().max().item<double>() < tolerance;
}

} // namespace

/// State dicts travel between Creel's networks and torchvision's.
class StateDictTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void loadsTheSharedWeightsStrictly_data() { sharedWeights(); }
    void loadsTheSharedWeightsStrictly();
    void agreesWithTorchvisionOnTheSharedWeights_data() { sharedWeights(); }
    void agreesWithTorchvisionOnTheSharedWeights();
    void readsWhatPythonWrites();
    void loadsABodyForOtherClasses();
    void loadsTheBodyOfAModelWhateverItsHead();
    void keepsEveryNumberThroughAFile();
    void saysWhatDoesNotFit();

private:
    static void sharedWeights()
    {
        QTest::addColumn<QString>("backbone");
        QTest::addColumn<QString>("file");
        QTest::newRow("resnet34") << QStringLiteral("resnet34") << QStringLiteral("resnet34_distilled.pth");
        QTest::newRow("mobilenet_v2")
            << QStringLiteral("mobilenet_v2") << QStringLiteral("mobilenet_v2_torchvision_norm05.pth");
    }
};

void StateDictTest::loadsTheSharedWeightsStrictly()
{
    CREEL_NEEDS_SHARED(shared);
    QFETCH(QString, backbone);
    QFETCH(QString, file);
    QVERIFY(load(backbone, shared + QStringLiteral("/weights/") + file, 1000, LoadPart::All));
}

void StateDictTest::agreesWithTorchvisionOnTheSharedWeights()
{
    CREEL_NEEDS_SHARED(shared);
    QFETCH(QString, backbone);
    QFETCH(QString, file);
    const QString path = shared + QStringLiteral("/weights/") + file;
    QByteArray theirs;
    if (!runPython(QStringLiteral("import torch, torchvision, json\n"
                                  "net = torchvision.models.%1().eval()\n"
                                  "net.load_state_dict(torch.load('%2'))\n"
                                  "with torch.no_grad(): print(json.dumps(net(%3).tolist()))\n")
                       .arg(backbone, path, rampInPython),
                   &theirs))
        QSKIP("python3-torchvision is not installed");
    const auto network = load(backbone, path, 1000, LoadPart::All);
    QVERIFY(network);
    torch::NoGradGuard noGradients;
    QVERIFY(isNear(network->forward(ramp()), theirs, 1e-3));
}

void StateDictTest::readsWhatPythonWrites()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("python.pth"));
    if (!runPython(QStringLiteral("import torch\n"
                                  "a = torch.arange(24.).reshape(2, 3, 2, 2)\n"
                                  "torch.save({'epoch': 3, 'model': {\n"
                                  "  'double': a.double(), 'half': a.half(), 'bf16': a.bfloat16(),\n"
                                  "  'last': a.contiguous(memory_format=torch.channels_last),\n"
                                  "  'view': a[1], 'turned': a.transpose(0, 1), 'count': torch.tensor(-5),\n"
                                  "  'parameter': torch.nn.Parameter(a), 'tied': a}}, '%1')\n")
                       .arg(path)))
        QSKIP("python3-torch is not installed");
    const auto file = readWeightFile(path);
    QVERIFY2(file, qPrintable(file ? QString() : file.error().message));
    QCOMPARE(file->tensors.size(), size_t(9));
    const torch::Tensor a = torch::arange(24.0F).reshape({2, 3, 2, 2});
    const auto read = [&](const char* name) {
        return toTensor(*file, *file->find(QString::fromLatin1(name)));
    };
    for (const char* name : {"double", "half", "bf16", "last", "parameter", "tied"})
        QVERIFY2(read(name).to(torch::kFloat32).equal(a), name);
    QVERIFY(read("view").equal(a[1]));
    QVERIFY(read("turned").equal(a.transpose(0, 1)));
    QCOMPARE(read("count").item<int64_t>(), int64_t(-5));
}

void StateDictTest::loadsABodyForOtherClasses()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("net.safetensors"));
    torch::manual_seed(3);
    const auto network = makeNetwork("resnet18", 9);
    network->eval();
    QVERIFY(writeSafetensors(path, weightsOf(*network), {}));
    QVERIFY(!load(QStringLiteral("resnet18"), path, 4, LoadPart::All));
    const auto other = load(QStringLiteral("resnet18"), path, 4, LoadPart::Body);
    QVERIFY(other);
    torch::NoGradGuard noGradients;
    QVERIFY(other->features(ramp()).equal(network->features(ramp())));
    QCOMPARE(other->forward(ramp()).size(1), int64_t(4));
}

void StateDictTest::loadsTheBodyOfAModelWhateverItsHead()
{
    for (const HeadKind head : {HeadKind::Fastai, HeadKind::Linear}) {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("model.safetensors"));
        const auto body = makeNetwork("resnet18", 1);
        body->eval();
        Recipe recipe;
        recipe.head = head;
        std::vector<WeightToWrite> weights;
        for (const auto& [name, tensor] : stateOf(ClassifierNet{body, makeHead(recipe, *body, 3)}))
            weights.push_back(toWeight(QString::fromStdString(name), tensor));
        QVERIFY(writeSafetensors(path, weights, {}));
        const auto opened = openNetwork({QStringLiteral("resnet18"), path, 1, {}, 64});
        QVERIFY2(opened, qPrintable(opened ? QString() : opened.error().message));
        (*opened)->eval();
        torch::NoGradGuard noGradients;
        QVERIFY((*opened)->features(ramp()).equal(body->features(ramp())));
    }
}

void StateDictTest::keepsEveryNumberThroughAFile()
{
    const auto network = makeNetwork("mobilenet_v2", 3);
    const auto bytes = composeSafetensors(weightsOf(*network), {});
    QVERIFY(bytes);
    const auto file = parseWeightFile(*bytes, QStringLiteral("x"));
    QVERIFY(file);
    const auto state = stateOf(*network);
    QCOMPARE(file->tensors.size(), state.size());
    for (const auto& [name, tensor] : state)
        QVERIFY2(toTensor(*file, *file->find(QString::fromStdString(name))).equal(tensor), name.c_str());
}

void StateDictTest::saysWhatDoesNotFit()
{
    const auto file =
        parseWeightFile(*composeSafetensors(weightsOf(*makeNetwork("resnet18", 3)), {}), QStringLiteral("x"));
    QVERIFY(file);
    const auto network = makeNetwork("resnet34", 3);
    const auto loaded = loadState(*network, *file, LoadPart::All, QStringLiteral("some.pth"));
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().code, ErrorCode::BadInput);
    QVERIFY(loaded.error().message.contains(QLatin1String("some.pth")));
    QVERIFY(loaded.error().message.contains(QLatin1String("layer1.2.conv1.weight is missing")));
    QVERIFY(loaded.error().message.contains(QLatin1String("more")));
}

QTEST_GUILESS_MAIN(StateDictTest)
#include "tst_state_dict.moc"
