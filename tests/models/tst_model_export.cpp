#include "core/learning/model_usage.h"
#include "models/engine/model_file.h"
#include "models/export/exported_model.h"
#include "models/export/graph_builder.h"
#include "models/networks/open_network.h"
#include "tests/support/python.h"

#include <torch/script.h>

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QtTest>

using namespace creel;
using namespace creel::test;

namespace {

constexpr int64_t side = 64;
constexpr int64_t classCount = 5;
constexpr double tolerance = 1e-4;

/// Weights from a seed, and norms with the statistics and factors of a network that has seen something.
ClassifierNet drawNet(const ModelInfo& info)
{
    torch::manual_seed(11);
    const torch::NoGradGuard noGradients;
    ClassifierNet net{makeNetwork(info.backbone.toStdString(), 1), nullptr};
    net.head = makeHead(info.recipe, *net.body, info.classes.size());
    for (auto& [name, tensor] : stateOf(net))
        if (tensor.dim() == 1 && tensor.is_floating_point() && !QByteArrayView(name).contains("running"))
            tensor.add_(torch::randn_like(tensor) * 0.1);
    net.body->train();
    net.head->train();
    for (int i = 0; i < 8; ++i)
        net.head->forward(poolFeatures(net.body->featureMap(torch::randn({4, 3, side, side}))));
    net.body->eval();
    net.head->eval();
    return net;
}

torch::Tensor images(int64_t count)
{
    torch::manual_seed(12);
    return torch::randn({count, 3, side, side});
}

torch::Tensor logitsOf(const ClassifierNet& net, const torch::Tensor& x)
{
    const torch::NoGradGuard noGradients;
    return net.head->forward(poolFeatures(net.body->featureMap(x.clone())));
}

double difference(const torch::Tensor& a, const torch::Tensor& b)
{
    return a.sizes() == b.sizes() ? (a - b).abs().max().item<double>() : INFINITY;
}

/// Floats as numpy.fromfile reads them.
void writeNumbers(const QString& path, const torch::Tensor& tensor)
{
    const torch::Tensor plain = tensor.contiguous();
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(static_cast<const char*>(plain.data_ptr()), qint64(plain.nbytes()));
}

void writeBytes(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
}

/// A drawn network with everything that it was exported to, in a folder of its own.
struct Drawn
{
    ModelInfo info;
    ClassifierNet net;
    QString folder;

    QString file(const char* name) const { return folder + QLatin1Char('/') + QString::fromUtf8(name); }
};

/// Runs before every script: `names` are the networks' folders, `x` and `y` read images and Creel's logits.
const QString preamble = QStringLiteral(
    "import json, sys, numpy\n"
    "names = sys.argv[1:]\n"
    "def x(name, n): return numpy.fromfile(f'{name}/x{n}', 'f4').reshape(n, 3, 64, 64)\n"
    "def y(name, n): return numpy.fromfile(f'{name}/y{n}', 'f4').reshape(n, 5)\n"
    "def check(name, n, logits):\n"
    "    assert logits.shape == (n, 5), (name, logits.shape)\n"
    "    assert abs(logits - y(name, n)).max() < 1e-4, (name, n, abs(logits - y(name, n)).max())\n");

} // namespace

/// What leaves for other runtimes computes what Creel computes, for every backbone and head.
class ModelExportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void torchScriptComputesTheSame_data() { networks(); }
    void torchScriptComputesTheSame();
    void pythonRunsTheTorchScript();
    void openCvRunsTheOnnx();
    void onnxRuntimeRunsTheOnnx();
    void onnxIsValid();
    void theStateDictHoldsEveryNumber_data() { networks(); }
    void theStateDictHoldsEveryNumber();
    void torchvisionTakesTheStateDict();
    void safetensorsIsTheModelFile();
    void nothingIsLeftOfBatchNorm();
    void refusesADamagedModel();

private:
    void networks() const
    {
        QTest::addColumn<int>("network");
        for (size_t i = 0; i < m_drawn.size(); ++i)
            QTest::newRow(qPrintable(QFileInfo(m_drawn[i].folder).fileName())) << int(i);
    }
    void draw(const QString& backbone, HeadKind head);
    /// Runs `script` on all networks; skips the test where it lacks a package.
    void runOnAll(const QString& script, PythonRun& run) const;

    QTemporaryDir m_folder;
    std::vector<Drawn> m_drawn;
};

void ModelExportTest::draw(const QString& backbone, HeadKind head)
{
    Drawn drawn;
    drawn.info.name = QStringLiteral("drawn");
    drawn.info.side = side;
    drawn.info.temperature = 1.5;
    for (int i = 0; i < classCount; ++i)
        drawn.info.classes.append(QStringLiteral("trout %1 ✓").arg(i));
    drawn.info.backbone = backbone;
    drawn.info.recipe.head = head;
    drawn.info.recipe.hidden = 48;
    drawn.net = drawNet(drawn.info);
    drawn.folder = m_folder.filePath(backbone + QLatin1Char(' ') + headName(head));
    QVERIFY(QDir().mkpath(drawn.folder));
    QVERIFY(writeModel(drawn.file("model.safetensors"), drawn.net, drawn.info));
    for (const ModelFormat format : {ModelFormat::Onnx, ModelFormat::TorchScript, ModelFormat::StateDict}) {
        const auto bytes = exportedModel(drawn.file("model.safetensors"), format);
        QVERIFY(bytes);
        writeBytes(drawn.folder + QStringLiteral("/model.") + modelFormatSuffix(format), *bytes);
    }
    for (const int64_t count : {3, 1}) {
        writeNumbers(drawn.folder + QStringLiteral("/x%1").arg(count), images(count));
        writeNumbers(drawn.folder + QStringLiteral("/y%1").arg(count), logitsOf(drawn.net, images(count)));
    }
    m_drawn.push_back(std::move(drawn));
}

void ModelExportTest::initTestCase()
{
    for (const std::string& backbone : backboneNames())
        for (const HeadKind head : {HeadKind::Fastai, HeadKind::Linear})
            draw(QString::fromStdString(backbone), head);
    QCOMPARE(m_drawn.size(), 2 * backboneNames().size());
}

void ModelExportTest::runOnAll(const QString& script, PythonRun& run) const
{
    QStringList folders;
    for (const Drawn& drawn : m_drawn)
        folders.append(drawn.folder);
    run = runPython(preamble + script, folders);
    if (run.lacksModule())
        QSKIP("the Python package is not installed");
    QVERIFY2(run.exitCode == 0, run.err.constData());
}

void ModelExportTest::torchScriptComputesTheSame()
{
    QFETCH(const int, network);
    const Drawn& drawn = m_drawn[size_t(network)];
    std::unordered_map<std::string, std::string> extra{{"creel.json", ""}};
    torch::jit::Module module =
        torch::jit::load(QFile::encodeName(drawn.file("model.pt")).toStdString(), torch::kCPU, extra);
    QCOMPARE(QJsonDocument::fromJson(QByteArray::fromStdString(extra["creel.json"])).object(),
             modelUsage(drawn.info));
    const torch::NoGradGuard noGradients;
    for (const int64_t count : {1, 4}) {
        const torch::Tensor x = images(count);
        const double off = difference(module.forward({x}).toTensor(), logitsOf(drawn.net, x));
        QVERIFY2(off < tolerance, qPrintable(QString::number(off)));
    }
}

void ModelExportTest::pythonRunsTheTorchScript()
{
    PythonRun run;
    runOnAll(QStringLiteral(
                 "import torch\n"
                 "for name in names:\n"
                 "    extra = {'creel.json': ''}\n"
                 "    net = torch.jit.load(name + '/model.pt', _extra_files=extra)\n"
                 "    assert len(json.loads(extra['creel.json'])['classes']) == 5\n"
                 "    with torch.no_grad():\n"
                 "        for n in 3, 1: check(name, n, net(torch.from_numpy(x(name, n))).numpy())\n"
                 "    assert net.double()(torch.zeros(1, 3, 64, 64).double()).dtype == torch.float64\n"),
             run);
}

void ModelExportTest::openCvRunsTheOnnx()
{
    PythonRun run; // one network for all batch sizes, as a program would have it
    runOnAll(QStringLiteral("import cv2\n"
                            "for name in names:\n"
                            "    net = cv2.dnn.readNetFromONNX(name + '/model.onnx')\n"
                            "    for n in 3, 1, 3:\n"
                            "        net.setInput(x(name, n))\n"
                            "        check(name, n, net.forward())\n"),
             run);
}

void ModelExportTest::onnxRuntimeRunsTheOnnx()
{
    PythonRun run;
    runOnAll(
        QStringLiteral("import onnxruntime\n"
                       "for name in names:\n"
                       "    net = onnxruntime.InferenceSession(name + '/model.onnx',\n"
                       "                                       providers=['CPUExecutionProvider'])\n"
                       "    assert net.get_modelmeta().custom_metadata_map['side'] == '64'\n"
                       "    for n in 3, 1: check(name, n, net.run(['logits'], {'images': x(name, n)})[0])\n"),
        run);
}

void ModelExportTest::onnxIsValid()
{
    PythonRun run;
    runOnAll(
        QStringLiteral(
            "import onnx, onnx.checker\n"
            "shape = lambda value: [d.dim_param or d.dim_value for d in value.type.tensor_type.shape.dim]\n"
            "for name in names:\n"
            "    model = onnx.load(name + '/model.onnx')\n"
            "    onnx.checker.check_model(model, full_check=True)\n"
            "    assert shape(model.graph.input[0]) == ['batch', 3, 64, 64]\n"
            "    assert shape(model.graph.output[0]) == ['batch', 5]\n"
            "    assert 'BatchNormalization' not in {node.op_type for node in model.graph.node}\n"
            "    print(json.dumps({p.key: p.value for p in model.metadata_props}))\n"),
        run);
    const QList<QByteArray> lines = run.out.trimmed().split('\n');
    for (size_t i = 0; !run.out.isEmpty() && i < m_drawn.size(); ++i) {
        const ModelInfo& info = m_drawn[i].info;
        const QJsonObject properties = QJsonDocument::fromJson(lines.value(qsizetype(i))).object();
        QCOMPARE(properties.keys(), modelUsage(info).keys());
        QCOMPARE(QJsonDocument::fromJson(properties[QLatin1String("classes")].toString().toUtf8()).array(),
                 QJsonArray::fromStringList(info.classes));
        QCOMPARE(properties[QLatin1String("temperature")].toString(), QStringLiteral("1.5"));
        QCOMPARE(properties[QLatin1String("backbone")].toString(), info.backbone);
    }
}

void ModelExportTest::theStateDictHoldsEveryNumber()
{
    QFETCH(const int, network);
    const Drawn& drawn = m_drawn[size_t(network)];
    const auto file = readWeightFile(drawn.file("model.pth"));
    QVERIFY2(file, file ? "" : qPrintable(file.error().message));
    const auto state = stateOf(drawn.net);
    QCOMPARE(file->tensors.size(), state.size());
    for (size_t i = 0; i < state.size(); ++i) {
        QCOMPARE(file->tensors[i].name, QString::fromStdString(state[i].first)); // torchvision's order
        QCOMPARE(file->tensors[i].offset % 64, qint64(0));
        QVERIFY(toTensor(*file, file->tensors[i]).equal(state[i].second));
    }
}

void ModelExportTest::torchvisionTakesTheStateDict()
{
    PythonRun run;
    runOnAll(QStringLiteral(
                 "import os, torch, torchvision\n"
                 "for name in names:\n"
                 "    backbone, head = os.path.basename(name).split()\n"
                 "    state = torch.load(name + '/model.pth', weights_only=True)\n"
                 "    torch.load(name + '/model.pth')\n"
                 "    net = getattr(torchvision.models, backbone)(num_classes=5).eval()\n"
                 "    if head == 'linear':\n"
                 "        net.load_state_dict(state, strict=True)\n"
                 "        with torch.no_grad(): check(name, 3, net(torch.from_numpy(x(name, 3))).numpy())\n"
                 "    else:\n"
                 "        last = 'classifier.1.' if backbone == 'mobilenet_v2' else 'fc.'\n"
                 "        own, body = net.state_dict(), {k for k in state if not k.startswith('head.')}\n"
                 "        assert body == {k for k in own if not k.startswith(last)}, body ^ set(own)\n"
                 "        assert all(state[k].shape == own[k].shape for k in body)\n"),
             run);
}

void ModelExportTest::safetensorsIsTheModelFile()
{
    const QString name = m_drawn.front().file("model.safetensors");
    QFile file(name);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto bytes = exportedModel(name, ModelFormat::Safetensors);
    QVERIFY(bytes);
    QCOMPARE(*bytes, file.readAll());
}

void ModelExportTest::nothingIsLeftOfBatchNorm()
{
    const auto model = readModel(m_drawn.front().file("model.safetensors"));
    QVERIFY(model);
    const Graph graph = makeGraph(*model);
    QCOMPARE(graph.weights.size(), size_t(2 * (20 + 2))); // ResNet-18's convolutions and two linear layers
    QCOMPARE(graph.classes, classCount);
    QCOMPARE(graph.side, side);
}

void ModelExportTest::refusesADamagedModel()
{
    const QString cut = m_folder.filePath(QStringLiteral("cut.safetensors"));
    const QString whole = m_drawn.front().file("model.safetensors");
    QVERIFY(QFile::copy(whole, cut) && QFile::resize(cut, QFileInfo(whole).size() / 2));
    for (const ModelFormat format : modelFormats())
        QVERIFY(!exportedModel(cut, format));
}

QTEST_GUILESS_MAIN(ModelExportTest)
#include "tst_model_export.moc"
