#include "core/imaging/decode.h"

#include "core/imaging/orientation.h"
#include "core/imaging/photo_format.h"
#include "tests/support/drawn_photo.h"
#include "tests/support/odd_files.h"
#include "tests/support/shared_data.h"

#include <QBuffer>
#include <QColorSpace>
#include <QImageWriter>

#include <sys/resource.h>
#include <sys/stat.h>

using namespace creel;
using namespace creel::test;

namespace {

QByteArray read(const QString& path)
{
    return readPhotoFile(bytePathFromLocal(path)).value_or(QByteArray());
}

/// Peak memory of this process in MiB.
long peakMemory()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

} // namespace

class DecodeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEveryFormatByContent_data();
    void readsEveryFormatByContent();
    void reducesButNeverEnlarges();
    void turnsEveryOrientationUpright_data();
    void turnsEveryOrientationUpright();
    void takesNonsenseOrientationsAsUpright();
    void showsTheRealOrientationsAlike();
    void refusesWhatIsNoPhoto_data();
    void refusesWhatIsNoPhoto();
    void flagsAJpegCutAnywhere();
    void flagsAPngCutAnywhere();
    void toleratesGarbageBehindTheEnd();
    void refusesABombBeforeAllocating();
    void refusesFilesOverTheSizeLimit();
    void keepsAlpha();
    void convertsToSrgb();
    void readsOddEncodingsRight_data();
    void readsOddEncodingsRight();
    void turnsHeicOnce();
    void opensAnyNameAndRefusesSpecialFilesWithoutWaiting();
};

void DecodeTest::readsEveryFormatByContent_data()
{
    QTest::addColumn<QByteArray>("format");
    QTest::addColumn<double>("tolerance");
    QTest::newRow("jpeg") << QByteArray("jpeg") << 4.0;
    QTest::newRow("png") << QByteArray("png") << 0.0;
    QTest::newRow("bmp") << QByteArray("bmp") << 0.0;
    QTest::newRow("tiff") << QByteArray("tiff") << 0.0;
    QTest::newRow("webp") << QByteArray("webp") << 6.0;
}

void DecodeTest::readsEveryFormatByContent()
{
    QFETCH(const QByteArray, format);
    QFETCH(const double, tolerance);
    const QImage drawn = drawnPhoto(1);
    const auto photo = decodePhoto(encoded(drawn, format.constData()));
    QVERIFY(photo.has_value());
    QCOMPARE(photo->format, format);
    QCOMPARE(photo->fullSize, drawn.size());
    QCOMPARE(photo->problem, Problem::None);
    QVERIFY(difference(photo->image, drawn) <= tolerance);
}

void DecodeTest::reducesButNeverEnlarges()
{
    const QByteArray bytes = encoded(drawnPhoto(1, QSize(400, 300)));
    const auto small = decodePhoto(bytes, 100);
    QCOMPARE(small->image.size(), QSize(100, 75));
    QCOMPARE(small->fullSize, QSize(400, 300));
    QCOMPARE(decodePhoto(bytes, 4000)->image.size(), QSize(400, 300));
    QCOMPARE(decodePhoto(encoded(QImage(8000, 2, QImage::Format_RGB32), "png"), 320)->image.size(),
             QSize(320, 1));
}

void DecodeTest::turnsEveryOrientationUpright_data()
{
    QTest::addColumn<int>("orientation");
    for (int orientation = 1; orientation <= 8; ++orientation)
        QTest::addRow("%d", orientation) << orientation;
}

void DecodeTest::turnsEveryOrientationUpright()
{
    QFETCH(const int, orientation);
    const QImage upright = drawnPhoto(2, QSize(160, 96));
    // A quarter turn is undone by the opposite one; the others undo themselves.
    const int inverse = orientation == 6 ? 8 : orientation == 8 ? 6 : orientation;
    const QImage stored = uprightImage(upright, inverse);
    QCOMPARE(stored.size(), orientation >= 5 ? QSize(96, 160) : QSize(160, 96));
    const QByteArray bytes = withMetadata(encoded(stored, "jpeg", 98),
                                          {{"Exif.Image.Orientation", QByteArray::number(orientation)}});
    const auto photo = decodePhoto(bytes);
    QCOMPARE(photo->orientation, orientation);
    QCOMPARE(photo->fullSize, upright.size());
    QVERIFY(difference(photo->image, upright) < 4);
    QCOMPARE(decodePhoto(bytes, 80)->image.size(), QSize(80, 48));
}

void DecodeTest::takesNonsenseOrientationsAsUpright()
{
    for (const qint64 nonsense : {qint64(0), qint64(-1), qint64(9), qint64(65537)})
        QCOMPARE(checkedOrientation(nonsense), 1);
    CREEL_NEEDS_SHARED(shared);
    for (const char* name : {"00076.jpg", "00103.jpg"}) { // their EXIF says 0 and 65537
        const QString path = shared + QStringLiteral("/voc_kangaroo/images/") + QLatin1String(name);
        const auto photo = decodePhoto(read(path));
        QCOMPARE(photo->orientation, 1);
        QVERIFY(difference(photo->image, QImage(path)) < 6); // they name a colour space
    }
}

void DecodeTest::showsTheRealOrientationsAlike()
{
    CREEL_NEEDS_SHARED(shared);
    for (const char* shape : {"Landscape", "Portrait"}) {
        const auto photo = [&](int n) {
            return decodePhoto(
                read(
                    QStringLiteral("%1/exif_orientation/%2_%3.jpg").arg(shared, QLatin1String(shape)).arg(n)),
                400);
        };
        const auto first = photo(1);
        for (int n = 0; n <= 8; ++n) {
            const auto other = photo(n);
            QCOMPARE(other->fullSize, first->fullSize);
            QVERIFY2(difference(other->image, first->image) < 3, qPrintable(QString::number(n)));
        }
    }
}

void DecodeTest::refusesWhatIsNoPhoto_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<Problem>("problem");
    QTest::newRow("nothing") << QByteArray() << Problem::Empty;
    QTest::newRow("html") << QByteArray("<!DOCTYPE html><html><body>404</body></html>") << Problem::NotAPhoto;
    QTest::newRow("json") << QByteArray("{\"error\": \"not found\"}") << Problem::NotAPhoto;
    QTest::newRow("svg") << QByteArray("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\">"
                                       "<rect width=\"9\" height=\"9\"/></svg>")
                         << Problem::NotAPhoto;
    QTest::newRow("text that starts like BMP")
        << QByteArray("BM is a monogram of many people") << Problem::NotAPhoto;
    QTest::newRow("video") << QByteArray("\0\0\0\x14"
                                         "ftypisom\0\0\2\0isom",
                                         20)
                           << Problem::NotAPhoto;
    QTest::newRow("JPEG header") << encoded(drawnPhoto(1)).left(20) << Problem::Undecodable;
    QTest::newRow("PNG header") << encoded(drawnPhoto(1), "png").left(33) << Problem::Undecodable;
    QTest::newRow("GIF header") << QByteArray("GIF89a\x10\0\x10\0", 10) << Problem::Undecodable;
    QTest::newRow("TIFF header") << QByteArray("II*\0\x8\0\0\0", 8) << Problem::Undecodable;
    QTest::newRow("HEIC header") << QByteArray("\0\0\0\x18"
                                               "ftypheic\0\0\0\0mif1heic",
                                               24)
                                 << Problem::Undecodable;
}

void DecodeTest::refusesWhatIsNoPhoto()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const Problem, problem);
    const auto photo = decodePhoto(bytes);
    QVERIFY(!photo);
    QCOMPARE(photo.error().problem, problem);
    QVERIFY(!photo.error().detail.contains(QStringLiteral("Unknown"))); // rather nothing than that
}

void DecodeTest::flagsAJpegCutAnywhere()
{
    for (const bool progressive : {false, true}) {
        QByteArray bytes;
        {
            QBuffer buffer(&bytes);
            QImageWriter writer(&buffer, "jpeg");
            writer.setProgressiveScanWrite(progressive);
            QVERIFY(writer.write(drawnPhoto(3)));
        }
        QCOMPARE(decodePhoto(bytes)->problem, Problem::None);
        int withPixels = 0;
        for (qsizetype size = 4; size < bytes.size(); size += 97) {
            const auto photo = decodePhoto(bytes.left(size), 100);
            if (photo) {
                QCOMPARE(photo->problem, Problem::Truncated);
                ++withPixels;
            } else {
                QCOMPARE(photo.error().problem, Problem::Undecodable);
            }
        }
        QVERIFY(withPixels > 20);
        QCOMPARE(decodePhoto(bytes.chopped(1))->problem, Problem::Truncated);
    }
}

void DecodeTest::flagsAPngCutAnywhere()
{
    const QImage drawn = drawnPhoto(3);
    const QByteArray bytes = encoded(drawn, "png");
    for (qsizetype size = 60; size < bytes.size(); size += 501) {
        const auto photo = decodePhoto(bytes.left(size));
        QCOMPARE(photo ? photo->problem : photo.error().problem,
                 photo ? Problem::Truncated : Problem::Undecodable);
    }
    const auto half = decodePhoto(bytes.left(bytes.size() / 2));
    QVERIFY(half.has_value());
    const QRect top(0, 0, drawn.width(), 20);
    QCOMPARE(difference(half->image.copy(top), drawn.copy(top)), 0.0);
    QCOMPARE(half->image.pixel(5, drawn.height() - 1), qRgb(128, 128, 128));
}

void DecodeTest::toleratesGarbageBehindTheEnd()
{
    const QByteArray bytes = encoded(drawnPhoto(3)) + QByteArray(5000, 'x');
    QCOMPARE(decodePhoto(bytes)->problem, Problem::None);
}

void DecodeTest::refusesABombBeforeAllocating()
{
    DecodeLimits limits;
    limits.maxPixels = 10'000;
    const auto photo = decodePhoto(encoded(drawnPhoto(1), "png"), 0, limits);
    QCOMPARE(photo.error().problem, Problem::TooLarge);
    CREEL_NEEDS_ODD_FILES(odd);
    const long before = peakMemory();
    const auto bomb = decodePhoto(*readPhotoFile(odd.path("400Mpx_bomb.png")), 320);
    QCOMPARE(bomb.error().problem, Problem::TooLarge);
    QVERIFY(!bomb.error().detail.isEmpty());
    QVERIFY(peakMemory() - before < 50);
}

void DecodeTest::refusesFilesOverTheSizeLimit()
{
    const ByteFolder folder;
    const BytePath path = folder.path("large.png");
    writeFile(path, QByteArray(5000, 'x'));
    DecodeLimits limits;
    limits.maxFileBytes = 4999;
    QCOMPARE(readPhotoFile(path, limits).error().problem, Problem::TooLarge);
    limits.maxFileBytes = 5000;
    QCOMPARE(readPhotoFile(path, limits)->size(), 5000);
}

void DecodeTest::keepsAlpha()
{
    QImage drawn(60, 40, QImage::Format_ARGB32);
    drawn.fill(qRgba(200, 100, 50, 128));
    const auto photo = decodePhoto(encoded(drawn, "png"));
    QCOMPARE(photo->image.format(), QImage::Format_ARGB32);
    QCOMPARE(qAlpha(photo->image.pixel(9, 9)), 128);
}

void DecodeTest::convertsToSrgb()
{
    QImage wide(40, 40, QImage::Format_RGB32);
    wide.fill(qRgb(0, 200, 0));
    wide.setColorSpace(QColorSpace(QColorSpace::AdobeRgb));
    const auto photo = decodePhoto(encoded(wide, "png"));
    const QColor expected = QColorSpace(QColorSpace::AdobeRgb)
                                .transformationToColorSpace(QColorSpace(QColorSpace::SRgb))
                                .map(QColor(0, 200, 0));
    QVERIFY(std::abs(qGreen(photo->image.pixel(5, 5)) - expected.green()) <= 1);
    QVERIFY(qGreen(photo->image.pixel(5, 5)) != 200);
}

void DecodeTest::readsOddEncodingsRight_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("format");
    QTest::addColumn<bool>("isGrey");
    for (const char* name : {"progressive.jpg", "cmyk.jpg", "UPPER.JPEG", "jpeg_as.png", "no_extension"})
        QTest::newRow(name) << QByteArray(name) << QByteArray("jpeg") << false;
    for (const char* name : {"palette.png", "png_as.jpg"})
        QTest::newRow(name) << QByteArray(name) << QByteArray("png") << false;
    QTest::newRow("gray.jpg") << QByteArray("gray.jpg") << QByteArray("jpeg") << true;
    QTest::newRow("la.png") << QByteArray("la.png") << QByteArray("png") << true;
    QTest::newRow("webp_as.jpg") << QByteArray("webp_as.jpg") << QByteArray("webp") << false;
    QTest::newRow("animated.webp") << QByteArray("animated.webp") << QByteArray("webp") << false;
    QTest::newRow("animated.gif") << QByteArray("animated.gif") << QByteArray("gif") << false;
}

void DecodeTest::readsOddEncodingsRight()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, format);
    QFETCH(const bool, isGrey);
    CREEL_NEEDS_ODD_FILES(odd);
    const auto photo = decodePhoto(*readPhotoFile(odd.path(name)));
    QVERIFY(photo.has_value());
    QCOMPARE(photo->format, format);
    // All are encodings of one picture. Scaled far down, only a wrong reading makes a difference.
    const auto original = decodePhoto(*readPhotoFile(odd.path("dup_exact.jpg")));
    const auto tiny = [&](QImage image) {
        image = image.scaled(24, 32, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
        return isGrey ? image.convertToFormat(QImage::Format_Grayscale8) : image;
    };
    const double off = difference(tiny(photo->image), tiny(original->image));
    QVERIFY2(off < 8, qPrintable(QString::number(off)));
}

void DecodeTest::turnsHeicOnce()
{
    CREEL_NEEDS_SHARED(shared);
    // Stored lying, with both an "irot" box and EXIF orientation 6.
    const auto photo =
        decodePhoto(read(shared + QStringLiteral("/exif/heic/mobile/iphone_13_pro_max.HEIC")), 320);
    QVERIFY(photo.has_value());
    QCOMPARE(photo->format, QByteArray("heic"));
    QCOMPARE(photo->fullSize, QSize(3024, 4032));
    QCOMPARE(photo->image.size(), QSize(240, 320));
    QCOMPARE(photo->orientation, 1);
}

void DecodeTest::opensAnyNameAndRefusesSpecialFilesWithoutWaiting()
{
    const ByteFolder folder;
    const BytePath base = folder.path();
    writeFile(base + "/latin1_\xe9.jpg", "abc");
    QCOMPARE(*readPhotoFile(base + "/latin1_\xe9.jpg"), QByteArray("abc"));
    QCOMPARE(::mkfifo((base + "/pipe.jpg").constData(), 0600), 0);
    QCOMPARE(readPhotoFile(base + "/pipe.jpg").error().problem, Problem::SpecialFile);
    QCOMPARE(readPhotoFile(base).error().problem, Problem::SpecialFile);
    QCOMPARE(readPhotoFile(base + "/none.jpg").error().problem, Problem::Dangling);
    QCOMPARE(readPhotoFile("/dev/zero").error().problem, Problem::SpecialFile);
}

QTEST_GUILESS_MAIN(DecodeTest)
#include "tst_decode.moc"
