#include "core/learning/model_info.h"

#include "tests/support/byte_folder.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/drawn_photo.h"
#include "tests/support/fake_training.h"

#include <QJsonDocument>
#include <QtEndian>
#include <QtTest>

using namespace creel;
using namespace creel::test;

namespace {

ModelInfo someInfo()
{
    ModelInfo info;
    info.name = QStringLiteral("trout 3");
    info.classes = {QStringLiteral("brown"), QStringLiteral("bull trout"), QStringLiteral("Äsche")};
    info.backbone = QStringLiteral("resnet34");
    info.side = 352;
    info.normalization.mean = {0.5F, 0.4F, 0.3F};
    info.recipe.seed = 7;
    info.bodyWeights = QByteArray(64, 'a');
    info.weightsSource = QStringLiteral("resnet34");
    info.temperature = 1.37;
    info.abstainBelow = 0.6;
    info.splitDigest = QByteArray(64, 'b');
    info.catalogRevision = 12;
    info.createdAt = 1'700'000'000'000;
    info.creelVersion = QStringLiteral("0.1.0");
    info.trainPhotos = 350;
    return info;
}

QByteArray safetensors(const QJsonObject& header)
{
    const QByteArray json = QJsonDocument(header).toJson(QJsonDocument::Compact);
    QByteArray bytes(8, '\0');
    qToLittleEndian(quint64(json.size()), bytes.data());
    return bytes + json;
}

} // namespace

/// What a model file says of itself.
class ModelInfoTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void standsForItselfInJson();
    void keepsTheScores();
    void isReadFromTheFilesHeader();
    void refusesFilesThatAreNoModels_data();
    void refusesFilesThatAreNoModels();
    void refusesUnusableDescriptions();

private:
    ByteFolder m_folder;
};

void ModelInfoTest::standsForItselfInJson()
{
    const ModelInfo info = someInfo();
    const ModelInfo back = must(modelInfoFromJson(toJson(info)));
    QCOMPARE(toJson(back), toJson(info));
    QCOMPARE(back.classes, info.classes);
    QCOMPARE(back.normalization, info.normalization);
    QCOMPARE(back.recipe, info.recipe);
    QCOMPARE(back.bodyWeights, info.bodyWeights);
    QVERIFY(!back.valid && !back.test && !back.splits && !back.int8);
}

void ModelInfoTest::keepsTheScores()
{
    ModelInfo info = someInfo();
    info.valid = evaluate(std::vector<float>{0.5F, 0.3F, 0.2F}, std::vector<int>{1}, 3);
    info.test = evaluate(std::vector<float>{0.5F, 0.3F, 0.2F}, std::vector<int>{0}, 3);
    info.splits = {wilsonShare(80, 100), wilsonShare(90, 100)};
    info.int8 = {0.2, 0.995, 0.1};
    const ModelInfo back = must(modelInfoFromJson(toJson(info)));
    QCOMPARE(toJson(back), toJson(info));
    QCOMPARE(back.valid->confusion, info.valid->confusion);
    QCOMPARE(back.test->accuracy.value, 1.0);
    QCOMPARE(back.splits->random.value, 0.9);
    QCOMPARE(back.int8->agreement, 0.995);
}

void ModelInfoTest::isReadFromTheFilesHeader()
{
    const QString file = m_folder.file("m.safetensors");
    must(FakeModel{someInfo(), std::vector<FakeFeatures>(3)}.write(file));
    QCOMPARE(toJson(must(readModelInfo(file))), toJson(someInfo()));
}

void ModelInfoTest::refusesFilesThatAreNoModels_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("short") << QByteArray("1234567");
    QTest::newRow("a picture") << encoded(drawnPhoto(1));
    QTest::newRow("header longer than the file") << safetensors({}).replace(0, 1, "\x03");
    QTest::newRow("no JSON") << QByteArray("\x04\0\0\0\0\0\0\0moin", 12);
    QTest::newRow("plain weights") << safetensors({});
    QTest::newRow("another program's metadata") << safetensors(
        {{QStringLiteral("__metadata__"), QJsonObject{{QStringLiteral("format"), QStringLiteral("pt")}}}});
    QTest::newRow("no description") << safetensors(
        {{QStringLiteral("__metadata__"), QJsonObject{{QStringLiteral("creel"), QStringLiteral("{}")}}}});
}

void ModelInfoTest::refusesFilesThatAreNoModels()
{
    QFETCH(const QByteArray, bytes);
    writeFile(m_folder.path("no.safetensors"), bytes);
    const auto info = readModelInfo(m_folder.file("no.safetensors"));
    QVERIFY(!info);
    QCOMPARE(info.error().code, ErrorCode::BadInput);
    QVERIFY(info.error().message.contains(QLatin1String("no.safetensors")));
}

void ModelInfoTest::refusesUnusableDescriptions()
{
    QCOMPARE(readModelInfo(m_folder.file("none")).error().code, ErrorCode::NotFound);
    const QList<std::function<void(ModelInfo&)>> spoilers{
        [](ModelInfo& info) { info.classes = {QStringLiteral("one")}; },
        [](ModelInfo& info) { info.classes[1] = info.classes[0]; },
        [](ModelInfo& info) { info.classes[2].clear(); },
        [](ModelInfo& info) { info.backbone.clear(); },
        [](ModelInfo& info) { info.side = 8; },
        [](ModelInfo& info) { info.temperature = 0; },
        [](ModelInfo& info) { info.recipe.batchSize = -1; },
    };
    for (const auto& spoil : spoilers) {
        ModelInfo info = someInfo();
        spoil(info);
        const auto read = modelInfoFromJson(toJson(info));
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::BadInput);
    }
}

QTEST_GUILESS_MAIN(ModelInfoTest)
#include "tst_model_info.moc"
