#include "core/insight/similarity.h"

#include "core/catalog/thumbnail_store.h"
#include "tests/support/catalog_factory.h"

#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QtTest>

#include <thread>

using namespace creel;
using namespace creel::test;

namespace {

constexpr int photos = 300;
const QByteArray key(16, 'k');

/// As a body gives them: averages, then maxima, here in two dimensions at an angle.
std::vector<float> atAngle(double degrees)
{
    const double angle = degrees * M_PI / 180;
    return {float(std::cos(angle)), float(std::sin(angle)), 1, 1};
}

} // namespace

/// Photos that look alike are found, the nearest first, and none that ought to be left out.
class SimilarityTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void findsTheNearestFirst();
    void agreesWithComparingByHand();
    void leavesCopiesOut();
    void prefersAcceptedReferences();
    void readsLabelsThroughMergesAndDecisions();
    void takesInWhatIsNew();
    void findsNothingByAnotherNetwork();
    void beginsAnewWithTheCache();
    void answersWhileItIsRefreshed();
    void isRefreshedWhileSearchesOverlap();

private:
    QString path() const { return m_folder->filePath(QStringLiteral("test.creel")); }
    /// Photo n has the hash that makeCatalog() gave its row.
    static QByteArray hash(int photo) { return m_hashes.value(photo); }
    void put(int photo, const std::vector<float>& features) const
    {
        const FeatureStore::Entry entry{hash(photo), features};
        must(must(FeatureStore::open(path())).put(key, {&entry, 1}));
    }
    void sql(const QString& text) const { must(m_catalog->run(text)); }
    void refresh(SimilarPhotos& similar) const
    {
        FeatureStore store = must(FeatureStore::open(path()));
        must(similar.refresh(*m_catalog, store));
    }
    QList<qint64> nearest(const std::vector<float>& features, const SimilarOptions& options = {}) const
    {
        SimilarPhotos similar(key);
        refresh(similar);
        QList<qint64> ids;
        for (const SimilarPhoto& photo : similar.nearest(features, options))
            ids.append(photo.id.value());
        return ids;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Connection> m_catalog;
    static inline QHash<int, QByteArray> m_hashes;
};

void SimilarityTest::init()
{
    m_catalog.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_catalog = makeCatalog(path(), photos, {QStringLiteral("brown"), QStringLiteral("bull")});
    m_hashes.clear();
    Query query = must(m_catalog->run(QStringLiteral("SELECT id, hash FROM photo")));
    while (query.next())
        m_hashes.insert(int(query.integer(0)), query.bytes(1));
}

void SimilarityTest::findsTheNearestFirst()
{
    for (int photo = 1; photo <= 20; ++photo)
        put(photo, atAngle(photo * 5));
    SimilarPhotos similar(key);
    refresh(similar);
    QCOMPARE(similar.size(), size_t(20));
    const auto found = similar.nearest(atAngle(31), {3});
    QCOMPARE(found.size(), size_t(3));
    QCOMPARE(found[0].id, PhotoId(6)); // at 30 degrees
    QCOMPARE(found[1].id, PhotoId(7)); // at 35
    QCOMPARE(found[2].id, PhotoId(5)); // at 25
    QVERIFY(std::abs(found[0].similarity - std::cos(M_PI / 180)) < 1e-6);
    QVERIFY(found[0].label == QStringLiteral("brown") || found[0].label == QStringLiteral("bull"));
    QCOMPARE(nearest(atAngle(31), {.count = 1000}).size(), 20);
    QCOMPARE(nearest(atAngle(30), {.count = 1, .except = PhotoId(6)}).first(), 7);
}

void SimilarityTest::agreesWithComparingByHand()
{
    constexpr int numbers = 24;
    QRandomGenerator random(7);
    const auto draw = [&] {
        std::vector<float> features(2 * numbers);
        for (float& number : features)
            number = float(random.bounded(2.0) - 1);
        return features;
    };
    const auto cosine = [](const std::vector<float>& a, const std::vector<float>& b) {
        double dot = 0, lengthA = 0, lengthB = 0;
        for (size_t i = 0; i < numbers; ++i) {
            dot += double(a[i]) * double(b[i]);
            lengthA += double(a[i]) * double(a[i]);
            lengthB += double(b[i]) * double(b[i]);
        }
        return dot / std::sqrt(lengthA * lengthB);
    };
    const std::vector<float> asked = draw();
    std::vector<std::pair<double, int>> byHand;
    std::vector<FeatureStore::Entry> entries;
    for (int photo = 1; photo <= photos; ++photo) {
        entries.emplace_back(hash(photo), draw());
        byHand.emplace_back(-cosine(asked, entries.back().second), photo);
    }
    must(must(FeatureStore::open(path())).put(key, entries));
    std::ranges::sort(byHand);
    SimilarPhotos similar(key);
    refresh(similar);
    const auto found = similar.nearest(asked, {.count = photos});
    QCOMPARE(found.size(), size_t(photos));
    for (size_t i = 0; i < found.size(); ++i) {
        QCOMPARE(found[i].id.value(), byHand[i].second);
        QVERIFY(std::abs(found[i].similarity + byHand[i].first) < 1e-5);
    }
}

void SimilarityTest::leavesCopiesOut()
{
    for (int photo = 1; photo <= 6; ++photo)
        put(photo, atAngle(photo));
    sql(QStringLiteral("UPDATE photo SET near_group = 2 WHERE id IN (2, 3)"));
    sql(QStringLiteral("UPDATE photo SET duplicate_of = 3 WHERE id = 4")); // a copy of a near copy
    QCOMPARE(nearest(atAngle(0)), (QList<qint64>{1, 2, 5, 6}));
    QCOMPARE(nearest(atAngle(0), {.alsoCopies = true}), (QList<qint64>{1, 2, 3, 4, 5, 6}));
    QCOMPARE(nearest(atAngle(4), {.except = PhotoId(4)}), (QList<qint64>{5, 6, 1}));
    QCOMPARE(nearest(atAngle(3.9), {.count = 2, .except = PhotoId(4), .alsoCopies = true}),
             (QList<qint64>{3, 5}));
}

void SimilarityTest::prefersAcceptedReferences()
{
    for (int photo = 1; photo <= 6; ++photo)
        put(photo, atAngle(photo));
    sql(QStringLiteral("UPDATE photo SET folder_label_id = NULL WHERE id = 1"));
    sql(QStringLiteral("INSERT INTO review (photo_id, state) VALUES (1, 'accepted'), (2, 'rejected'), "
                       "(4, 'accepted'), (6, 'accepted')"));
    const auto references = [](size_t count) {
        return SimilarOptions{.count = count, .onlyReferences = true};
    };
    QCOMPARE(nearest(atAngle(0), references(2)), (QList<qint64>{4, 6}));
    QCOMPARE(nearest(atAngle(0), references(3)), (QList<qint64>{3, 4, 6}));
    QCOMPARE(nearest(atAngle(0), references(9)), (QList<qint64>{3, 4, 5, 6}));
    SimilarPhotos similar(key);
    refresh(similar);
    const QList<bool> expected{false, false, true, true, true, true, false};
    for (int photo = 1; photo <= 7; ++photo) // the seventh has no features
        QCOMPARE(similar.referenceHash(PhotoId(photo)), expected[photo - 1] ? hash(photo) : QByteArray());
}

void SimilarityTest::readsLabelsThroughMergesAndDecisions()
{
    put(1, atAngle(1));
    SimilarPhotos similar(key);
    refresh(similar);
    const QString folders = similar.nearest(atAngle(0), {}).at(0).label;
    const QString other =
        folders == QStringLiteral("brown") ? QStringLiteral("bull") : QStringLiteral("brown");
    sql(QStringLiteral("INSERT INTO review (photo_id, state, label_id) "
                       "SELECT 1, 'accepted', id FROM label WHERE name = '%1'")
            .arg(other));
    refresh(similar);
    QCOMPARE(similar.nearest(atAngle(0), {}).at(0).label, other);
    QCOMPARE(similar.nearest(atAngle(0), {}).at(0).state, ReviewState::Accepted);
    sql(QStringLiteral("UPDATE label SET merged_into = (SELECT id FROM label WHERE name = '%1') "
                       "WHERE name = '%2'")
            .arg(folders, other));
    refresh(similar);
    QCOMPARE(similar.nearest(atAngle(0), {}).at(0).label, folders);
}

void SimilarityTest::takesInWhatIsNew()
{
    SimilarPhotos similar(key);
    refresh(similar);
    QCOMPARE(similar.size(), size_t(0));
    QVERIFY(similar.nearest(atAngle(0), {}).empty());
    put(1, atAngle(10));
    refresh(similar);
    QCOMPARE(similar.size(), size_t(1));
    put(2, atAngle(5));
    put(1, atAngle(10)); // once more
    refresh(similar);
    QCOMPARE(similar.size(), size_t(2));
    QCOMPARE(similar.nearest(atAngle(0), {}).at(0).id, PhotoId(2));
    sql(QStringLiteral("UPDATE photo SET hash = NULL WHERE id = 2"));
    refresh(similar);
    QCOMPARE(similar.size(), size_t(1));
}

void SimilarityTest::findsNothingByAnotherNetwork()
{
    put(1, atAngle(10));
    QVERIFY(nearest({1, 2, 3, 4, 5, 6}).isEmpty());
    QVERIFY(nearest({}).isEmpty());
    SimilarPhotos other(QByteArray(16, 'o'));
    refresh(other);
    QCOMPARE(other.size(), size_t(0));
}

void SimilarityTest::beginsAnewWithTheCache()
{
    put(1, atAngle(10));
    FeatureStore store = must(FeatureStore::open(path()));
    QVERIFY(store.checkFileIsThere());
    const qint64 version = must(store.dataVersion());
    put(2, atAngle(10));
    QVERIFY(must(store.dataVersion()) != version);
    for (const char* suffix : {"", "-wal", "-shm"})
        QFile::remove(ThumbnailStore::cachePath(path()) + QLatin1String(suffix));
    QVERIFY(!store.checkFileIsThere());
}

void SimilarityTest::answersWhileItIsRefreshed()
{
    std::vector<FeatureStore::Entry> entries;
    for (int photo = 1; photo <= photos; ++photo)
        entries.emplace_back(hash(photo), atAngle(photo / 4.0));
    SimilarPhotos similar(key);
    std::atomic<bool> isOver = false;
    std::thread searcher([&] {
        while (!isOver) {
            const auto found = similar.nearest(atAngle(0), {.count = 5});
            if (!found.empty() && found.front().id != PhotoId(1))
                qFatal("the nearest was not found");
        }
    });
    const std::span all(entries);
    for (size_t first = 0; first < all.size(); first += 50) {
        must(must(FeatureStore::open(path())).put(key, all.subspan(first, 50)));
        refresh(similar);
    }
    isOver = true;
    searcher.join();
    QCOMPARE(similar.size(), size_t(photos));
}

void SimilarityTest::isRefreshedWhileSearchesOverlap()
{
    std::vector<FeatureStore::Entry> entries;
    for (int photo = 1; photo <= photos; ++photo)
        entries.emplace_back(hash(photo), atAngle(photo / 4.0));
    must(must(FeatureStore::open(path())).put(key, entries));
    SimilarPhotos similar(key);
    refresh(similar);
    const QDeadlineTimer deadline(20'000);
    std::atomic<bool> isOver = false;
    std::vector<std::thread> searchers;
    for (int i = 0; i < 8; ++i)
        searchers.emplace_back([&] {
            while (!isOver && !deadline.hasExpired())
                similar.nearest(atAngle(0), {.count = 100});
        });
    int refreshed = 0;
    for (; refreshed < 50 && !deadline.hasExpired(); ++refreshed)
        refresh(similar);
    isOver = true;
    for (std::thread& searcher : searchers)
        searcher.join();
    QCOMPARE(refreshed, 50);
}

QTEST_GUILESS_MAIN(SimilarityTest)
#include "tst_similarity.moc"
