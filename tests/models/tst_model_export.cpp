#include "core/learning/model_usage.h"
#include "models/engine/model_file.h"
#include "models/export/exported_model.h"
#include "models/export/graph_builder.h"
#include "models/networks/open_network.h"
#include "models/weights/weight_file.h"
#include "tests/support/python.h"

#include <torch/script.h>

#include <QFile>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QtTest>

#include <sstream>

using namespace creel;
using namespace creel::test;

namespace {

constexpr int64_t side = 96;
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
        net.head->forward(poolFeatures(net.body->featureMap(torch::randn({8, 3, side, side}))));
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

} // namespace

/// What leaves for other runtimes computes what Creel computes, for every backbone and head.
class ModelExportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void torchScriptComputesTheSame_data() { networks(); }
    void torchScriptComputesTheSame();
    void pythonRunsTheTorchScript();
    void openCvComputesTheSameFromOnnx_data() { networks(); }
    void openCvComputesTheSameFromOnnx();
    void onnxIsValid_data() { networks(); }
    void onnxIsValid();
    void onnxRuntimeComputesTheSame_data() { networks(); }
    void onnxRuntimeComputesTheSame();
    void theStateDictHoldsEveryNumber_data() { networks(); }
    void theStateDictHoldsEveryNumber();
    void torchvisionTakesTheStateDictStrictly_data() { networks(); }
    void torchvisionTakesTheStateDictStrictly();
    void safetensorsIsTheModelFile();
    void nothingIsLeftOfBatchNorm();
    void refusesADamagedModel();

private:
    static void networks()
    {
        QTest::addColumn<QString>("backbone");
        QTest::addColumn<bool>("isLinear");
        for (const std::string& name : backboneNames())
            for (const bool isLinear : {false, true})
                QTest::addRow("%s, %s", name.c_str(), isLinear ? "linear" : "fastai")
                    << QString::fromStdString(name) << isLinear;
    }

    /// Draws the network of the test's row and writes it as a model file.
    void make(const QString& backbone, bool isLinear);
    void makeRow()
    {
        QFETCH(QString, backbone);
        QFETCH(bool, isLinear);
        make(backbone, isLinear);
    }
    QByteArray exported(ModelFormat format) const
    {
        const auto bytes = exportedModel(m_file, format);
        return bytes ? *bytes : QByteArray();
    }
    QString path(const char* name) const { return m_folder.filePath(QString::fromUtf8(name)); }
    /// Writes x3, y3, x1, y1: images and the logits that Creel gives them, three and one of them.
    void writeExamples() const;
    void onnxComputesTheSame(const QString& imports, const QString& run);

    QTemporaryDir m_folder;
    QString m_file;
    ModelInfo m_info;
    ClassifierNet m_net;
};

void ModelExportTest::init()
{
    m_file = path("model.safetensors");
    m_info = {};
    m_info.name = QStringLiteral("drawn");
    m_info.side = side;
    m_info.temperature = 1.5;
    for (int i = 0; i < classCount; ++i)
        m_info.classes.append(QStringLiteral("trout %1 ✓").arg(i));
}

void ModelExportTest::make(const QString& backbone, bool isLinear)
{
    m_info.backbone = backbone;
    m_info.recipe.head = isLinear ? HeadKind::Linear : HeadKind::Fastai;
    m_info.recipe.hidden = 48;
    m_net = drawNet(m_info);
    QVERIFY(writeModel(m_file, m_net, m_info));
}

void ModelExportTest::writeExamples() const
{
    for (const int64_t count : {3, 1}) {
        const torch::Tensor x = images(count);
        writeNumbers(m_folder.filePath(QStringLiteral("x%1").arg(count)), x);
        writeNumbers(m_folder.filePath(QStringLiteral("y%1").arg(count)), logitsOf(m_net, x));
    }
}

void ModelExportTest::torchScriptComputesTheSame()
{
    makeRow();
    std::istringstream in(exported(ModelFormat::TorchScript).toStdString());
    std::unordered_map<std::string, std::string> extra{{"creel.json", ""}};
    torch::jit::Module module = torch::jit::load(in, torch::kCPU, extra);
    QCOMPARE(QJsonDocument::fromJson(QByteArray::fromStdString(extra["creel.json"])).object(),
             modelUsage(m_info));
    const torch::NoGradGuard noGradients;
    for (const int64_t count : {1, 4}) {
        const torch::Tensor x = images(count);
        const torch::Tensor theirs = module.forward({x}).toTensor();
        QVERIFY2(difference(theirs, logitsOf(m_net, x)) < tolerance,
                 qPrintable(QString::number(difference(theirs, logitsOf(m_net, x)))));
    }
}

void ModelExportTest::pythonRunsTheTorchScript()
{
    make(QStringLiteral("mobilenet_v2"), false);
    writeExamples();
    writeBytes(path("model.pt"), exported(ModelFormat::TorchScript));
    const PythonRun run =
        runPython(QStringLiteral("import json, sys, numpy, torch\n"
                                 "folder = sys.argv[1]\n"
                                 "extra = {'creel.json': ''}\n"
                                 "net = torch.jit.load(folder + '/model.pt', _extra_files=extra)\n"
                                 "assert len(json.loads(extra['creel.json'])['classes']) == 5\n"
                                 "assert len(list(net.double().float().parameters())) > 100\n"
                                 "for n in 3, 1:\n"
                                 "    x = numpy.fromfile(f'{folder}/x{n}', 'f4').reshape(n, 3, 96, 96)\n"
                                 "    y = numpy.fromfile(f'{folder}/y{n}', 'f4').reshape(n, 5)\n"
                                 "    with torch.no_grad(): z = net(torch.from_numpy(x)).numpy()\n"
                                 "    assert abs(y - z).max() < 1e-4, abs(y - z).max()\n"),
                  {m_folder.path()});
    if (run.lacksModule())
        QSKIP("python3-torch is not installed");
    QVERIFY2(run.exitCode == 0, run.err.constData());
}

/// `run` is an expression: the logits of x by the file `model`.
void ModelExportTest::onnxComputesTheSame(const QString& imports, const QString& run)
{
    makeRow();
    writeExamples();
    writeBytes(path("model.onnx"), exported(ModelFormat::Onnx));
    const PythonRun outcome =
        runPython(imports +
                      QStringLiteral("\nimport sys, numpy\n"
                                     "folder = sys.argv[1]\n"
                                     "model = folder + '/model.onnx'\n"
                                     "for n in 3, 1, 3:\n"
                                     "    x = numpy.fromfile(f'{folder}/x{n}', 'f4').reshape(n, 3, 96, 96)\n"
                                     "    y = numpy.fromfile(f'{folder}/y{n}', 'f4').reshape(n, 5)\n"
                                     "    z = ") +
                      run +
                      QStringLiteral("\n"
                                     "    assert z.shape == y.shape, z.shape\n"
                                     "    assert abs(y - z).max() < 1e-4, abs(y - z).max()\n"),
                  {m_folder.path()});
    if (outcome.lacksModule())
        QSKIP("the Python package is not installed");
    QVERIFY2(outcome.exitCode == 0, outcome.err.constData());
}

void ModelExportTest::openCvComputesTheSameFromOnnx()
{
    // One network for all batch sizes, as a program would have it.
    onnxComputesTheSame(
        QStringLiteral("import cv2\n"
                       "def run(model, x, nets={}):\n"
                       "    net = nets.setdefault(model, None) or cv2.dnn.readNetFromONNX(model)\n"
                       "    nets[model] = net\n"
                       "    net.setInput(x)\n"
                       "    return net.forward()\n"),
        QStringLiteral("run(model, x)"));
}

void ModelExportTest::onnxRuntimeComputesTheSame()
{
    onnxComputesTheSame(
        QStringLiteral("import onnxruntime"),
        QStringLiteral("onnxruntime.InferenceSession(model, providers=['CPUExecutionProvider'])"
                       ".run(['logits'], {'images': x})[0]"));
}

void ModelExportTest::onnxIsValid()
{
    makeRow();
    writeBytes(path("model.onnx"), exported(ModelFormat::Onnx));
    const PythonRun run = runPython(
        QStringLiteral(
            "import json, sys, onnx, onnx.checker, onnx.shape_inference\n"
            "model = onnx.load(sys.argv[1])\n"
            "onnx.checker.check_model(model, full_check=True)\n"
            "shape = lambda value: [d.dim_param or d.dim_value for d in value.type.tensor_type.shape.dim]\n"
            "assert shape(model.graph.input[0]) == ['batch', 3, 96, 96]\n"
            "assert shape(model.graph.output[0]) == ['batch', 5]\n"
            "assert 'BatchNormalization' not in {node.op_type for node in model.graph.node}\n"
            "print(json.dumps({p.key: p.value for p in model.metadata_props}))\n"),
        {path("model.onnx")});
    if (run.lacksModule())
        QSKIP("python3-onnx is not installed");
    QVERIFY2(run.exitCode == 0, run.err.constData());
    const QJsonObject properties = QJsonDocument::fromJson(run.out).object();
    QCOMPARE(properties.keys(), modelUsage(m_info).keys());
    QCOMPARE(QJsonDocument::fromJson(properties[QLatin1String("classes")].toString().toUtf8()).array(),
             QJsonArray::fromStringList(m_info.classes));
    QCOMPARE(properties[QLatin1String("side")].toString(), QStringLiteral("96"));
    QCOMPARE(properties[QLatin1String("temperature")].toString(), QStringLiteral("1.5"));
    QCOMPARE(properties[QLatin1String("backbone")].toString(), m_info.backbone);
}

void ModelExportTest::theStateDictHoldsEveryNumber()
{
    makeRow();
    const auto file = parseWeightFile(exported(ModelFormat::StateDict), QStringLiteral("exported"));
    QVERIFY2(file, file ? "" : qPrintable(file.error().message));
    const auto state = stateOf(m_net);
    QCOMPARE(file->tensors.size(), state.size());
    for (size_t i = 0; i < state.size(); ++i) {
        QCOMPARE(file->tensors[i].name, QString::fromStdString(state[i].first)); // torchvision's order
        QCOMPARE(file->tensors[i].offset % 64, qint64(0));
        QVERIFY(toTensor(*file, file->tensors[i]).equal(state[i].second));
    }
}

void ModelExportTest::torchvisionTakesTheStateDictStrictly()
{
    makeRow();
    writeExamples();
    writeBytes(path("model.pth"), exported(ModelFormat::StateDict));
    const bool isLinear = m_info.recipe.head == HeadKind::Linear;
    const PythonRun run = runPython(
        QStringLiteral(
            "import sys, numpy, torch, torchvision\n"
            "folder, backbone, head = sys.argv[1:]\n"
            "state = torch.load(folder + '/model.pth', weights_only=True)\n"
            "net = getattr(torchvision.models, backbone)(num_classes=5).eval()\n"
            "if head == 'linear':\n"
            "    net.load_state_dict(state, strict=True)\n"
            "    x = numpy.fromfile(folder + '/x3', 'f4').reshape(3, 3, 96, 96)\n"
            "    y = numpy.fromfile(folder + '/y3', 'f4').reshape(3, 5)\n"
            "    with torch.no_grad(): z = net(torch.from_numpy(x)).numpy()\n"
            "    assert abs(y - z).max() < 1e-4, abs(y - z).max()\n"
            "else:\n"
            "    last = 'classifier.1' if backbone == 'mobilenet_v2' else 'fc'\n"
            "    own, body = net.state_dict(), {k for k in state if not k.startswith('head.')}\n"
            "    assert body == {k for k in own if not k.startswith(last + '.')}, body ^ set(own)\n"
            "    assert all(state[k].shape == own[k].shape for k in body)\n"),
        {m_folder.path(), m_info.backbone, isLinear ? QStringLiteral("linear") : QStringLiteral("fastai")});
    if (run.lacksModule())
        QSKIP("python3-torchvision is not installed");
    QVERIFY2(run.exitCode == 0, run.err.constData());
}

void ModelExportTest::safetensorsIsTheModelFile()
{
    make(QStringLiteral("resnet18"), false);
    QFile file(m_file);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(exported(ModelFormat::Safetensors), file.readAll());
}

void ModelExportTest::nothingIsLeftOfBatchNorm()
{
    make(QStringLiteral("resnet18"), false);
    const auto model = readModel(m_file);
    QVERIFY(model);
    const Graph graph = makeGraph(*model);
    // 20 convolutions and two linear layers, each with a bias.
    QCOMPARE(graph.weights.size(), size_t(2 * (20 + 2)));
    QCOMPARE(graph.classes, classCount);
    QCOMPARE(graph.side, side);
}

void ModelExportTest::refusesADamagedModel()
{
    make(QStringLiteral("resnet18"), false);
    QFile file(m_file);
    QVERIFY(file.open(QIODevice::ReadWrite) && file.resize(file.size() / 2));
    for (const ModelFormat format : modelFormats())
        QVERIFY(!exportedModel(m_file, format));
}

QTEST_GUILESS_MAIN(ModelExportTest)
#include "tst_model_export.moc"
