#include "core/learning/embedding.h"

#include "core/catalog/catalog.h"
#include "core/catalog/photo_store.h"
#include "core/catalog/thumbnail_store.h"
#include "core/imaging/content_hash.h"
#include "core/ingest/import.h"
#include "core/learning/body_source.h"
#include "core/learning/weight_store.h"
#include "tests/support/byte_folder.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/drawn_photo.h"
#include "tests/support/fake_engine.h"

#include <QtTest>

using namespace creel;
using namespace creel::test;

/// Features of a catalog's photos: computed once, kept, and never another network's.
class EmbeddingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void computesEachPhotoOnce();
    void keepsTheFeaturesByContent();
    void goesOnAfterAFailure();
    void stopsWhenCancelled();
    void stopsAmongTheLastPhotos();
    void passesOverFilesThatChangedOrWent();
    void sharesTheCacheWithThumbnails();
    void tellsNetworksApart();
    void choosesBodies();

private:
    BytePath photos(const BytePath& name = {}) const { return joinPath(m_folder->path("photos"), name); }
    void paint(const BytePath& name, const QColor& colour) const
    {
        QImage image(64, 48, QImage::Format_RGB32);
        image.fill(colour);
        writeFile(photos(name), encoded(image, "png"));
    }
    void import()
    {
        ImportRequest request;
        request.catalogPath = m_folder->file("test.creel");
        request.paths = {photos()};
        must(importPhotos(request, {}));
        m_catalog = must(openCatalog(request.catalogPath, Connection::Access::ReadOnly));
    }
    Result<EmbedOutcome> embed(JobContext context = {})
    {
        FeatureStore store = must(FeatureStore::open(m_catalog->path()));
        return embedPhotos(m_engine, m_body, *m_catalog, store, std::move(context));
    }
    std::vector<float> featuresOf(const BytePath& name)
    {
        QFile file(QFile::decodeName(photos(name)));
        if (!file.open(QIODevice::ReadOnly))
            return {};
        FeatureStore store = must(FeatureStore::open(m_catalog->path()));
        return must(store.features(must(featureKey(m_body, m_engine.report())), contentHash(file.readAll())));
    }

    std::unique_ptr<ByteFolder> m_folder;
    std::unique_ptr<Connection> m_catalog;
    FakeEngine m_engine;
    BodyChoice m_body;
};

void EmbeddingTest::init()
{
    m_catalog.reset();
    m_engine = {};
    m_folder = std::make_unique<ByteFolder>();
    m_body = {};
    m_body.backbone = QStringLiteral("resnet34");
    qputenv("CREEL_WEIGHTS", QFile::encodeName(m_folder->file("weights")));
}

void EmbeddingTest::computesEachPhotoOnce()
{
    for (int i = 0; i < 70; ++i)
        paint("p" + QByteArray::number(i) + ".png", QColor::fromHsv(i * 5, 200, 200));
    paint("copy.png", QColor::fromHsv(0, 200, 200)); // the same bytes as p0.png
    writeFile(photos("no.jpg"), "<html>");
    import();
    const auto first = embed();
    QVERIFY(first);
    QCOMPARE(first->computed, 70);
    QCOMPARE(first->cached, 1);
    QCOMPARE(first->skipped, 1);
    QCOMPARE(first->featureCount, 4);
    const auto again = embed();
    QVERIFY(again);
    QCOMPARE(again->computed, 0);
    QCOMPARE(again->cached, 71);
    QCOMPARE(m_engine.photosShown(), 70);
}

void EmbeddingTest::keepsTheFeaturesByContent()
{
    paint("red.png", Qt::red);
    paint("blue.png", Qt::blue);
    import();
    QVERIFY(embed());
    QCOMPARE(featuresOf("red.png"), (std::vector<float>{1, 0, 0, 1, 1, 0, 0, 1}));
    QCOMPARE(featuresOf("blue.png"), (std::vector<float>{0, 0, 1, 1, 0, 0, 1, 1}));
}

void EmbeddingTest::goesOnAfterAFailure()
{
    for (int i = 0; i < 50; ++i)
        paint(QByteArray::number(i) + ".png", QColor::fromHsv(i * 7, 255, 255));
    import();
    m_engine.failAfter(40);
    QVERIFY(!embed());
    QCOMPARE(m_engine.photosShown(), 40);
    m_engine.failAfter(-1);
    const auto rest = embed();
    QVERIFY(rest);
    QCOMPARE(rest->cached, 32); // the one batch that was done
    QCOMPARE(rest->computed, 18);
}

void EmbeddingTest::stopsWhenCancelled()
{
    paint("red.png", Qt::red);
    import();
    const CancelToken token;
    token.cancel();
    const auto stopped = embed(JobContext(token, {}));
    QVERIFY(!stopped);
    QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
    QCOMPARE(m_engine.photosShown(), 0);
}

void EmbeddingTest::stopsAmongTheLastPhotos()
{
    for (int i = 0; i < 40; ++i) // so few that all are with the workers before the first batch is shown
        paint(QByteArray::number(i) + ".png", QColor::fromHsv(i * 7, 255, 255));
    import();
    const CancelToken token;
    const auto stopped = embed(JobContext(token, [&token](const Progress&) { token.cancel(); }));
    QVERIFY(!stopped);
    QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
    QCOMPARE(m_engine.photosShown(), 32);
    const auto rest = embed();
    QVERIFY(rest);
    QCOMPARE(rest->cached, 32);
    QCOMPARE(rest->computed, 8);
}

void EmbeddingTest::passesOverFilesThatChangedOrWent()
{
    paint("red.png", Qt::red);
    paint("gone.png", Qt::green);
    paint("stays.png", Qt::blue);
    import();
    paint("red.png", Qt::yellow);
    QVERIFY(QFile::remove(QFile::decodeName(photos("gone.png"))));
    const auto outcome = embed();
    QVERIFY(outcome);
    QCOMPARE(outcome->computed, 1);
    QCOMPARE(outcome->skipped, 2);
    QVERIFY(featuresOf("red.png").empty());
}

void EmbeddingTest::sharesTheCacheWithThumbnails()
{
    paint("red.png", Qt::red);
    import();
    QVERIFY(embed());
    ThumbnailStore thumbnails = must(ThumbnailStore::open(m_catalog->path()));
    QVERIFY(!must(thumbnails.thumbnail(must(PhotoStore(*m_catalog).byId(PhotoId(1)))->hash)).isEmpty());
    // The cache may be deleted at any time.
    const QString cache = ThumbnailStore::cachePath(m_catalog->path());
    QVERIFY(QFile::remove(cache));
    QFile::remove(cache + QStringLiteral("-wal"));
    QFile::remove(cache + QStringLiteral("-shm"));
    const auto again = embed();
    QVERIFY(again);
    QCOMPARE(again->computed, 1);
}

void EmbeddingTest::tellsNetworksApart()
{
    const EngineReport report = m_engine.report();
    const QByteArray key = must(featureKey(m_body, report));
    QCOMPARE(key.size(), 16);
    QCOMPARE(must(featureKey(m_body, report)), key);
    QList<BodyChoice> others(5, m_body);
    others[0].backbone = QStringLiteral("resnet18");
    others[1].side = 256;
    others[2].normalization.mean[1] = 0.5F;
    others[3].seed = 2;
    writeFile(m_folder->path("w.pth"), "weights");
    others[4].weightsFile = m_folder->file("w.pth");
    QSet<QByteArray> keys{key};
    for (const BodyChoice& other : others)
        keys.insert(must(featureKey(other, report)));
    EngineReport other = report;
    other.precision = QStringLiteral("bfloat16");
    keys.insert(must(featureKey(m_body, other)));
    writeFile(m_folder->path("w.pth"), "other weights");
    keys.insert(must(featureKey(others[4], report)));
    QCOMPARE(keys.size(), 8);
}

void EmbeddingTest::choosesBodies()
{
    writeFile(m_folder->path("w.pth"), "weights");
    StoredWeights weights;
    weights.name = QStringLiteral("mine");
    weights.backbone = QStringLiteral("mobilenet_v2");
    weights.normalization.mean.fill(0.5F);
    must(WeightStore().add(m_folder->file("w.pth"), weights));

    const BodyChoice stored = must(chooseBody({QStringLiteral("mine"), {}}));
    QCOMPARE(stored.backbone, weights.backbone);
    QCOMPARE(stored.normalization, weights.normalization);
    QVERIFY(!chooseBody({QStringLiteral("mine"), QStringLiteral("resnet34")}));
    QCOMPARE(must(chooseBody({m_folder->file("w.pth"), QStringLiteral("resnet18")})).weightsFile,
             m_folder->file("w.pth"));
    QVERIFY(!chooseBody({m_folder->file("w.pth"), {}}));
    QVERIFY(must(chooseBody({QStringLiteral("none"), QStringLiteral("resnet18")})).weightsFile.isEmpty());
    const auto missing = chooseBody({QStringLiteral("resnet34"), QStringLiteral("resnet34")});
    QVERIFY(!missing && missing.error().message.contains(QLatin1String("creel weights fetch")));
}

QTEST_GUILESS_MAIN(EmbeddingTest)
#include "tst_embedding.moc"
