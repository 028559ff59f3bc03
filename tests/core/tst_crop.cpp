#include "core/imaging/crop.h"

#include <QtTest>

using namespace creel;

/// Which part of a photo a crop shows, and how sharp the photo must be for it.
class CropTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void marginIsATenthOfTheLongerSide();
    void smallBoxHasFourPixelsAroundIt();
    void marginStopsAtThePhotosEdge();
    void cropIsNeverEmpty_data();
    void cropIsNeverEmpty();
    void photoIsDecodedNoLargerThanTheCropNeeds();
    void smallCropIsEnlargedToTheSideAsked();
    void cropHasTheSameShapeFromASmallerCopy();
    void transparencyBecomesGrey();
    void nothingComesOfNothing();
};

void CropTest::marginIsATenthOfTheLongerSide()
{
    QCOMPARE(cropAround({0.25, 0.25, 0.5, 0.5}, QSize(400, 200)), QRect(90, 40, 120, 70));
}

void CropTest::smallBoxHasFourPixelsAroundIt()
{
    QCOMPARE(cropAround(fromPixels({100, 50, 10, 8}, QSize(360, 202)), QSize(360, 202)),
             QRect(96, 46, 18, 16));
}

void CropTest::marginStopsAtThePhotosEdge()
{
    QCOMPARE(cropAround({0, 0, 1, 1}, QSize(400, 200)), QRect(0, 0, 400, 200));
    QCOMPARE(cropAround({0.75, 0, 1, 0.5}, QSize(400, 200)), QRect(290, 0, 110, 110));
}

void CropTest::cropIsNeverEmpty_data()
{
    QTest::addColumn<QSize>("photo");
    QTest::newRow("a thousandth of a small photo") << QSize(10, 10);
    QTest::newRow("one pixel") << QSize(1, 1);
    QTest::newRow("unknown size") << QSize();
}

void CropTest::cropIsNeverEmpty()
{
    QFETCH(QSize, photo);
    const QRect crop = cropAround({0.9999, 0.9999, 1, 1}, photo);
    QVERIFY(!crop.isEmpty());
    QVERIFY(photo.isEmpty() || QRect({0, 0}, photo).contains(crop));
}

void CropTest::photoIsDecodedNoLargerThanTheCropNeeds()
{
    const QSize photo(4000, 3000);
    QCOMPARE(decodedSideFor({0, 0, 1, 1}, photo, 160), 160);
    QCOMPARE(decodedSideFor({0.4, 0.4, 0.5, 0.5}, photo, 240), 2000);     // 400 pixels and 80 around them
    QCOMPARE(decodedSideFor({0.4, 0.4, 0.401, 0.401}, photo, 160), 4000); // there is no more
}

void CropTest::smallCropIsEnlargedToTheSideAsked()
{
    QImage photo(100, 50, QImage::Format_RGB32);
    photo.fill(Qt::red);
    const QImage crop = croppedTo(photo, {0.5, 0.5, 0.6, 0.6}, 180); // 10 x 5 and 4 around them
    QCOMPARE(crop.size(), QSize(180, 130));
    QCOMPARE(crop.pixelColor(80, 50), QColor(Qt::red));
}

void CropTest::cropHasTheSameShapeFromASmallerCopy()
{
    const BoxRect box{0.21, 0.13, 0.47, 0.61};
    QImage whole(3000, 2000, QImage::Format_RGB32);
    whole.fill(Qt::blue);
    const QSize size = croppedTo(whole, box, 160).size();
    const QSize small = croppedTo(whole.scaled(375, 250), box, 160).size();
    QVERIFY(std::abs(size.width() - small.width()) <= 1);
    QVERIFY(std::abs(size.height() - small.height()) <= 1);
}

void CropTest::transparencyBecomesGrey()
{
    QImage photo(20, 20, QImage::Format_ARGB32);
    photo.fill(Qt::transparent);
    const QColor colour = croppedTo(photo, {0, 0, 1, 1}, 20).pixelColor(10, 10);
    QCOMPARE(colour.alpha(), 255);
    QVERIFY(colour.red() > 64 && colour.red() == colour.blue());
}

void CropTest::nothingComesOfNothing()
{
    QVERIFY(croppedTo(QImage(), {0, 0, 1, 1}, 160).isNull());
}

QTEST_GUILESS_MAIN(CropTest)
#include "tst_crop.moc"
