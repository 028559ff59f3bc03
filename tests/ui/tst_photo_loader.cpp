#include "tests/support/drawn_catalog.h"
#include "tests/support/drawn_photo.h"
#include "tests/ui/open_desk.h"
#include "ui/desk.h"
#include "ui/loupe/photo_loader.h"

#include <QFile>
#include <QSignalSpy>
#include <QtTest>

using namespace creel;

namespace {

constexpr QSize size(600, 400);

/// A desk on a catalog of drawn photos, and a loader with a screen of 300 pixels.
struct Setup
{
    explicit Setup(int photos) : catalog(photos, size) { open(); }

    void open()
    {
        QVERIFY(test::openWhole(desk, catalog.path()));
        loader.setScreenSide(300);
    }
    PhotoId id(int position) { return desk.model()->photoId(position); }
    bool isThere(int position) { return !loader.cached(id(position)).isNull(); }

    test::DrawnCatalog catalog;
    Desk desk;
    PhotoLoader loader{desk};
};

} // namespace

class PhotoLoaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void screenSizedPictureComesFirstAndAllPixelsWhenAsked();
    void pixelsAreThePhotos();
    void foreseenPhotosAreThereAtOnce();
    void photosPassedByAreNotDecoded();
    void newWishesReplaceOldForesight();
    void cacheIsBounded();
    void leastRecentlyShownGoesFirst();
    void tinyCacheDoesNotDecodeNeighboursForEver();
    void deletedFileFailsInWords();
    void knownProblemIsToldAtOnce();
    void truncatedPhotoIsShownAndFlagged();
    void changedFileIsDecodedAnew();
    void forgetsPhotosWithTheirCatalog();
};

void PhotoLoaderTest::screenSizedPictureComesFirstAndAllPixelsWhenAsked()
{
    Setup setup(1);
    QSignalSpy ready(&setup.loader, &PhotoLoader::ready);
    QVERIFY(setup.loader.photo(setup.id(0)).isNull());
    QVERIFY(ready.wait(test::patienceMs));
    QCOMPARE(setup.loader.cached(setup.id(0)).pixels.size(), QSize(300, 200));
    QCOMPARE(setup.loader.cached(setup.id(0)).fullSize, size);
    // Reduced pixels can be shown while the rest is read.
    QCOMPARE(setup.loader.photo(setup.id(0), PhotoLoader::Detail::Full).pixels.size(), QSize(300, 200));
    QVERIFY(ready.wait(test::patienceMs));
    QCOMPARE(setup.loader.photo(setup.id(0), PhotoLoader::Detail::Full).pixels.size(), size);
    QVERIFY2(!ready.wait(200), "nothing is left to decode");
}

void PhotoLoaderTest::pixelsAreThePhotos()
{
    Setup setup(2);
    setup.loader.photo(setup.id(1), PhotoLoader::Detail::Full);
    QTRY_VERIFY_WITH_TIMEOUT(setup.isThere(1), test::patienceMs);
    const QImage shown = setup.loader.cached(setup.id(1)).pixels.level(1);
    QVERIFY(test::difference(shown, test::drawnPhoto(1, size)) < 5);
    QVERIFY(test::difference(shown, test::drawnPhoto(0, size)) > 20);
}

void PhotoLoaderTest::foreseenPhotosAreThereAtOnce()
{
    Setup setup(3);
    setup.loader.prefetch({setup.id(1), setup.id(2)});
    QTRY_VERIFY_WITH_TIMEOUT(setup.isThere(1) && setup.isThere(2), test::patienceMs);
    QVERIFY(!setup.loader.photo(setup.id(1)).isNull());
    QVERIFY2(!setup.isThere(0), "nobody asked for it");
}

void PhotoLoaderTest::photosPassedByAreNotDecoded()
{
    Setup setup(30);
    QSignalSpy ready(&setup.loader, &PhotoLoader::ready);
    for (int i = 0; i < 30; ++i)
        setup.loader.photo(setup.id(i));
    QTRY_VERIFY_WITH_TIMEOUT(setup.isThere(29), test::patienceMs);
    while (ready.wait(300)) {
    }
    // Four that are still wanted, and the two that were in work already.
    QVERIFY2(ready.size() <= 6, qPrintable(QString::number(ready.size())));
}

void PhotoLoaderTest::newWishesReplaceOldForesight()
{
    Setup setup(20);
    QList<PhotoId> far;
    for (int i = 5; i < 20; ++i)
        far.append(setup.id(i));
    setup.loader.prefetch(far);
    setup.loader.prefetch({setup.id(1)});
    QTRY_VERIFY_WITH_TIMEOUT(setup.isThere(1), test::patienceMs);
    QTest::qWait(200);
    QVERIFY(!setup.isThere(10));
}

void PhotoLoaderTest::cacheIsBounded()
{
    Setup setup(12);
    constexpr qint64 limit = 1 << 20; // four pictures of 300 x 200
    setup.loader.setCacheLimit(limit);
    qint64 most = 0;
    connect(&setup.loader, &PhotoLoader::ready, this,
            [&] { most = std::max(most, setup.loader.cachedBytes()); });
    for (int i = 0; i < 12; ++i) {
        setup.loader.photo(setup.id(i));
        QTRY_VERIFY_WITH_TIMEOUT(setup.isThere(i), test::patienceMs);
    }
    QVERIFY(most > limit / 2);
    QVERIFY(most <= limit);
    QVERIFY(!setup.isThere(0));
}

void PhotoLoaderTest::leastRecentlyShownGoesFirst()
{
    Setup setup(4);
    for (int i = 0; i < 3; ++i) {
        setup.loader.photo(setup.id(i));
        QTRY_VERIFY_WITH_TIMEOUT(setup.isThere(i), test::patienceMs);
    }
    setup.loader.photo(setup.id(0)); // looked at again
    setup.loader.setCacheLimit(setup.loader.cachedBytes());
    setup.loader.photo(setup.id(3));
    QTRY_VERIFY_WITH_TIMEOUT(setup.isThere(3), test::patienceMs);
    QVERIFY(setup.isThere(0));
    QVERIFY(!setup.isThere(1));
}

void PhotoLoaderTest::tinyCacheDoesNotDecodeNeighboursForEver()
{
    Setup setup(4);
    setup.loader.setCacheLimit(1);
    QSignalSpy ready(&setup.loader, &PhotoLoader::ready);
    setup.loader.prefetch({setup.id(1), setup.id(2), setup.id(3)});
    QTRY_COMPARE_WITH_TIMEOUT(ready.size(), 3, test::patienceMs);
    QVERIFY(!ready.wait(300));
    QVERIFY2(setup.isThere(3), "the last one stays, or nothing could ever be shown");
}

void PhotoLoaderTest::deletedFileFailsInWords()
{
    Setup setup(2);
    QVERIFY(QFile::remove(QFile::decodeName(setup.catalog.file(0))));
    QSignalSpy failed(&setup.loader, &PhotoLoader::failed);
    setup.loader.photo(setup.id(0));
    QVERIFY(failed.wait(test::patienceMs));
    QCOMPARE(failed[0][0].value<PhotoId>(), setup.id(0));
    QVERIFY(!failed[0][1].toString().isEmpty());
    QCOMPARE(setup.loader.failure(setup.id(0)), failed[0][1].toString());
    setup.loader.photo(setup.id(0));
    QVERIFY2(!failed.wait(200), "it is not tried again at every repaint");
}

void PhotoLoaderTest::knownProblemIsToldAtOnce()
{
    Setup setup(1);
    setup.catalog.write("page.jpg", "<html><body>Not found</body></html>");
    setup.catalog.import();
    QTRY_COMPARE_WITH_TIMEOUT(setup.desk.model()->rowCount(), 2, test::patienceMs);
    QVERIFY(setup.loader.photo(setup.id(1)).isNull());
    QCOMPARE(setup.loader.failure(setup.id(1)), problemText(Problem::NotAPhoto));
}

void PhotoLoaderTest::truncatedPhotoIsShownAndFlagged()
{
    Setup setup(1);
    const QByteArray whole = test::encoded(test::drawnPhoto(7, size));
    setup.catalog.write("cut.jpg", whole.first(whole.size() / 2));
    setup.catalog.import();
    QTRY_COMPARE_WITH_TIMEOUT(setup.desk.model()->rowCount(), 2, test::patienceMs);
    setup.loader.photo(setup.id(1));
    QTRY_VERIFY_WITH_TIMEOUT(setup.isThere(1), test::patienceMs);
    QCOMPARE(setup.loader.cached(setup.id(1)).problem, Problem::Truncated);
    QVERIFY(setup.loader.failure(setup.id(1)).isEmpty());
}

void PhotoLoaderTest::changedFileIsDecodedAnew()
{
    Setup setup(1);
    setup.loader.photo(setup.id(0));
    QTRY_VERIFY_WITH_TIMEOUT(setup.isThere(0), test::patienceMs);
    setup.catalog.write("00.jpg", test::encoded(test::drawnPhoto(99, {400, 500})));
    setup.catalog.import();
    QTRY_VERIFY_WITH_TIMEOUT(!setup.isThere(0), test::patienceMs);
    setup.loader.photo(setup.id(0));
    QTRY_VERIFY_WITH_TIMEOUT(setup.isThere(0), test::patienceMs);
    QCOMPARE(setup.loader.cached(setup.id(0)).fullSize, QSize(400, 500));
}

void PhotoLoaderTest::forgetsPhotosWithTheirCatalog()
{
    Setup setup(6);
    QSignalSpy ready(&setup.loader, &PhotoLoader::ready);
    setup.loader.photo(setup.id(0));
    QVERIFY(ready.wait(test::patienceMs));
    QVERIFY(setup.loader.cachedBytes() > 0);
    setup.loader.photo(setup.id(1));
    setup.loader.prefetch({setup.id(2), setup.id(3)});
    setup.desk.close();
    QCOMPARE(setup.loader.cachedBytes(), 0);
    QVERIFY2(!ready.wait(300), "results of a closed catalog are dropped");
    setup.open();
    setup.loader.photo(setup.id(1));
    QTRY_VERIFY2_WITH_TIMEOUT(setup.isThere(1), "the loader works on with the next catalog",
                              test::patienceMs);
}

QTEST_MAIN(PhotoLoaderTest)
#include "tst_photo_loader.moc"
