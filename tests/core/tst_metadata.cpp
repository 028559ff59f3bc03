#include "core/imaging/metadata.h"

#include "core/imaging/decode.h"
#include "core/imaging/metadata_writer.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/drawn_photo.h"
#include "tests/support/shared_data.h"

#include <QDirIterator>
#include <QThreadPool>

#include <exiv2/exiv2.hpp>

#include <atomic>

using namespace creel;
using namespace creel::test;

namespace {

QStringList photosIn(const QString& folder)
{
    QStringList paths;
    QDirIterator walk(folder, {QStringLiteral("*.jpg"), QStringLiteral("*.heic"), QStringLiteral("*.heif")},
                      QDir::Files, QDirIterator::Subdirectories);
    while (walk.hasNext())
        paths.append(walk.next());
    paths.sort();
    return paths;
}

QByteArray read(const QString& path)
{
    return readPhotoFile(bytePathFromLocal(path)).value_or(QByteArray());
}

/// Exiv2's own reading of a key as text.
QString exiv2Text(const QString& path, const char* key)
{
    const auto image = Exiv2::ImageFactory::open(path.toStdString());
    image->readMetadata();
    const auto found = image->exifData().findKey(Exiv2::ExifKey(key));
    return found == image->exifData().end() ? QString() : QString::fromStdString(found->toString());
}

/// "43/1 28/1 281400000/100000000" as degrees.
double degreesFromText(const QString& text)
{
    double sum = 0;
    double unit = 1;
    for (const QString& part : text.split(QLatin1Char(' '))) {
        const QStringList ratio = part.split(QLatin1Char('/'));
        sum += ratio[0].toDouble() / ratio[1].toDouble() / unit;
        unit *= 60;
    }
    return sum;
}

PhotoMetadata metadataWith(const QList<std::pair<QByteArray, QByteArray>>& values)
{
    return readMetadata(withMetadata(encoded(drawnPhoto(1, QSize(64, 48))), values));
}

} // namespace

class MetadataTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void agreesWithExiv2OnPlaceAndTime();
    void countsSouthAndWestNegative();
    void readsHeic();
    void survivesBrokenExif();
    void survivesAnyCut();
    void dropsImpossiblePlacesAndTimes();
    void namesTheCameraOnce();
    void takesTheCaptionFromWhereverItIs();
    void readsFromManyThreads();
    void writerRefusesLyingSizes();
    void writerSurvivesAnyWrongNumber_data();
    void writerSurvivesAnyWrongNumber();
};

void MetadataTest::agreesWithExiv2OnPlaceAndTime()
{
    CREEL_NEEDS_SHARED(shared);
    const QStringList paths = photosIn(shared + QStringLiteral("/exif/gps"));
    QCOMPARE(paths.size(), 9);
    for (const QString& path : paths) {
        const PhotoMetadata metadata = readMetadata(read(path));
        QVERIFY(metadata.position.has_value() && metadata.takenAt.has_value());
        const double latitude = degreesFromText(exiv2Text(path, "Exif.GPSInfo.GPSLatitude"));
        const double longitude = degreesFromText(exiv2Text(path, "Exif.GPSInfo.GPSLongitude"));
        QVERIFY(std::abs(metadata.position->latitude - latitude) < 1e-9);
        QVERIFY(std::abs(metadata.position->longitude - longitude) < 1e-9);
        Photo photo;
        photo.takenAt = metadata.takenAt;
        QString written = exiv2Text(path, "Exif.Photo.DateTimeOriginal");
        written.replace(4, 1, QLatin1Char('-'))
            .replace(7, 1, QLatin1Char('-'))
            .replace(10, 1, QLatin1Char('T'));
        QCOMPARE(takenAtText(photo), written);
        QCOMPARE(metadata.camera, QStringLiteral("NIKON COOLPIX P6000"));
    }
}

void MetadataTest::countsSouthAndWestNegative()
{
    const PhotoMetadata drawn = metadataWith({{"Exif.GPSInfo.GPSLatitude", "33/1 30/1 0/1"},
                                              {"Exif.GPSInfo.GPSLatitudeRef", "S"},
                                              {"Exif.GPSInfo.GPSLongitude", "70/1 15/1 36/1"},
                                              {"Exif.GPSInfo.GPSLongitudeRef", "W"}});
    QCOMPARE(drawn.position->latitude, -33.5);
    QCOMPARE(drawn.position->longitude, -70.26);
    CREEL_NEEDS_SHARED(shared);
    for (const char* name : {"00042.jpg", "00137.jpg"}) { // kangaroos, in Australia
        const auto metadata =
            readMetadata(read(shared + QStringLiteral("/voc_kangaroo/images/") + QLatin1String(name)));
        QVERIFY(metadata.position->latitude < -30 && metadata.position->latitude > -45);
        QVERIFY(metadata.position->longitude > 140 && metadata.position->longitude < 155);
    }
}

void MetadataTest::readsHeic()
{
    CREEL_NEEDS_SHARED(shared);
    const PhotoMetadata metadata = readMetadata(read(shared + QStringLiteral("/exif/heic/IMG_5195.HEIC")));
    QCOMPARE(metadata.camera, QStringLiteral("Apple iPhone 11 Pro Max"));
    Photo photo;
    photo.takenAt = metadata.takenAt;
    QCOMPARE(takenAtText(photo), QStringLiteral("2021-04-11T15:47:53"));
    QVERIFY(metadata.position->longitude < 0);
}

void MetadataTest::survivesBrokenExif()
{
    CREEL_NEEDS_SHARED(shared);
    const QStringList paths = photosIn(shared + QStringLiteral("/exif/invalid"));
    QCOMPARE(paths.size(), 7);
    for (const QString& path : paths) {
        const PhotoMetadata metadata = readMetadata(read(path));
        QVERIFY(metadata.orientation >= 1 && metadata.orientation <= 8);
        QVERIFY(decodePhoto(read(path)).has_value());
    }
}

void MetadataTest::survivesAnyCut()
{
    const QByteArray whole = withMetadata(encoded(drawnPhoto(1, QSize(64, 48))),
                                          {{"Exif.Image.Make", "Made Up"}, {"Exif.Image.Orientation", "6"}});
    QCOMPARE(readMetadata(whole).orientation, 6);
    for (qsizetype size = 0; size < whole.size(); ++size)
        QVERIFY(readMetadata(whole.left(size)).camera.size() <= 8);
}

void MetadataTest::dropsImpossiblePlacesAndTimes()
{
    const auto place = [](const char* latitude, const char* longitude) {
        return metadataWith(
                   {{"Exif.GPSInfo.GPSLatitude", latitude}, {"Exif.GPSInfo.GPSLongitude", longitude}})
            .position;
    };
    QVERIFY(place("45/1 0/1 0/1", "10/1 0/1 0/1").has_value());
    QVERIFY(!place("95/1 0/1 0/1", "10/1 0/1 0/1").has_value());
    QVERIFY(!place("0/1 0/1 0/1", "0/1 0/1 0/1").has_value()); // a camera without a fix
    QVERIFY(!place("45/0 0/1 0/1", "10/1 0/1 0/1").has_value());
    const auto time = [](const char* text) {
        return metadataWith({{"Exif.Photo.DateTimeOriginal", text}}).takenAt;
    };
    QCOMPARE(time("2008:11:01 21:15:07").value(), 1225574107);
    for (const char* text :
         {"0000:00:00 00:00:00", "    :  :     :  :  ", "yesterday", "2008:13:01 00:00:00"})
        QVERIFY2(!time(text).has_value(), text);
}

void MetadataTest::namesTheCameraOnce()
{
    QCOMPARE(metadataWith({{"Exif.Image.Make", "Apple"}, {"Exif.Image.Model", "iPhone 4S"}}).camera,
             QStringLiteral("Apple iPhone 4S"));
    QCOMPARE(metadataWith({{"Exif.Image.Make", "Canon"}, {"Exif.Image.Model", "Canon EOS 5D"}}).camera,
             QStringLiteral("Canon EOS 5D"));
    QCOMPARE(metadataWith({}).camera, QString());
}

void MetadataTest::takesTheCaptionFromWhereverItIs()
{
    QCOMPARE(metadataWith({{"Exif.Image.ImageDescription", "a bull trout"}}).caption,
             QStringLiteral("a bull trout"));
    QCOMPARE(metadataWith({{"Iptc.Application2.Caption", "trøut"}}).caption, QStringLiteral("trøut"));
    QCOMPARE(metadataWith({{"Xmp.dc.description", "lang=\"x-default\" ニジマス"}}).caption,
             QStringLiteral("ニジマス"));
    QCOMPARE(metadataWith({{"Exif.Image.ImageDescription", "caf\xe9"}}).caption, QStringLiteral("café"));
}

void MetadataTest::readsFromManyThreads()
{
    const QByteArray bytes = withMetadata(encoded(drawnPhoto(1, QSize(64, 48))),
                                          {{"Exif.Image.Make", "Made Up"}, {"Xmp.dc.description", "pond"}});
    std::atomic<int> right = 0;
    QThreadPool pool;
    for (int thread = 0; thread < 4; ++thread) {
        pool.start([&] {
            for (int i = 0; i < 50; ++i)
                right += readMetadata(bytes).caption == QStringLiteral("pond");
        });
    }
    pool.waitForDone();
    QCOMPARE(right.load(), 200);
}

/// Exiv2 adds sizes with checks of its own, whose exceptions are none of its errors.
void MetadataTest::writerRefusesLyingSizes()
{
    const QByteArray good = encoded(drawnPhoto(1, QSize(64, 48)), "webp");
    const QByteArray lying = QByteArray(good).replace(4, 4, "\xff\xff\xff\xff");
    for (const auto& written :
         {withoutPosition(lying), withMetadataOf(lying, good), withMetadataOf(good, lying)}) {
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::Unsupported);
    }
}

void MetadataTest::writerSurvivesAnyWrongNumber_data()
{
    QTest::addColumn<QByteArray>("photo");
    const QImage drawn = drawnPhoto(1, QSize(16, 12));
    const QByteArray located = withMetadata(encoded(drawn), {{"Exif.GPSInfo.GPSLatitudeRef", "N"},
                                                             {"Exif.GPSInfo.GPSLatitude", "47/1 30/1 0/1"}});
    for (const char* format : {"jpeg", "png", "webp", "tiff"})
        QTest::newRow(format) << must(withMetadataOf(located, encoded(drawn, format)));
}

void MetadataTest::writerSurvivesAnyWrongNumber()
{
    QFETCH(QByteArray, photo);
    const QByteArray upright = encoded(drawnPhoto(1, QSize(16, 12)));
    for (qsizetype at = 0; at + 4 <= std::min<qsizetype>(photo.size(), 600); ++at) {
        for (const char value : {'\0', '\x7f', '\xff'}) {
            const QByteArray wrong = QByteArray(photo).replace(at, 4, QByteArray(4, value));
            const auto stripped = withoutPosition(wrong);
            QVERIFY(stripped || stripped.error().code == ErrorCode::Unsupported);
            const auto turned = withMetadataOf(wrong, upright);
            QVERIFY(turned || turned.error().code == ErrorCode::Unsupported);
        }
    }
}

QTEST_GUILESS_MAIN(MetadataTest)
#include "tst_metadata.moc"
