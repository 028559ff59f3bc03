#include "models/engine/packed_resnet.h"
#include "models/engine/processor.h"

#include <QtTest>

using namespace creel;

/// A ResNet as oneDNN has packed it against its own layers.
class PackedResNetTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesTheNetworksOwnNumbers_data();
    void givesTheNetworksOwnNumbers();
    void isForResNetsOnAProcessor();
};

void PackedResNetTest::givesTheNetworksOwnNumbers_data()
{
    QTest::addColumn<QString>("backbone");
    QTest::addColumn<bool>("isBFloat16");
    for (const char* backbone : {"resnet18", "resnet50"})
        for (const bool isBFloat16 : {false, true})
            QTest::addRow("%s in %s", backbone, isBFloat16 ? "bfloat16" : "float32")
                << QString::fromLatin1(backbone) << isBFloat16;
}

void PackedResNetTest::givesTheNetworksOwnNumbers()
{
    QFETCH(QString, backbone);
    QFETCH(bool, isBFloat16);
    if (isBFloat16 && !readProcessor().hasBFloat16)
        QSKIP("this processor has no bfloat16 instructions");
    const Compute compute{torch::kCPU, isBFloat16};
    torch::manual_seed(7);
    const torch::NoGradGuard noGradients;
    const auto network = makeNetwork(backbone.toStdString(), 1);
    network->train();
    for (int i = 0; i < 5; ++i)
        network->featureMap(torch::randn({4, 3, 64, 64})); // gives the norms statistics that fit
    network->eval();
    network->foldNorms();
    const auto packed = PackedResNet::of(*network, compute);
    if (!packed)
        QSKIP("this libtorch cannot pack convolutions");
    network->to(compute.type());
    // Another size and another count than those it was packed for, too.
    for (const auto& [count, side] : {std::pair{4, 64}, {4, 64}, {1, 96}, {7, 64}}) {
        const torch::Tensor images = torch::randn({count, 3, side, side}).to(compute.type());
        const torch::Tensor expected = network->featureMap(images).to(torch::kFloat32);
        const torch::Tensor map = packed->featureMap(images);
        QCOMPARE(map.scalar_type(), compute.type());
        QCOMPARE(map.sizes().vec(), expected.sizes().vec());
        const double largest = expected.abs().max().item<double>();
        QVERIFY(largest > 0);
        const double error = (map.to(torch::kFloat32) - expected).abs().max().item<double>();
        QVERIFY2(error < largest * (isBFloat16 ? 0.05 : 1e-4),
                 qPrintable(QStringLiteral("%1 of %2").arg(error).arg(largest)));
    }
}

void PackedResNetTest::isForResNetsOnAProcessor()
{
    const auto folded = [](std::string_view backbone) {
        const auto network = makeNetwork(backbone, 1);
        network->foldNorms();
        return network;
    };
    QVERIFY(!PackedResNet::of(*folded("mobilenet_v2"), Compute{}));
    QVERIFY(!PackedResNet::of(*folded("resnet18"), Compute{torch::Device(torch::kCUDA, 0)}));
}

QTEST_GUILESS_MAIN(PackedResNetTest)
#include "tst_packed_resnet.moc"
