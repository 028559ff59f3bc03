#include "core/learning/weight_store.h"

#include <QCryptographicHash>
#include <QTemporaryDir>
#include <QtTest>

using namespace creel;

namespace {

QString write(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() ? path : QString();
}

} // namespace

/// Keeps weight files and knows them again.
class WeightStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void knowsTorchvisionsFiles();
    void remembersWhatWasAdded();
    void refusesAnotherFileOfTheSameName();
    void refusesNamesThatLeaveTheFolder_data();
    void refusesNamesThatLeaveTheFolder();
    void noticesADamagedFile();
    void passesOverForeignRecords();
    void saysHowToGetMissingWeights();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_file;
};

void WeightStoreTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_file = write(m_folder->filePath(QStringLiteral("given.safetensors")), "some weights");
    QVERIFY(!m_file.isEmpty());
}

void WeightStoreTest::knowsTorchvisionsFiles()
{
    QCOMPARE(knownWeights().size(), 4);
    for (const KnownWeights& known : knownWeights()) {
        QCOMPARE(known.url.scheme(), QStringLiteral("https"));
        // torchvision's file names carry the beginning of their SHA-256.
        QVERIFY(known.url.fileName().contains(QString::fromLatin1(known.sha256Prefix)));
        QCOMPARE(known.sha256Prefix.size(), 8);
        QVERIFY(known.url.fileName().startsWith(known.backbone));
        QVERIFY(!known.licence.isEmpty());
        QCOMPARE(known.normalization, Normalization());
    }
}

void WeightStoreTest::remembersWhatWasAdded()
{
    WeightStore store(m_folder->filePath(QStringLiteral("store")));
    QVERIFY(store.stored()->isEmpty());
    StoredWeights weights;
    weights.name = QStringLiteral("mine");
    weights.backbone = QStringLiteral("mobilenet_v2");
    weights.normalization.mean.fill(0.5F);
    QVERIFY(store.add(m_file, weights));
    const auto stored = WeightStore(store.folder()).byName(QStringLiteral("mine"));
    QVERIFY(stored);
    QCOMPARE(stored->backbone, QStringLiteral("mobilenet_v2"));
    QCOMPARE(stored->normalization, weights.normalization);
    QCOMPARE(stored->bytes, 12);
    QCOMPARE(stored->sha256, QCryptographicHash::hash("some weights", QCryptographicHash::Sha256).toHex());
    QVERIFY(stored->file.endsWith(QLatin1String("/store/mine.safetensors")));
    QVERIFY(store.verify(*stored));
    QVERIFY(store.add(m_file, weights)); // the same again is no trouble
    QVERIFY(store.add(stored->file, weights));
    QCOMPARE(store.stored()->size(), 1);
}

void WeightStoreTest::refusesAnotherFileOfTheSameName()
{
    WeightStore store(m_folder->filePath(QStringLiteral("store")));
    StoredWeights weights;
    weights.name = QStringLiteral("mine");
    QVERIFY(store.add(m_file, weights));
    const QString other = write(m_folder->filePath(QStringLiteral("other.pth")), "others");
    const auto added = store.add(other, weights);
    QVERIFY(!added);
    QCOMPARE(added.error().code, ErrorCode::Exists);
    QCOMPARE(store.byName(QStringLiteral("mine"))->bytes, 12);
}

void WeightStoreTest::refusesNamesThatLeaveTheFolder_data()
{
    QTest::addColumn<QString>("name");
    for (const char* name : {"", "../up", "a/b", ".hidden", "a b", "-x"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void WeightStoreTest::refusesNamesThatLeaveTheFolder()
{
    QFETCH(QString, name);
    WeightStore store(m_folder->filePath(QStringLiteral("store")));
    StoredWeights weights;
    weights.name = name;
    const auto added = store.add(m_file, weights);
    QVERIFY(!added);
    QCOMPARE(added.error().code, ErrorCode::BadInput);
}

void WeightStoreTest::noticesADamagedFile()
{
    WeightStore store(m_folder->filePath(QStringLiteral("store")));
    StoredWeights weights;
    weights.name = QStringLiteral("mine");
    const auto stored = store.add(m_file, weights);
    QVERIFY(stored);
    write(stored->file, "some w_ights");
    QCOMPARE(store.verify(*stored).error().code, ErrorCode::Corrupt);
    QFile::remove(stored->file);
    QCOMPARE(store.verify(*stored).error().code, ErrorCode::NotFound);
}

void WeightStoreTest::passesOverForeignRecords()
{
    const WeightStore store(m_folder->path());
    write(m_folder->filePath(QStringLiteral("a.json")), "not JSON");
    write(m_folder->filePath(QStringLiteral("b.json")), R"({"name":"b","file":"../../etc/passwd"})");
    write(m_folder->filePath(QStringLiteral("c.json")), R"({"name":"c","file":"given.safetensors"})");
    const auto stored = store.stored();
    QVERIFY(stored);
    QCOMPARE(stored->size(), 1);
    QCOMPARE(stored->first().name, QStringLiteral("c"));
}

void WeightStoreTest::saysHowToGetMissingWeights()
{
    const WeightStore store(m_folder->path());
    const auto known = store.byName(QStringLiteral("resnet34"));
    QVERIFY(!known && known.error().message.contains(QLatin1String("creel weights fetch resnet34")));
    const auto unknown = store.byName(QStringLiteral("resnet99"));
    QVERIFY(!unknown && unknown.error().message.contains(QLatin1String("creel weights add")));
}

QTEST_GUILESS_MAIN(WeightStoreTest)
#include "tst_weight_store.moc"
