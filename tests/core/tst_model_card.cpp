#include "core/learning/model_export.h"
#include "core/learning/model_usage.h"
#include "tests/support/fake_engine.h"
#include "tests/support/fake_training.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QtTest>

using namespace creel;
using namespace creel::test;

namespace {

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Of three classes; the second is called what the first is, once in five.
Evaluation someScores()
{
    std::vector<float> probabilities;
    std::vector<int> truth;
    const auto add = [&](int label, int called, int photos) {
        for (int i = 0; i < photos; ++i) {
            for (int each = 0; each < 3; ++each)
                probabilities.push_back(each == called ? 0.8F : 0.1F);
            truth.push_back(label);
        }
    };
    add(0, 0, 40);
    add(1, 1, 32);
    add(1, 0, 8);
    add(2, 2, 5);
    return evaluate(probabilities, truth, 3);
}

} // namespace

/// What an exported model brings with it, and that it is all there or nothing is.
class ModelCardTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void writesTheModelItsCardAndItsUsage();
    void theCardSaysWhatTheModelFileSays();
    void theCardClaimsNothingThatIsNotKnown();
    void theCardShowsNamesLiterally();
    void theCardOfManyClassesListsMistakes();
    void theUsageSaysHowToPrepareAPhoto();
    void writesOverNothingUnlessAllowed();
    void neverWritesOverTheModel();
    void leavesNothingBehindWhenItFails_data();
    void leavesNothingBehindWhenItFails();
    void namesAnExportAfterItsModel();

private:
    QString file(const char* name) const { return m_folder->filePath(QString::fromUtf8(name)); }
    ModelExportRequest request(const char* out, ModelFormat format = ModelFormat::Onnx) const
    {
        return {m_model, format, bytePathFromLocal(file(out)), false};
    }
    QString cardOf(const ModelInfo& info) const
    {
        return QString::fromUtf8(contentOf(exported(info) + QStringLiteral(".md")));
    }
    /// Where a model of that description was exported to.
    QString exported(const ModelInfo& info) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_model;
    ModelInfo m_info;
};

void ModelCardTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_model = file("trout.safetensors");
    m_info = {};
    m_info.name = QStringLiteral("trout");
    m_info.classes = {QStringLiteral("brown_trout"), QStringLiteral("bull_trout"),
                      QStringLiteral("rainbow_trout")};
    m_info.backbone = QStringLiteral("resnet34");
    m_info.side = 352;
    m_info.temperature = 1.25;
    m_info.abstainBelow = 0.6;
    m_info.createdAt = 1'700'000'000'000; // 2023-11-14
    m_info.creelVersion = QStringLiteral("0.9");
    m_info.trainPhotos = 1234;
    m_info.valid = someScores();
    QVERIFY((FakeModel{m_info, {{}, {}, {}}}.write(m_model)));
}

QString ModelCardTest::exported(const ModelInfo& info) const
{
    const QString model = file("other.safetensors");
    FakeEngine engine;
    ModelExportRequest wanted = request("out.onnx");
    wanted.model = model;
    wanted.mayOverwrite = true;
    const auto written = FakeModel{info, std::vector<FakeFeatures>(size_t(info.classes.size()))}.write(model);
    const auto done = exportModel(engine, wanted, {});
    if (!done)
        qWarning("%s", qPrintable(done.error().message));
    return written && done ? file("out.onnx") : QString();
}

void ModelCardTest::writesTheModelItsCardAndItsUsage()
{
    FakeEngine engine;
    const auto summary = exportModel(engine, request("new/folder/t.onnx"), {});
    QVERIFY2(summary, summary ? "" : qPrintable(summary.error().message));
    const QDir folder(file("new/folder"));
    QCOMPARE(
        folder.entryList(QDir::Files | QDir::Hidden),
        QStringList({QStringLiteral("t.onnx"), QStringLiteral("t.onnx.json"), QStringLiteral("t.onnx.md")}));
    const QByteArray bytes = contentOf(folder.filePath(QStringLiteral("t.onnx")));
    QCOMPARE(bytes, "onnx of " + contentOf(m_model));
    QCOMPARE(summary->bytes, qint64(bytes.size()));
    QCOMPARE(summary->sha256, QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
    QCOMPARE(QJsonDocument::fromJson(contentOf(folder.filePath(QStringLiteral("t.onnx.json")))).object(),
             modelUsage(m_info));
    QVERIFY(contentOf(folder.filePath(QStringLiteral("t.onnx.md"))).contains(summary->sha256));
}

void ModelCardTest::theCardSaysWhatTheModelFileSays()
{
    m_info.weightsSource = QStringLiteral("resnet34");
    m_info.splits = {wilsonShare(80, 100), wilsonShare(95, 100)};
    m_info.test = someScores();
    const QString card = cardOf(m_info);
    for (const char* part :
         {"# trout\n", "resnet34", "brown_trout, bull_trout, rainbow_trout", "Creel 0.9 on 2023-11-14",
          "1,234 photos", "| bull_trout | 40 | 40 |", "91 % (83–95 %)", "85 photos",
          "| brown_trout | 0.833 | 1.000 | 0.909 | 40 |", "| bull_trout | 8 | 32 | 0 |",
          "Scores on test photos", "Below a confidence of 0.600", "| 3: whole network | 352 | 4 | 0.0005 |",
          "BSD-3-Clause (torchvision)",
          "Fewer than 20 validation photos, so little is known about: rainbow_trout", "80 % (71–87 %)",
          "95 % (89–98 %)", "| temperature | 1.2500 |", "| mean | 0.485, 0.456, 0.406 |"})
        QVERIFY2(card.contains(QString::fromUtf8(part)), qPrintable(QString::fromUtf8(part) + card));
}

void ModelCardTest::theCardClaimsNothingThatIsNotKnown()
{
    m_info.weightsSource = QStringLiteral("my own.pth");
    m_info.valid.reset();
    const QString card = cardOf(m_info);
    QVERIFY(card.contains(QLatin1String("my own.pth; their licence: not known to Creel")));
    QVERIFY(card.contains(QLatin1String("It has not been measured at all.")));
    QVERIFY(!card.contains(QLatin1String("Scores on")));
    QVERIFY(!card.contains(QLatin1String("random one")));
    m_info.weightsSource.clear();
    QVERIFY(cardOf(m_info).contains(QLatin1String("Started from random weights.")));
}

void ModelCardTest::theCardShowsNamesLiterally()
{
    m_info.classes = {QStringLiteral("a|b"), QStringLiteral("<img src=x>"), QStringLiteral("line\nbreak *")};
    const QString card = cardOf(m_info);
    QVERIFY(card.contains(QLatin1String("| a\\|b | 40 | none |")));
    QVERIFY(card.contains(QLatin1String("\\<img src=x\\>")));
    QVERIFY(card.contains(QLatin1String("line break \\*")));
}

void ModelCardTest::theCardOfManyClassesListsMistakes()
{
    const int count = 40;
    m_info.classes.clear();
    std::vector<float> probabilities;
    std::vector<int> truth;
    for (int label = 0; label < count; ++label) {
        m_info.classes.append(QStringLiteral("class%1").arg(label));
        for (int each = 0; each < count; ++each)
            probabilities.push_back(each == (label == 7 ? 9 : label) ? 0.5F : 0.5F / (count - 1));
        truth.push_back(label);
    }
    m_info.valid = evaluate(probabilities, truth, count);
    const QString card = cardOf(m_info);
    QVERIFY(card.contains(QStringLiteral("| class7 → class9 | 1 |")));
    QVERIFY(!card.contains(QLatin1String("was called | class0 |")));
}

void ModelCardTest::theUsageSaysHowToPrepareAPhoto()
{
    const QJsonObject usage = modelUsage(m_info);
    QCOMPARE(usage[QLatin1String("side")].toInt(), 352);
    QCOMPARE(usage[QLatin1String("crop")].toDouble(), 0.875);
    QCOMPARE(usage[QLatin1String("classes")].toArray(), QJsonArray::fromStringList(m_info.classes));
    QVERIFY(std::abs(usage[QLatin1String("std")].toArray().at(2).toDouble() - 0.225) < 1e-6);
    QCOMPARE(usage[QLatin1String("temperature")].toDouble(), 1.25);
    QCOMPARE(usage[QLatin1String("abstain_below")].toDouble(), 0.6);
}

void ModelCardTest::writesOverNothingUnlessAllowed()
{
    FakeEngine engine;
    for (const char* there : {"t.pt", "t.pt.md", "t.pt.json"}) {
        QFile old(file(there));
        QVERIFY(old.open(QIODevice::WriteOnly) && old.write("mine") == 4);
        old.close();
        const auto refused = exportModel(engine, request("t.pt", ModelFormat::TorchScript), {});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Exists);
        QVERIFY(refused.error().message.contains(QString::fromUtf8(there)));
        QCOMPARE(contentOf(file(there)), QByteArray("mine"));
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden).size(), 2);
        ModelExportRequest allowed = request("t.pt", ModelFormat::TorchScript);
        allowed.mayOverwrite = true;
        QVERIFY(exportModel(engine, allowed, {}));
        QVERIFY(contentOf(file(there)) != "mine");
        for (const char* each : {"t.pt", "t.pt.md", "t.pt.json"})
            QVERIFY(QFile::remove(file(each)));
    }
}

void ModelCardTest::neverWritesOverTheModel()
{
    FakeEngine engine;
    const QByteArray before = contentOf(m_model);
    QVERIFY(QFile::link(m_model, file("link.onnx")));
    for (const char* name : {"trout.safetensors", "link.onnx"}) {
        ModelExportRequest wanted = request(name);
        wanted.mayOverwrite = true;
        const auto refused = exportModel(engine, wanted, {});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::BadInput);
        QCOMPARE(contentOf(m_model), before);
    }
}

void ModelCardTest::leavesNothingBehindWhenItFails_data()
{
    QTest::addColumn<QByteArray>("out");
    QTest::addColumn<QByteArray>("model");
    QTest::addColumn<bool>("isCancelled");
    QTest::newRow("no such model") << QByteArray("new/t.onnx") << QByteArray("gone.safetensors") << false;
    QTest::newRow("no model at all") << QByteArray("new/t.onnx") << QByteArray("text.txt") << false;
    QTest::newRow("a file for a folder")
        << QByteArray("text.txt/t.onnx") << QByteArray("trout.safetensors") << false;
    QTest::newRow("a name that is a folder") << QByteArray("sub") << QByteArray("trout.safetensors") << false;
    QTest::newRow("no name") << QByteArray("sub/") << QByteArray("trout.safetensors") << false;
    QTest::newRow("stopped") << QByteArray("new/t.onnx") << QByteArray("trout.safetensors") << true;
}

void ModelCardTest::leavesNothingBehindWhenItFails()
{
    QFETCH(const QByteArray, out);
    QFETCH(const QByteArray, model);
    QFETCH(const bool, isCancelled);
    QFile text(file("text.txt"));
    QVERIFY(text.open(QIODevice::WriteOnly) && text.write("no model, some words") > 0);
    text.close();
    QVERIFY(QDir(m_folder->path()).mkdir(QStringLiteral("sub")));
    FakeEngine engine;
    ModelExportRequest wanted = request(out.constData());
    wanted.model = file(model.constData());
    wanted.mayOverwrite = true;
    const CancelToken token;
    if (isCancelled)
        token.cancel();
    const auto refused = exportModel(engine, wanted, JobContext(token, {}));
    QVERIFY(!refused);
    QVERIFY(!refused.error().message.isEmpty());
    QCOMPARE(refused.error().code == ErrorCode::Cancelled, isCancelled);
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList(
                 {QStringLiteral("sub"), QStringLiteral("text.txt"), QStringLiteral("trout.safetensors")}));
    QVERIFY(QDir(file("sub")).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
}

void ModelCardTest::namesAnExportAfterItsModel()
{
    const QString model = QStringLiteral("/some/where/trout v1.2.safetensors");
    QCOMPARE(modelExportName(model, ModelFormat::Onnx), QStringLiteral("trout v1.2.onnx"));
    QCOMPARE(modelExportName(model, ModelFormat::TorchScript), QStringLiteral("trout v1.2.pt"));
    QCOMPARE(modelExportName(model, ModelFormat::Safetensors), QStringLiteral("trout v1.2.safetensors"));
    QCOMPARE(modelExportName(model, ModelFormat::StateDict), QStringLiteral("trout v1.2.pth"));
    for (const ModelFormat format : modelFormats())
        QVERIFY(modelFormatFromName(modelFormatName(format)) == format);
    QVERIFY(!modelFormatFromName(QStringLiteral("tflite")));
}

QTEST_GUILESS_MAIN(ModelCardTest)
#include "tst_model_card.moc"
