#include "models/networks/state_dict.h"
#include "tests/support/python.h"
#include "tests/support/shared_data.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace {

/// "name shape" of everything that a state dict holds.
QStringList describe(const std::string& backbone, int classes)
{
    QStringList lines;
    for (const auto& [name, tensor] : creel::stateOf(*creel::makeNetwork(backbone, classes))) {
        QStringList shape;
        for (const int64_t size : tensor.sizes())
            shape.append(QString::number(size));
        lines.append(QString::fromStdString(name + ' ') + shape.join(QLatin1Char('x')));
    }
    return lines;
}

/// Runs a script with the system's Python; empty where it has no torchvision.
QByteArray runTorchvision(const QString& script)
{
    const creel::test::PythonRun run = creel::test::runPython(script);
    return run.exitCode == 0 ? run.out : QByteArray();
}

} // namespace

/// Holds the networks to torchvision's numbers, names and shapes.
class NetworksTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void drawsAndComputesWhatTorchvisionDoes();
    void hasTorchvisionsSizes_data();
    void hasTorchvisionsSizes();
    void namesMatchTorchvision_data() { backbones(); }
    void namesMatchTorchvision();
    void freshWeightsMatchTorchvision_data() { backbones(); }
    void freshWeightsMatchTorchvision();
    void refusesAnUnknownName() { QVERIFY(!creel::makeNetwork("resnet35", 10)); }

private:
    static void backbones()
    {
        QTest::addColumn<QString>("backbone");
        for (const std::string& name : creel::backboneNames())
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }
};

void NetworksTest::drawsAndComputesWhatTorchvisionDoes()
{
    CREEL_NEEDS_SHARED(shared);
    QFile file(shared + QStringLiteral("/resnet34_seed0_expected.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonObject golden = QJsonDocument::fromJson(file.readAll()).object();
    const QJsonArray expected = golden[QLatin1String("expected")].toArray();

    torch::NoGradGuard noGradients;
    torch::manual_seed(0);
    const auto network = creel::makeNetwork("resnet34", expected.size());
    network->eval();
    const torch::Tensor logits = network->forward(torch::rand({1, 3, 224, 224}));
    QCOMPARE(logits.size(1), int64_t(expected.size()));
    for (int i = 0; i < expected.size(); ++i)
        QVERIFY(std::abs(logits[0][i].item<double>() - expected[i].toDouble()) < 1e-3);
}

void NetworksTest::hasTorchvisionsSizes_data()
{
    QTest::addColumn<QString>("backbone");
    QTest::addColumn<qint64>("parameters");
    QTest::addColumn<int>("entries");
    QTest::addColumn<QStringList>("some");
    const auto row = [](const char* name, qint64 parameters, int entries, const QByteArrayList& some) {
        QStringList names;
        for (const QByteArray& text : some)
            names.append(QString::fromLatin1(text));
        QTest::newRow(name) << QString::fromLatin1(name) << parameters << entries << names;
    };
    row("resnet18", 11'689'512, 122,
        {"conv1.weight 64x3x7x7", "layer2.0.downsample.0.weight 128x64x1x1", "fc.bias 1000"});
    row("resnet34", 21'797'672, 218,
        {"bn1.num_batches_tracked ", "layer3.5.conv2.weight 256x256x3x3", "fc.weight 1000x512"});
    row("resnet50", 25'557'032, 320,
        {"layer1.0.downsample.1.running_var 256", "layer4.2.conv3.weight 2048x512x1x1",
         "fc.weight 1000x2048"});
    row("mobilenet_v2", 3'504'872, 314,
        {"features.0.0.weight 32x3x3x3", "features.1.conv.0.0.weight 32x1x3x3",
         "features.17.conv.3.running_mean 320", "features.18.1.bias 1280", "classifier.1.weight 1000x1280"});
}

void NetworksTest::hasTorchvisionsSizes()
{
    QFETCH(QString, backbone);
    QFETCH(qint64, parameters);
    QFETCH(int, entries);
    QFETCH(QStringList, some);
    const QStringList state = describe(backbone.toStdString(), 1000);
    QCOMPARE(state.size(), entries);
    for (const QString& line : some)
        QVERIFY2(state.contains(line), qPrintable(line));
    qint64 count = 0;
    const auto network = creel::makeNetwork(backbone.toStdString(), 1000);
    for (const torch::Tensor& parameter : network->parameters())
        count += parameter.numel();
    QCOMPARE(count, parameters);
    QVERIFY(state.contains(QString::fromStdString(network->headName()) +
                           QStringLiteral(".weight 1000x%1").arg(network->featureCount())));
}

void NetworksTest::namesMatchTorchvision()
{
    QFETCH(QString, backbone);
    const QByteArray theirs = runTorchvision(
        QStringLiteral("import torchvision\n"
                       "for name, value in torchvision.models.%1(num_classes=7).state_dict().items():\n"
                       "    print(name, 'x'.join(map(str, value.shape)))\n")
            .arg(backbone));
    if (theirs.isEmpty())
        QSKIP("python3-torchvision is not installed");
    QCOMPARE(describe(backbone.toStdString(), 7).join(QLatin1Char('\n')) + QLatin1Char('\n'),
             QString::fromUtf8(theirs));
}

void NetworksTest::freshWeightsMatchTorchvision()
{
    QFETCH(QString, backbone);
    const QByteArray theirs = runTorchvision(
        QStringLiteral("import torch, torchvision, json\n"
                       "torch.manual_seed(5)\n"
                       "net = torchvision.models.%1(num_classes=7).eval()\n"
                       "with torch.no_grad(): print(json.dumps(net(torch.rand(2, 3, 96, 96)).tolist()))\n")
            .arg(backbone));
    if (theirs.isEmpty())
        QSKIP("python3-torchvision is not installed");
    torch::NoGradGuard noGradients;
    torch::manual_seed(5);
    const auto network = creel::makeNetwork(backbone.toStdString(), 7);
    network->eval();
    const torch::Tensor ours = network->forward(torch::rand({2, 3, 96, 96}));
    const QJsonArray rows = QJsonDocument::fromJson(theirs).array();
    QCOMPARE(rows.size(), 2);
    for (int row = 0; row < 2; ++row)
        for (int i = 0; i < 7; ++i)
            QVERIFY(std::abs(ours[row][i].item<double>() - rows[row].toArray()[i].toDouble()) < 1e-3);
}

QTEST_GUILESS_MAIN(NetworksTest)
#include "tst_networks.moc"
