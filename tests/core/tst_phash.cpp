#include "core/imaging/phash.h"

#include "core/imaging/decode.h"
#include "core/imaging/orientation.h"
#include "core/imaging/quality.h"
#include "core/imaging/thumbnail.h"
#include "tests/support/drawn_photo.h"

#include <QTest>

using namespace creel;
using namespace creel::test;

class PhashTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsMirroredAndTurnedPicturesWithoutTheirPixels();
    void barelyNoticesScalingAndReencoding();
    void tellsDifferentPicturesApart();
    void refusesFlatPictures_data();
    void refusesFlatPictures();
    void measuresSharpnessAndBrightness();
    void makesSmallThumbnailsOverGrey();
};

void PhashTest::knowsMirroredAndTurnedPicturesWithoutTheirPixels()
{
    for (quint32 seed = 0; seed < 20; ++seed) {
        const QImage image = drawnPhoto(seed);
        const quint64 hash = perceptualHash(image).value();
        const auto hashOf = [&](int orientation) {
            return perceptualHash(uprightImage(image, orientation)).value();
        };
        QVERIFY(hammingDistance(mirroredHash(hash), hashOf(2)) <= 1);
        QVERIFY(hammingDistance(flippedHash(hash), hashOf(4)) <= 1);
        QVERIFY(hammingDistance(mirroredHash(flippedHash(hash)), hashOf(3)) <= 1);
        QVERIFY(hammingDistance(transposedHash(hash), hashOf(5) & transposableBits) <= 1);
        QCOMPARE(mirroredHash(mirroredHash(hash)), hash);
        QCOMPARE(transposedHash(transposedHash(hash)), hash & transposableBits);
        QVERIFY(hammingDistance(hash, hashOf(2)) > 8); // so that the mirrored hash is worth having
    }
}

void PhashTest::barelyNoticesScalingAndReencoding()
{
    for (quint32 seed = 0; seed < 20; ++seed) {
        const QImage image = drawnPhoto(seed);
        const quint64 hash = perceptualHash(image).value();
        QImage reencoded;
        QVERIFY(reencoded.loadFromData(encoded(image, "jpeg", 30)));
        QVERIFY(hammingDistance(hash, perceptualHash(reencoded).value()) <= 3);
        const QImage small = image.scaled(100, 75, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
        QVERIFY(hammingDistance(hash, perceptualHash(small).value()) <= 3);
        const QImage grey = image.convertToFormat(QImage::Format_Grayscale8);
        QVERIFY(hammingDistance(hash, perceptualHash(grey).value()) <= 7);
    }
}

void PhashTest::tellsDifferentPicturesApart()
{
    QList<quint64> hashes;
    for (quint32 seed = 0; seed < 40; ++seed)
        hashes.append(perceptualHash(drawnPhoto(seed)).value());
    for (qsizetype i = 0; i < hashes.size(); ++i) {
        for (qsizetype j = 0; j < i; ++j) {
            QVERIFY(hammingDistance(hashes[i], hashes[j]) > 9);
            QVERIFY(hammingDistance(mirroredHash(hashes[i]), hashes[j]) > 9);
        }
    }
}

void PhashTest::refusesFlatPictures_data()
{
    QTest::addColumn<QImage>("image");
    QImage image(200, 100, QImage::Format_RGB32);
    image.fill(Qt::white);
    QTest::newRow("white") << image;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            image.setPixel(x, y, qRgb(x, x, x));
    }
    QTest::newRow("gradient") << image;
    QImage dot(1, 1, QImage::Format_RGB32);
    dot.fill(Qt::red);
    QTest::newRow("one pixel") << dot;
    QTest::newRow("nothing") << QImage();
}

void PhashTest::refusesFlatPictures()
{
    QFETCH(const QImage, image);
    QVERIFY(!perceptualHash(image).has_value());
}

void PhashTest::measuresSharpnessAndBrightness()
{
    const QImage sharp = drawnPhoto(5);
    const QImage soft = sharp.scaled(40, 30, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
                            .scaled(sharp.size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    QVERIFY(measureQuality(sharp).sharpness > 4 * measureQuality(soft).sharpness);
    QImage plain(50, 50, QImage::Format_RGB32);
    plain.fill(qRgb(51, 51, 51));
    QCOMPARE(measureQuality(plain).brightness, 0.2);
    QCOMPARE(measureQuality(plain).sharpness, 0.0);
    QCOMPARE(measureQuality(QImage()).brightness, 0.0);
}

void PhashTest::makesSmallThumbnailsOverGrey()
{
    const auto size = [](const QImage& image) {
        return decodePhoto(thumbnailJpeg(image))->image.size();
    };
    QCOMPARE(size(drawnPhoto(1, QSize(1280, 960))), QSize(320, 240));
    QCOMPARE(size(drawnPhoto(1, QSize(90, 60))), QSize(90, 60));
    QImage clear(64, 64, QImage::Format_ARGB32);
    clear.fill(Qt::transparent);
    const QImage thumbnail = decodePhoto(thumbnailJpeg(clear))->image;
    QVERIFY(std::abs(qGreen(thumbnail.pixel(9, 9)) - 128) <= 2);
}

QTEST_GUILESS_MAIN(PhashTest)
#include "tst_phash.moc"
