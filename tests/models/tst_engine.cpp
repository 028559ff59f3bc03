#include "core/learning/engine_loader.h"
#include "models/engine/compute.h"
#include "models/engine/presets.h"
#include "models/engine/processor.h"
#include "models/engine/torch_version.h"
#include "models/networks/state_dict.h"
#include "tests/support/environment_setting.h"
#include "tests/support/shared_data.h"

#include <QPainter>
#include <QTemporaryDir>

using namespace creel;
using namespace creel::test;

namespace {

QImage photo(QSize size, QColor left, QColor right)
{
    QImage image(size, QImage::Format_RGB32);
    QPainter painter(&image);
    painter.fillRect(image.rect(), left);
    painter.fillRect(QRect(size.width() / 2, 0, size.width(), size.height()), right);
    return image;
}

std::unique_ptr<Engine> float32Engine()
{
    EngineOptions options;
    options.precision = Precision::Float32;
    auto engine = loadEngine(options);
    return engine ? std::move(*engine) : nullptr;
}

double cosine(const float* a, const float* b, int count)
{
    double dot = 0, aa = 0, bb = 0;
    for (int i = 0; i < count; ++i) {
        dot += double(a[i]) * b[i];
        aa += double(a[i]) * a[i];
        bb += double(b[i]) * b[i];
    }
    return dot / std::sqrt(aa * bb);
}

} // namespace

/// The engine as the program sees it: loaded at run time, through the seam alone.
class EngineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhatItRunsOn();
    void refusesEmulatedBFloat16();
    void keepsToTheInstructionsThatOneDnnMayUse();
    void asksTheGpuAndNotTheProcessor();
    void predictsInInt8WhereThatIsFastest();
    void keepsInt8OnTheProcessor();
    void namesTheGpu();
    void refusesALibtorchThatItWasNotBuiltWith();
    void computesTheNetworksFeatures();
    void mirrorsAPhoto();
    void givesOnePhotosFeaturesWhateverTheBatch();
    void bFloat16StaysCloseToFloat32();
    void cutsTheCentreOut();
    void checksWeightsAgainstTheBackbone();
    void refusesAnUnknownBackbone();
};

void EngineTest::saysWhatItRunsOn()
{
    EngineOptions options;
    options.threads = 1;
    const auto engine = loadEngine(options);
    QVERIFY2(engine, qPrintable(engine ? QString() : engine.error().message));
    const EngineReport report = (*engine)->report();
    QVERIFY(report.runtime.startsWith(QLatin1String("libtorch ")));
    QCOMPARE(report.device, QStringLiteral("cpu"));
    QCOMPARE(report.threads, 1);
    QCOMPARE(report.precision,
             readProcessor().hasBFloat16 ? QStringLiteral("bfloat16") : QStringLiteral("float32"));
    QVERIFY((*engine)->backbones().contains(QLatin1String("resnet34")));
}

void EngineTest::refusesEmulatedBFloat16()
{
    const Processor old{QStringLiteral("an old one"), false};
    QCOMPARE(choosePrecision(Precision::Auto, old)->precision, Precision::Float32);
    const auto refused = choosePrecision(Precision::BFloat16, old);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Unsupported);
    const Processor newer{QStringLiteral("a new one"), true};
    QCOMPARE(choosePrecision(Precision::Auto, newer)->precision, Precision::BFloat16);
    QCOMPARE(choosePrecision(Precision::Float32, newer)->precision, Precision::Float32);
}

void EngineTest::keepsToTheInstructionsThatOneDnnMayUse()
{
    const EnvironmentSetting all("ONEDNN_MAX_CPU_ISA", "ALL"); // whatever these tests run with
    const bool hasBFloat16 = readProcessor().hasBFloat16, hasInt8 = readProcessor().hasInt8;
    {
        const EnvironmentSetting older("ONEDNN_MAX_CPU_ISA", "AVX512_CORE_VNNI");
        QVERIFY(!readProcessor().hasBFloat16);
        QCOMPARE(readProcessor().isHeldBack, hasBFloat16);
        QCOMPARE(readProcessor().hasInt8, hasInt8);
    }
    {
        const EnvironmentSetting oldest("ONEDNN_MAX_CPU_ISA", "AVX2_VNNI");
        QVERIFY(!readProcessor().hasInt8);
    }
    {
        const EnvironmentSetting newer("ONEDNN_MAX_CPU_ISA", "avx512_core_amx");
        QCOMPARE(readProcessor().hasBFloat16, hasBFloat16);
        QVERIFY(!readProcessor().isHeldBack);
    }
    const auto choice = choosePrecision(Precision::Auto, {QStringLiteral("a new one"), false, false, true});
    QCOMPARE(choice->precision, Precision::Float32);
    QVERIFY(choice->reason.contains(QLatin1String("ONEDNN_MAX_CPU_ISA")));
}

void EngineTest::asksTheGpuAndNotTheProcessor()
{
    const Processor old{QStringLiteral("beside an old GPU"), false, true};
    QCOMPARE(choosePrecision(Precision::Auto, old)->precision, Precision::Float32);
    const auto refused = choosePrecision(Precision::BFloat16, old);
    QVERIFY(!refused);
    QVERIFY(refused.error().message.contains(QLatin1String("GPU")));
    const auto newer = choosePrecision(Precision::Auto, {QStringLiteral("beside a new GPU"), true, true});
    QCOMPARE(newer->precision, Precision::BFloat16);
    QVERIFY(newer->reason.contains(QLatin1String("GPU")));
}

void EngineTest::predictsInInt8WhereThatIsFastest()
{
    Processor processor{QStringLiteral("one with AVX2")};
    QVERIFY(!predictsInInt8(Precision::Auto, processor));
    QVERIFY(predictsInInt8(Precision::Int8, processor));
    processor.hasInt8 = true;
    QVERIFY(predictsInInt8(Precision::Auto, processor));
    QVERIFY(!predictsInInt8(Precision::Float32, processor));
    processor.hasBFloat16 = true;
    QVERIFY(!predictsInInt8(Precision::Auto, processor));
    QVERIFY(predictsInInt8(Precision::Int8, processor));
    const Processor gpu{QStringLiteral("a GPU"), false, true};
    QVERIFY(!predictsInInt8(Precision::Auto, gpu));
}

void EngineTest::keepsInt8OnTheProcessor()
{
    QCOMPARE(chooseDevice(DeviceChoice::Auto, Precision::Int8)->str(), std::string("cpu"));
    const auto refused = chooseDevice(DeviceChoice::Cuda, Precision::Int8);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Unsupported);
    QVERIFY(refused.error().message.contains(QLatin1String("int8")));
}

void EngineTest::namesTheGpu()
{
    const QTemporaryDir folder;
    const auto add = [&](const char* gpu, const QByteArray& model) {
        const QDir gpus(folder.path());
        gpus.mkdir(QString::fromUtf8(gpu));
        QFile file(gpus.filePath(QString::fromUtf8(gpu)) + QStringLiteral("/information"));
        return file.open(QIODevice::WriteOnly) &&
               file.write("Model: \t\t " + model + "\nIRQ:   \t\t 79\n") > 0;
    };
    const QString unknown = gpuNameIn(folder.path());
    QVERIFY(unknown.contains(QLatin1String("NVIDIA")));
    QVERIFY(add("0000:01:00.0", "NVIDIA GeForce RTX 3060"));
    QVERIFY(add("0000:02:00.0", "NVIDIA GeForce RTX 3060"));
    QCOMPARE(gpuNameIn(folder.path()), QStringLiteral("NVIDIA GeForce RTX 3060"));
    QVERIFY(add("0000:03:00.0", "Quadro P400")); // which of them libtorch takes is not known
    QCOMPARE(gpuNameIn(folder.path()), unknown);
}

void EngineTest::refusesALibtorchThatItWasNotBuiltWith()
{
    QCOMPARE(loadedTorch(), compiledTorch());
    QVERIFY(checkTorch(QStringLiteral("2.15.0"), QStringLiteral("2.15.0")));
    for (const QString& other : {QStringLiteral("1.13.0"), QString()}) {
        const auto refused = checkTorch(QStringLiteral("2.15.0"), other);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::NewerVersion);
        QVERIFY(refused.error().message.contains(QLatin1String("2.15.0")));
        QVERIFY(refused.error().message.contains(other));
        QVERIFY(refused.error().message.contains(QLatin1String("app/setup --torch pip")));
    }
}

void EngineTest::computesTheNetworksFeatures()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("net.safetensors"));
    torch::manual_seed(2);
    const auto network = makeNetwork("resnet18", 3);
    network->eval();
    QVERIFY(writeSafetensors(path, weightsOf(*network), {}));

    const auto engine = float32Engine();
    QVERIFY(engine);
    const BodyChoice choice{QStringLiteral("resnet18"), path, 1, {}, 64};
    const auto body = engine->openBody(choice);
    QVERIFY(body);
    const std::vector<QImage> photos{photo({100, 80}, Qt::red, Qt::green),
                                     photo({70, 90}, Qt::blue, Qt::white)};
    const auto features = (*body)->embed(photos);
    QVERIFY(features);
    QCOMPARE((*body)->featureCount(), 512);
    QCOMPARE(features->size(), size_t(2 * 2 * 512));

    torch::NoGradGuard noGradients;
    const torch::Tensor map = network->featureMap(EvalPreset{64, {}, false}.batch(photos).contiguous());
    const torch::Tensor expected = torch::cat({map.mean({2, 3}), map.amax({2, 3})}, 1);
    QVERIFY((torch::tensor(*features).reshape({2, 1024}) - expected).abs().max().item<double>() < 1e-4);
}

void EngineTest::mirrorsAPhoto()
{
    const auto engine = float32Engine();
    QVERIFY(engine);
    const auto body = engine->openBody({QStringLiteral("resnet18"), {}, 4, {}, 64});
    QVERIFY(body);
    const QImage image = photo({64, 64}, Qt::red, Qt::green);
    const auto mirrored = (*body)->embed(std::vector{image}, true);
    const auto turned = (*body)->embed(std::vector{image.mirrored(true, false)});
    const auto plain = (*body)->embed(std::vector{image});
    QVERIFY(mirrored && turned && plain);
    QCOMPARE(*mirrored, *turned);
    QVERIFY(*mirrored != *plain);
}

void EngineTest::givesOnePhotosFeaturesWhateverTheBatch()
{
    const auto engine = float32Engine();
    QVERIFY(engine);
    const auto body = engine->openBody({QStringLiteral("mobilenet_v2"), {}, 4, {}, 64});
    QVERIFY(body);
    const QImage image = photo({64, 64}, Qt::cyan, Qt::darkRed);
    const auto alone = (*body)->embed(std::vector{image});
    const auto among = (*body)->embed(std::vector{image, photo({90, 90}, Qt::blue, Qt::red), image});
    QVERIFY(alone && among);
    for (size_t i = 0; i < alone->size(); ++i)
        QVERIFY(std::abs((*alone)[i] - (*among)[i]) < 1e-3);
}

void EngineTest::bFloat16StaysCloseToFloat32()
{
    CREEL_NEEDS_SHARED(shared);
    if (!readProcessor().hasBFloat16)
        QSKIP("this processor has no bfloat16 instructions");
    const BodyChoice choice{
        QStringLiteral("resnet34"), shared + QStringLiteral("/weights/resnet34_distilled.pth"), 1, {}, 224};
    const std::vector<QImage> photos{QImage(shared + QStringLiteral("/exif_orientation/Landscape_1.jpg"))};
    QVERIFY(!photos[0].isNull());
    EngineOptions options;
    options.precision = Precision::BFloat16;
    const auto fast = loadEngine(options);
    const auto exact = float32Engine();
    QVERIFY(fast && exact);
    const auto fastBody = (*fast)->openBody(choice);
    const auto exactBody = exact->openBody(choice);
    QVERIFY(fastBody && exactBody);
    const auto a = (*fastBody)->embed(photos);
    const auto b = (*exactBody)->embed(photos);
    QVERIFY(a && b);
    QVERIFY(cosine(a->data(), b->data(), 512) > 0.999);
}

void EngineTest::cutsTheCentreOut()
{
    // Only the middle is white; 7/8 of the short side stays.
    QImage image(400, 160, QImage::Format_RGB32);
    image.fill(Qt::black);
    QPainter painter(&image);
    painter.fillRect(QRect(130, 10, 140, 140), Qt::white);
    painter.end();
    Normalization half;
    half.mean.fill(0.5F);
    half.deviation.fill(0.5F);
    const torch::Tensor square = EvalPreset{32, half, false}.batch(std::vector{image});
    QCOMPARE(square.sizes().vec(), (std::vector<int64_t>{1, 3, 32, 32}));
    QVERIFY((square - 1).abs().max().item<double>() < 1e-6);
    // A single pixel and an image with an alpha channel do too.
    for (const QImage& odd :
         {QImage(1, 1, QImage::Format_ARGB32), QImage(3, 500, QImage::Format_Grayscale8)}) {
        QImage filled = odd;
        filled.fill(Qt::white);
        QVERIFY((EvalPreset{32, half, false}.batch(std::vector{filled}) - 1).abs().max().item<double>() <
                1e-6);
    }
}

void EngineTest::checksWeightsAgainstTheBackbone()
{
    CREEL_NEEDS_SHARED(shared);
    const auto engine = float32Engine();
    QVERIFY(engine);
    const QString file = shared + QStringLiteral("/weights/mobilenet_v2_torchvision_norm05.pth");
    QVERIFY(engine->checkWeights(file, QStringLiteral("mobilenet_v2")));
    QVERIFY(!engine->checkWeights(file, QStringLiteral("resnet34")));
    QVERIFY(!engine->checkWeights(shared + QStringLiteral("/DATA.md"), QStringLiteral("resnet34")));
}

void EngineTest::refusesAnUnknownBackbone()
{
    const auto engine = float32Engine();
    QVERIFY(engine);
    const auto body = engine->openBody({QStringLiteral("vgg16"), {}, 1, {}, 224});
    QVERIFY(!body);
    QVERIFY(body.error().message.contains(QLatin1String("vgg16")));
}

QTEST_GUILESS_MAIN(EngineTest)
#include "tst_engine.moc"
