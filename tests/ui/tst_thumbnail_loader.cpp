#include "tests/support/catalog_factory.h"
#include "tests/support/drawn_photo.h"
#include "tests/ui/open_desk.h"
#include "ui/desk.h"
#include "ui/grid/thumbnail_loader.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using namespace creel;
using creel::test::must;

class ThumbnailLoaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void firstAskGivesNothingAndThenSaysReady();
    void pictureIsThePhotoAtTheSizeAsked();
    void anotherSizeStandsInUntilTheRightOneIsThere();
    void makesThumbnailsOfADeletedCacheAgain();
    void knowsThatThereIsNoPicture();
    void lastAskedIsDoneFirst();
    void droppedRequestsAreNotDone();
    void prefetchedWaitsBehindWhatIsAsked();
    void cropsOfOnePhotoAreDoneTogether();
    void cropIsThePartOfThePhotoAroundTheBox();
    void smallCropIsAsSharpAsTheOriginal();
    void cropOfATurnedPhotoIsUpright();
    void movedBoxGetsAnotherCrop();
    void cropWithoutTheOriginalComesFromTheThumbnail();
    void cropOfAPhotoWithoutAPictureSaysSo();
    void requestsAreNotQueuedTwice();
    void cacheStaysWithinItsLimit();
    void anotherCatalogsPicturesAreNotMixedUp();

private:
    QString path(const QString& name = QStringLiteral("t.creel")) const { return m_folder->filePath(name); }
    /// A catalog of `count` drawn photos with seeds from `seed` on.
    void makeCatalogOfPhotos(const QString& catalog, int count, quint32 seed = 1);
    static void open(Desk& desk, const QString& catalog, int photos);
    static QImage fetched(ThumbnailLoader& loader, PhotoId photo, int side);
    static QImage fetchedCrop(ThumbnailLoader& loader, const Box& box, int side);
    static Box boxOn(PhotoId photo, const BoxRect& rect)
    {
        Box box;
        box.id = BoxId(1);
        box.photo = photo;
        box.rect = rect;
        return box;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void ThumbnailLoaderTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void ThumbnailLoaderTest::makeCatalogOfPhotos(const QString& catalog, int count, quint32 seed)
{
    const QString folder = catalog + QStringLiteral(".photos");
    for (int i = 0; i < count; ++i)
        test::writeFile(bytePathFromLocal(folder + QStringLiteral("/%1.jpg").arg(i)),
                        test::encoded(test::drawnPhoto(seed + quint32(i), QSize(640, 400))));
    ImportRequest request;
    request.catalogPath = catalog;
    request.paths = {bytePathFromLocal(folder)};
    must(importPhotos(request, JobContext()));
}

void ThumbnailLoaderTest::open(Desk& desk, const QString& catalog, int photos)
{
    QVERIFY(test::openWhole(desk, catalog));
    QCOMPARE(desk.model()->rowCount(), photos);
}

QImage ThumbnailLoaderTest::fetched(ThumbnailLoader& loader, PhotoId photo, int side)
{
    QPixmap pixmap;
    (void)QTest::qWaitFor(
        [&] {
            pixmap = loader.thumbnail(photo, side);
            return !pixmap.isNull() && std::max(pixmap.width(), pixmap.height()) == side;
        },
        test::patienceMs);
    return pixmap.toImage();
}

void ThumbnailLoaderTest::firstAskGivesNothingAndThenSaysReady()
{
    makeCatalogOfPhotos(path(), 2);
    Desk desk;
    open(desk, path(), 2);
    ThumbnailLoader loader(desk);
    QSignalSpy ready(&loader, &ThumbnailLoader::ready);
    const PhotoId photo = desk.model()->photoId(0);
    QVERIFY(loader.thumbnail(photo).isNull());
    QTRY_COMPARE_WITH_TIMEOUT(ready.count(), 1, test::patienceMs);
    QCOMPARE(ready[0][0].value<PhotoId>(), photo);
    QVERIFY(!loader.thumbnail(photo).isNull());
    QVERIFY(loader.thumbnail(PhotoId()).isNull());
}

void ThumbnailLoaderTest::pictureIsThePhotoAtTheSizeAsked()
{
    makeCatalogOfPhotos(path(), 3);
    Desk desk;
    open(desk, path(), 3);
    ThumbnailLoader loader(desk);
    for (int position = 0; position < 3; ++position) {
        for (const int side : {64, 160, 320}) {
            const QImage image = fetched(loader, desk.model()->photoId(position), side);
            const QSize size = QSize(640, 400).scaled(side, side, Qt::KeepAspectRatio);
            QCOMPARE(image.size(), size);
            const QImage expected = test::drawnPhoto(quint32(1 + position), QSize(640, 400))
                                        .scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
            const double difference = test::difference(image.convertToFormat(QImage::Format_RGB32),
                                                       expected.convertToFormat(QImage::Format_RGB32));
            QVERIFY2(difference < 6, qPrintable(QString::number(difference)));
        }
    }
}

void ThumbnailLoaderTest::anotherSizeStandsInUntilTheRightOneIsThere()
{
    makeCatalogOfPhotos(path(), 1);
    Desk desk;
    open(desk, path(), 1);
    ThumbnailLoader loader(desk);
    const PhotoId photo = desk.model()->photoId(0);
    QCOMPARE(fetched(loader, photo, 96).width(), 96);
    QCOMPARE(loader.thumbnail(photo, 200).width(), 96);
    QCOMPARE(fetched(loader, photo, 200).width(), 200);
    QCOMPARE(loader.thumbnail(photo, 96).width(), 96); // still there
}

void ThumbnailLoaderTest::makesThumbnailsOfADeletedCacheAgain()
{
    makeCatalogOfPhotos(path(), 1);
    const QString cache = ThumbnailStore::cachePath(path());
    for (const char* suffix : {"", "-wal", "-shm"})
        QFile::remove(cache + QLatin1String(suffix));
    Desk desk;
    open(desk, path(), 1);
    ThumbnailLoader loader(desk);
    const PhotoId photo = desk.model()->photoId(0);
    QCOMPARE(fetched(loader, photo, 160).size(), QSize(160, 100));
    const Photo facts = *must(PhotoStore(*desk.connection()).byId(photo));
    ThumbnailStore store = must(ThumbnailStore::open(path()));
    QVERIFY(must(store.contains(facts.hash)));
}

void ThumbnailLoaderTest::knowsThatThereIsNoPicture()
{
    test::makeCatalog(path(), 1, {QStringLiteral("brown")}); // there is no file behind it
    Desk desk;
    open(desk, path(), 1);
    ThumbnailLoader loader(desk);
    QSignalSpy ready(&loader, &ThumbnailLoader::ready);
    const PhotoId photo = desk.model()->photoId(0);
    QVERIFY(!loader.hasNoPicture(photo));
    QVERIFY(loader.thumbnail(photo).isNull());
    QTRY_COMPARE_WITH_TIMEOUT(ready.count(), 1, test::patienceMs);
    QVERIFY(loader.hasNoPicture(photo));
    QVERIFY(loader.thumbnail(photo).isNull());
    QTest::qWait(50);
    QCOMPARE(ready.count(), 1); // nobody tries again and again
}

void ThumbnailLoaderTest::lastAskedIsDoneFirst()
{
    ThumbnailQueue queue;
    queue.push({{PhotoId(1), 160, nullptr}, {PhotoId(2), 160, nullptr}});
    queue.push({{PhotoId(3), 160, nullptr}, {PhotoId(4), 160, nullptr}});
    QList<qint64> order;
    for (int i = 0; i < 4; ++i)
        order.append(queue.wait(0)->requests.first().photo.value());
    QCOMPARE(order, (QList<qint64>{3, 4, 1, 2}));
}

void ThumbnailLoaderTest::droppedRequestsAreNotDone()
{
    ThumbnailQueue queue;
    const int grid = 0;
    const int strip = 0;
    queue.push({{PhotoId(1), 160, &grid}, {PhotoId(2), 160, &strip}, {PhotoId(3), 160, &grid}});
    queue.drop(&grid);
    queue.push({{PhotoId(3), 160, &grid}}); // still seen, so asked for again
    QCOMPARE(queue.wait(0)->requests.first().photo, PhotoId(3));
    QCOMPARE(queue.wait(0)->requests.first().photo, PhotoId(2));
    queue.stop();
    QVERIFY(!queue.wait(0));
}

void ThumbnailLoaderTest::prefetchedWaitsBehindWhatIsAsked()
{
    ThumbnailQueue queue;
    queue.pushBehind({{PhotoId(1), 160, nullptr}});
    queue.push({{PhotoId(2), 160, nullptr}});
    queue.pushBehind({{PhotoId(3), 160, nullptr}});
    QCOMPARE(queue.wait(0)->requests.first().photo, PhotoId(2));
    QCOMPARE(queue.wait(0)->requests.first().photo, PhotoId(1));
    QCOMPARE(queue.wait(0)->requests.first().photo, PhotoId(3));
}

void ThumbnailLoaderTest::cropsOfOnePhotoAreDoneTogether()
{
    ThumbnailQueue queue;
    const auto crop = [](qint64 photo, qint64 box) {
        return ThumbnailQueue::Request{PhotoId(photo), 160, nullptr, BoxId(box), {}};
    };
    queue.push({crop(1, 11), {PhotoId(1), 160, nullptr}, crop(2, 21), crop(1, 12)});
    queue.pushBehind({crop(1, 13)});
    const auto together = queue.wait(0)->requests;
    QCOMPARE(together.size(), 3);
    for (qsizetype i = 0; i < 3; ++i)
        QCOMPARE(together[i].box, BoxId(11 + i));
    QVERIFY(!queue.wait(0)->requests.first().box.isValid()); // the photo itself is another picture
    QCOMPARE(queue.wait(0)->requests.first().box, BoxId(21));
}

QImage ThumbnailLoaderTest::fetchedCrop(ThumbnailLoader& loader, const Box& box, int side)
{
    QImage image;
    (void)QTest::qWaitFor(
        [&] {
            image = loader.crop(box, side, nullptr).toImage();
            return std::max(image.width(), image.height()) == side;
        },
        test::patienceMs);
    return image.convertToFormat(QImage::Format_RGB32);
}

void ThumbnailLoaderTest::cropIsThePartOfThePhotoAroundTheBox()
{
    makeCatalogOfPhotos(path(), 1);
    Desk desk;
    open(desk, path(), 1);
    ThumbnailLoader loader(desk);
    const Box box = boxOn(desk.model()->photoId(0), {0.25, 0.25, 0.5, 0.75});
    QSignalSpy ready(&loader, &ThumbnailLoader::cropReady);
    QVERIFY(loader.crop(box, 110, nullptr).isNull());
    QTRY_COMPARE_WITH_TIMEOUT(ready.count(), 1, test::patienceMs);
    QCOMPARE(ready[0][0].value<BoxId>(), box.id);
    const QImage crop = fetchedCrop(loader, box, 110);
    // 160 x 200 pixels and 20 around them.
    const QImage expected = test::drawnPhoto(1, QSize(640, 400))
                                .copy(140, 80, 200, 240)
                                .scaled(91, 110, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    QCOMPARE(crop.size(), expected.size());
    QVERIFY(test::difference(crop, expected.convertToFormat(QImage::Format_RGB32)) < 6);
    QVERIFY(loader.thumbnail(box.photo, 110).isNull()); // the photo's own picture is another one
}

void ThumbnailLoaderTest::smallCropIsAsSharpAsTheOriginal()
{
    // A box of 40 pixels on a photo of 4,000: its thumbnail has three of them.
    QImage photo(4000, 2000, QImage::Format_RGB32);
    photo.fill(Qt::darkGray);
    for (int y = 1000; y < 1040; ++y) {
        for (int x = 2000; x < 2040; ++x)
            photo.setPixelColor(x, y, (x / 8 + y / 8) % 2 ? Qt::white : Qt::black);
    }
    test::writeFile(bytePathFromLocal(path() + QStringLiteral(".photos/0.png")), test::encoded(photo, "png"));
    makeCatalogOfPhotos(path(), 0);
    Desk desk;
    open(desk, path(), 1);
    ThumbnailLoader loader(desk);
    const Box box = boxOn(desk.model()->photoId(0), fromPixels({2000, 1000, 40, 40}, photo.size()));
    const QImage crop = fetchedCrop(loader, box, 96);
    const QImage expected =
        photo.copy(1996, 996, 48, 48).scaled(96, 96, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    QCOMPARE(crop.size(), QSize(96, 96));
    QVERIFY(test::difference(crop, expected.convertToFormat(QImage::Format_RGB32)) < 2);
}

void ThumbnailLoaderTest::cropOfATurnedPhotoIsUpright()
{
    const QImage upright = test::drawnPhoto(3, QSize(640, 400));
    const QByteArray turned = test::encoded(upright.transformed(QTransform().rotate(-90)));
    test::writeFile(bytePathFromLocal(path() + QStringLiteral(".photos/0.jpg")),
                    test::withMetadata(turned, {{"Exif.Image.Orientation", "6"}}));
    makeCatalogOfPhotos(path(), 0);
    Desk desk;
    open(desk, path(), 1);
    ThumbnailLoader loader(desk);
    const Box box = boxOn(desk.model()->photoId(0), {0.5, 0, 1, 0.5});
    const QImage crop = fetchedCrop(loader, box, 280);
    const QImage expected =
        upright.copy(288, 0, 352, 232).scaled(crop.size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    QVERIFY(test::difference(crop, expected.convertToFormat(QImage::Format_RGB32)) < 6);
}

void ThumbnailLoaderTest::movedBoxGetsAnotherCrop()
{
    makeCatalogOfPhotos(path(), 1);
    Desk desk;
    open(desk, path(), 1);
    ThumbnailLoader loader(desk);
    Box box = boxOn(desk.model()->photoId(0), {0, 0, 0.5, 0.5});
    const QImage before = fetchedCrop(loader, box, 100);
    box.rect = {0.5, 0.5, 1, 1};
    QSignalSpy ready(&loader, &ThumbnailLoader::cropReady);
    QVERIFY(!loader.crop(box, 100, nullptr).isNull()); // the old one stands in
    QTRY_COMPARE_WITH_TIMEOUT(ready.count(), 1, test::patienceMs);
    QVERIFY(test::difference(before, fetchedCrop(loader, box, 100)) > 10);
}

void ThumbnailLoaderTest::cropWithoutTheOriginalComesFromTheThumbnail()
{
    makeCatalogOfPhotos(path(), 1);
    Desk desk;
    open(desk, path(), 1);
    ThumbnailLoader loader(desk);
    const Box box = boxOn(desk.model()->photoId(0), {0.25, 0.25, 0.3, 0.3});
    QVERIFY(!fetched(loader, box.photo, 64).isNull());
    QVERIFY(QFile::remove(path() + QStringLiteral(".photos/0.jpg")));
    QCOMPARE(fetchedCrop(loader, box, 100).width(), 100);
    QVERIFY(!loader.hasNoPicture(box.photo));
}

void ThumbnailLoaderTest::cropOfAPhotoWithoutAPictureSaysSo()
{
    test::makeCatalog(path(), 1, {QStringLiteral("brown")}); // there is no file behind it
    Desk desk;
    open(desk, path(), 1);
    ThumbnailLoader loader(desk);
    const Box box = boxOn(desk.model()->photoId(0), {0.25, 0.25, 0.3, 0.3});
    QSignalSpy ready(&loader, &ThumbnailLoader::cropReady);
    QVERIFY(loader.crop(box, 100, nullptr).isNull());
    QTRY_COMPARE_WITH_TIMEOUT(ready.count(), 1, test::patienceMs);
    QVERIFY(loader.hasNoPicture(box.photo));
}

void ThumbnailLoaderTest::requestsAreNotQueuedTwice()
{
    ThumbnailQueue queue;
    queue.push({{PhotoId(1), 160, nullptr}, {PhotoId(1), 320, nullptr}});
    queue.push({{PhotoId(1), 160, nullptr}});
    const auto first = queue.wait(0);
    QVERIFY(first && !first->requests.isEmpty());
    queue.push({first->requests.first()}); // in work
    QCOMPARE(queue.wait(0)->requests.first().side, 320);
    QVERIFY(queue.finish(0, {first->requests.first(), QImage()}));
    QCOMPARE(queue.takeDone()->request.side, 160);
    QVERIFY(!queue.takeDone());
    queue.push({first->requests.first()}); // fetched, so it may be asked for again
    QCOMPARE(queue.wait(0)->requests.first().side, 160);
}

void ThumbnailLoaderTest::cacheStaysWithinItsLimit()
{
    makeCatalogOfPhotos(path(), 12);
    Desk desk;
    open(desk, path(), 12);
    ThumbnailLoader loader(desk);
    constexpr qint64 limit = 5 * 160 * 100 * 4;
    loader.setCacheLimit(limit);
    for (int position = 0; position < 12; ++position) {
        QCOMPARE(fetched(loader, desk.model()->photoId(position), 160).width(), 160);
        QVERIFY(loader.cachedBytes() <= limit);
    }
    QVERIFY(loader.cachedBytes() > limit / 2);
    QVERIFY(loader.thumbnail(desk.model()->photoId(0), 160).isNull()); // went first
}

void ThumbnailLoaderTest::anotherCatalogsPicturesAreNotMixedUp()
{
    makeCatalogOfPhotos(path(), 1, 1);
    makeCatalogOfPhotos(path(QStringLiteral("other.creel")), 1, 77);
    Desk desk;
    open(desk, path(), 1);
    ThumbnailLoader loader(desk);
    const PhotoId photo = desk.model()->photoId(0);
    const QImage first = fetched(loader, photo, 160);
    open(desk, path(QStringLiteral("other.creel")), 1);
    QCOMPARE(desk.model()->photoId(0), photo); // the same id, another photo
    QVERIFY(loader.thumbnail(photo, 160).isNull());
    QVERIFY(test::difference(first, fetched(loader, photo, 160)) > 10);
    desk.close();
    QCOMPARE(loader.cachedBytes(), 0);
}

QTEST_MAIN(ThumbnailLoaderTest)
#include "tst_thumbnail_loader.moc"
