#include "core/catalog/split_store.h"
#include "core/imaging/decode.h"
#include "core/review/review_session.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/dataset_io.h"
#include "tests/support/drawn_photo.h"
#include "tests/support/export_catalog.h"

#include <QtTest>

#include <exiv2/exiv2.hpp>
#include <filesystem>
#include <map>

using namespace creel;
using namespace creel::test;

namespace fs = std::filesystem;

namespace {

/// Which part each photo is for, by its name.
std::map<QByteArray, SplitPart> partsOf(const QString& catalog)
{
    const auto connection = must(openCatalog(catalog, Connection::Access::ReadOnly));
    PhotoStore photos(*connection);
    const auto all = must(SplitStore(*connection).all());
    std::map<QByteArray, SplitPart> parts;
    for (auto entry = all.cbegin(); entry != all.cend(); ++entry)
        parts.emplace(must(photos.byId(entry.key()))->name, entry.value());
    return parts;
}

/// Every key and value of a photo's EXIF, as text.
std::map<std::string, std::string> exifOf(const QByteArray& bytes)
{
    const auto image = Exiv2::ImageFactory::open(reinterpret_cast<const Exiv2::byte*>(bytes.constData()),
                                                 long(bytes.size()));
    image->readMetadata();
    std::map<std::string, std::string> values;
    for (const auto& item : image->exifData())
        values[item.key()] = item.toString();
    return values;
}

QImage storedPixels(const QByteArray& bytes)
{
    return QImage::fromData(bytes).convertToFormat(QImage::Format_RGB32); // turns nothing
}

QByteArray located(int seed)
{
    return withMetadata(encoded(drawnPhoto(quint32(seed))),
                        {{"Exif.GPSInfo.GPSLatitudeRef", "N"},
                         {"Exif.GPSInfo.GPSLatitude", "47/1 30/1 0/1"},
                         {"Exif.GPSInfo.GPSLongitudeRef", "E"},
                         {"Exif.GPSInfo.GPSLongitude", "8/1 0/1 0/1"},
                         {"Xmp.exif.GPSLatitude", "47,30.0N"},
                         {"Xmp.exif.GPSLongitude", "8,0.0E"},
                         {"Exif.Image.Model", "Cam"},
                         {"Exif.Photo.DateTimeOriginal", "2021:06:01 08:00:00"},
                         {"Iptc.Application2.Caption", "a pike"}});
}

} // namespace

/// What leaves a catalog, and how.
class ExportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void partsAreTheCatalogsInEveryFormat();
    void withoutASplitThereAreNoParts();
    void onlyAcceptedLeavesOutTheRest();
    void verifiedBoxesAreAccepted();
    void laysYoloOutForUltralytics();
    void partsThatAreEmptyStillTrain();
    void leavesPositionsBehind();
    void staysByteForByteUnlessTurned();
    void keepsSliversOnThePhoto();
    void leavesOutWhatCannotBeRead_data();
    void leavesOutWhatCannotBeRead();
    void refusesWhereNoPhotoCanBeRead();
};

void ExportTest::partsAreTheCatalogsInEveryFormat()
{
    const ExportCatalog catalog;
    const auto expected = partsOf(catalog.path());
    QCOMPARE(expected.size(), size_t(ExportCatalog::photos - 1));
    for (const char* format : allFormats) {
        const BytePath out = catalog.folder().path(QByteArray("out_") + format);
        const auto exported =
            exportTo(catalog.path(), format, out, [](ExportRequest& request) { request.hasParts = true; });
        QVERIFY2(exported, format);
        QCOMPARE(exported->photos, ExportCatalog::photos - 1);
        QCOMPARE(exported->leftOut, 1);
        QVERIFY(exported->findings.first().file.endsWith(ExportCatalog::name(11)));
        const QString copy = catalog.folder().file((QByteArray(format) + ".creel").constData());
        const auto back =
            imported(copy, format, out, [](AnnotationImport& request) { request.takesParts = true; });
        QCOMPARE(back.partsGiven, ExportCatalog::photos - 1);
        QVERIFY2(partsOf(copy) == expected, format);
    }
}

void ExportTest::withoutASplitThereAreNoParts()
{
    ByteFolder folder;
    writeFile(folder.path("in/trout/a.jpg"), encoded(drawnPhoto(1)));
    const QString catalog = folder.file("a.creel");
    imported(catalog, "imagefolder", folder.path("in"));
    const auto refused = exportTo(catalog, "yolo", folder.path("out"),
                                  [](ExportRequest& request) { request.hasParts = true; });
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::NotFound);
    QVERIFY(!fs::exists(folder.path("out").toStdString()));
}

void ExportTest::onlyAcceptedLeavesOutTheRest()
{
    const ExportCatalog catalog;
    catalog.apply(Reject{{catalog.idOf(0)}, RejectReason::Equipment});
    catalog.apply(ClearReview{{catalog.idOf(1)}});
    for (const char* format : {"yolo", "imagefolder", "csv", "coco"}) {
        const BytePath out = catalog.folder().path(QByteArray("out_") + format);
        const auto exported = exportTo(catalog.path(), format, out,
                                       [](ExportRequest& request) { request.onlyAccepted = true; });
        QVERIFY2(exported, format);
        QCOMPARE(exported->photos, ExportCatalog::photos - 2);
        const QString files = filesBelow(out).join(QLatin1Char(' '));
        QVERIFY(!files.contains(QStringLiteral("p0.")));
        QVERIFY(!files.contains(QStringLiteral("p1.")));
        QVERIFY(files.contains(QStringLiteral("p2.jpg")));
    }
    // Without it, what nobody has decided leaves too; what was rejected does not.
    const auto exported = exportTo(catalog.path(), "yolo", catalog.folder().path("all"));
    QVERIFY(exported);
    QCOMPARE(exported->photos, ExportCatalog::photos - 1);
    QVERIFY(!fileExists(catalog.folder().path("all/images/p0.jpg")));
}

void ExportTest::verifiedBoxesAreAccepted()
{
    const ExportCatalog catalog;
    catalog.apply(ClearReview{{catalog.idOf(0), catalog.idOf(1)}});
    catalog.apply(Reject{{catalog.idOf(2)}, RejectReason::Other});
    catalog.apply(SetBoxesVerified{{catalog.idOf(1), catalog.idOf(2)}});
    const auto exported = [&](const char* format) {
        return must(exportTo(catalog.path(), format, catalog.folder().path(QByteArray("out_") + format),
                             [](ExportRequest& request) { request.onlyAccepted = true; }))
            .photos;
    };
    QCOMPARE(exported("yolo"), ExportCatalog::photos - 2);
    QVERIFY(fileExists(catalog.folder().path("out_yolo/images/p1.jpg")));
    QVERIFY(!fileExists(catalog.folder().path("out_yolo/images/p2.jpg")));
    QCOMPARE(exported("imagefolder"), ExportCatalog::photos - 3); // which knows of no boxes
}

void ExportTest::laysYoloOutForUltralytics()
{
    const ExportCatalog catalog;
    const BytePath out = catalog.folder().path("out");
    QVERIFY(exportTo(catalog.path(), "yolo", out, [](ExportRequest& request) { request.hasParts = true; }));
    QCOMPARE(bytesOf(joinPath(out, "data.yaml")),
             QByteArray("train: images/train\nval: images/val\ntest: images/test\n\nnc: 2\nnames:\n  0: "
                        "\"bass\"\n  1: \"trout\"\n"));
    QCOMPARE(bytesOf(joinPath(out, "labels/train/p0.txt")),
             QByteArray("0 0.3 0.5 0.4 0.5\n0 0.8 0.75 0.4 0.5\n"));
    // ultralytics finds a photo's labels by putting "labels" in the place of the last "images".
    int photos = 0;
    for (const QString& file : filesBelow(out)) {
        if (!file.startsWith(QLatin1String("images/")))
            continue;
        ++photos;
        const BytePath labels = "labels" + withoutExtension(file.toUtf8()).mid(6) + ".txt";
        QVERIFY2(fileExists(joinPath(out, labels)), labels);
    }
    QCOMPARE(photos, ExportCatalog::photos - 1);
}

void ExportTest::partsThatAreEmptyStillTrain()
{
    ByteFolder folder;
    writeFile(folder.path("in/a.jpg"), encoded(drawnPhoto(1)));
    writeFile(folder.path("in/a.txt"), "0 0.5 0.5 0.2 0.4\n");
    const QString catalog = folder.file("a.creel");
    imported(catalog, "yolo", folder.path("in"));
    const auto connection = must(openCatalog(catalog, Connection::Access::ReadWrite));
    const SplitStore::Entry entry(PhotoId(1), SplitPart::Train);
    must(SplitStore(*connection).assign(std::span(&entry, 1)));
    QVERIFY(exportTo(catalog, "yolo", folder.path("out"),
                     [](ExportRequest& request) { request.hasParts = true; }));
    QVERIFY(bytesOf(folder.path("out/data.yaml")).startsWith("train: images/train\nval: images/train\n"));
}

void ExportTest::leavesPositionsBehind()
{
    ByteFolder folder;
    const QByteArray original = located(1);
    const QByteArray plain = encoded(drawnPhoto(2));
    writeFile(folder.path("in/trout/a.jpg"), original);
    writeFile(folder.path("in/trout/plain.jpg"), plain);
    const QString catalog = folder.file("a.creel");
    imported(catalog, "imagefolder", folder.path("in"));
    for (const char* format : allFormats) {
        const BytePath out = folder.path(QByteArray("out_") + format);
        QVERIFY(exportTo(catalog, format, out, [](ExportRequest& r) { r.withoutPosition = true; }));
        QByteArray copy;
        for (const QString& file : filesBelow(out)) {
            const QByteArray bytes = bytesOf(joinPath(out, file.toUtf8()));
            QVERIFY2(!bytes.contains("GPS") && !bytes.contains("latitude"), qPrintable(file));
            if (file.endsWith(QLatin1String("plain.jpg")))
                QCOMPARE(bytes, plain);
            else if (file.endsWith(QLatin1String("a.jpg")))
                copy = bytes;
        }
        auto expected = exifOf(original);
        QVERIFY(expected.contains("Exif.GPSInfo.GPSLatitude"));
        std::erase_if(expected, [](const auto& item) {
            return item.first.starts_with("Exif.GPSInfo.") || item.first == "Exif.Image.GPSTag" ||
                   item.first == "Exif.Image.ExifTag"; // where the EXIF lies in the file
        });
        auto values = exifOf(copy);
        values.erase("Exif.Image.ExifTag");
        QCOMPARE(values, expected);
        QCOMPARE(storedPixels(copy), storedPixels(original));
        QVERIFY(copy.contains("a pike"));
        QCOMPARE(bytesOf(folder.path("in/trout/a.jpg")), original);
    }
}

void ExportTest::staysByteForByteUnlessTurned()
{
    ByteFolder folder;
    for (int orientation = 1; orientation <= 8; ++orientation)
        writeFile(folder.path("in/trout/" + QByteArray::number(orientation) + ".jpg"),
                  withMetadata(encoded(drawnPhoto(quint32(orientation), QSize(160, 96))),
                               {{"Exif.Image.Orientation", QByteArray::number(orientation)},
                                {"Exif.Image.Model", "Cam"}}));
    const QString catalog = folder.file("a.creel");
    imported(catalog, "imagefolder", folder.path("in"));
    QVERIFY(exportTo(catalog, "imagefolder", folder.path("stored")));
    QVERIFY(exportTo(catalog, "imagefolder", folder.path("upright"),
                     [](ExportRequest& request) { request.isUpright = true; }));
    for (int orientation = 1; orientation <= 8; ++orientation) {
        const QByteArray name = "trout/" + QByteArray::number(orientation) + ".jpg";
        const QByteArray original = bytesOf(folder.path("in/" + name));
        QCOMPARE(bytesOf(folder.path("stored/" + name)), original);
        const QByteArray turned = bytesOf(folder.path("upright/" + name));
        QCOMPARE(turned == original, orientation == 1);
        QCOMPARE(exifOf(turned)["Exif.Image.Orientation"], std::string("1"));
        QCOMPARE(exifOf(turned)["Exif.Image.Model"], std::string("Cam"));
        // A reader that knows nothing of EXIF sees it as people do.
        QVERIFY(difference(storedPixels(turned), decodePhoto(original)->image) < 2);
    }
}

/// Parts of a pixel at the photo's edges: no format may lose them, or put them outside.
void ExportTest::keepsSliversOnThePhoto()
{
    ByteFolder folder;
    writeFile(folder.path("in/a.jpg"), encoded(drawnPhoto(1, QSize(100, 50))));
    writeFile(folder.path("in/a.txt"),
              "0 0.998 0.5 0.004 1\n0 0.5 0.996 1 0.008\n0 0.002 0.004 0.004 0.008\n");
    const QString catalog = folder.file("a.creel");
    QCOMPARE(imported(catalog, "yolo", folder.path("in")).boxesAdded, 3);
    for (const char* format : boxFormats) {
        const BytePath out = folder.path(QByteArray("out_") + format);
        QVERIFY(exportTo(catalog, format, out));
        const QString copy = folder.file((QByteArray(format) + ".creel").constData());
        const auto back = imported(copy, format, out);
        QCOMPARE(back.boxesAdded, 3);
        QCOMPARE(findingLines(back.findings), QStringList());
    }
}

void ExportTest::leavesOutWhatCannotBeRead_data()
{
    QTest::addColumn<PhotoLink>("link");
    QTest::addColumn<bool>("withoutPosition");
    QTest::newRow("copied") << PhotoLink::Copy << false;
    QTest::newRow("copied without position") << PhotoLink::Copy << true;
    QTest::newRow("hard links") << PhotoLink::Hard << false;
    QTest::newRow("symbolic links") << PhotoLink::Symbolic << false;
}

void ExportTest::leavesOutWhatCannotBeRead()
{
    QFETCH(PhotoLink, link);
    QFETCH(bool, withoutPosition);
    const ExportCatalog catalog;
    QVERIFY(fs::remove(catalog.original(0).toStdString()));
    for (const char* format : allFormats) {
        const BytePath out = catalog.folder().path(QByteArray("out_") + format);
        const auto exported = exportTo(catalog.path(), format, out, [&](ExportRequest& request) {
            request.link = link;
            request.withoutPosition = withoutPosition;
        });
        QVERIFY2(exported, exported ? "" : qPrintable(exported.error().message));
        QCOMPARE(exported->photos, ExportCatalog::photos - 1);
        QCOMPARE(exported->leftOut, 1);
        QCOMPARE(exported->findings.size(), 1);
        QCOMPARE(exported->findings.first().file, catalog.original(0));
        QCOMPARE(exported->findings.first().message, QStringLiteral("The file is missing."));
        int photos = 0;
        for (const QString& file : filesBelow(out)) {
            const bool isPhoto = file.endsWith(QLatin1String(".jpg"));
            photos += isPhoto;
            QVERIFY2(!file.contains(QLatin1String("p0.")), qPrintable(file));
            QVERIFY2(isPhoto || !bytesOf(joinPath(out, file.toUtf8())).contains("p0."), qPrintable(file));
        }
        QCOMPARE(photos, ExportCatalog::photos - 1);
    }
}

/// A disk that is not there must not empty a dataset that was exported before.
void ExportTest::refusesWhereNoPhotoCanBeRead()
{
    const ExportCatalog catalog;
    const BytePath out = catalog.folder().path("out");
    const auto overwrite = [](ExportRequest& request) {
        request.mayOverwrite = true;
    };
    must(exportTo(catalog.path(), "coco", out));
    const BytePath json = joinPath(out, "annotations/instances.json");
    const QByteArray before = bytesOf(json);
    fs::rename(catalog.folder().path("in").toStdString(), catalog.folder().path("unplugged").toStdString());
    const auto refused = exportTo(catalog.path(), "coco", out, overwrite);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Unreadable);
    QCOMPARE(bytesOf(json), before);
}

QTEST_GUILESS_MAIN(ExportTest)
#include "tst_export.moc"
