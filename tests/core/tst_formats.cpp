#include "core/catalog/box_store.h"
#include "core/catalog/label_store.h"
#include "core/exchange/json_text.h"
#include "core/exchange/voc.h"
#include "core/exchange/yolo.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/dataset_io.h"
#include "tests/support/drawn_photo.h"
#include "tests/support/shared_data.h"

#include <QRandomGenerator>

#include <filesystem>

using namespace creel;
using namespace creel::test;

namespace {

Dataset parsedVoc(const QByteArray& xml)
{
    Dataset dataset;
    FindingList findings(dataset);
    parseVoc(xml, "/set/a.xml", false, dataset, findings);
    return dataset;
}

} // namespace

class FormatsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void turnsBoxesThereAndBack();
    void bringsKangaroosBackFromEveryFormat();
    void takesInOddClassNames();
    void keepsBoxesInPlaceInEveryOrientation();
    void importingAgainAddsNothing();
    void refusesEntities();
    void listsMalformedRecordsByLine();
    void refusesDeepAndInfiniteJson();
    void neverClobbers();
    void refusesAnotherClassOrder();
    void stoppedExportLeavesNothing();
    void stripsPositions();
    void refusesUnknownClasses();
};

void FormatsTest::turnsBoxesThereAndBack()
{
    const QRectF box(10, 20, 30, 5);
    const QSizeF stored(100, 60);
    for (int orientation = 1; orientation <= 8; ++orientation) {
        const QSizeF upright = orientation >= 5 ? stored.transposed() : stored;
        const QRectF turned = toUpright(box, stored, orientation);
        QVERIFY(QRectF(QPointF(), upright).contains(turned));
        QCOMPARE(toStored(turned, upright, orientation), box);
    }
    // Orientation 6: the stored picture's left lower corner is the upright one's left upper corner.
    QCOMPARE(toUpright(QRectF(0, 55, 10, 5), stored, 6), QRectF(0, 0, 5, 10));
}

void FormatsTest::bringsKangaroosBackFromEveryFormat()
{
    CREEL_NEEDS_SHARED(shared);
    ByteFolder folder;
    const QString catalog = folder.file("a.creel");
    const auto first =
        imported(catalog, "voc", bytePathFromLocal(shared + QStringLiteral("/voc_kangaroo/annots")));
    QCOMPARE(first.boxesAdded, 266);
    QCOMPARE(first.photos, 164);
    QCOMPARE(first.photosImported, 164);
    for (const char* format : boxFormats) {
        const BytePath out = folder.path(QByteArray("out_") + format);
        const auto exported = exportTo(catalog, format, out);
        QVERIFY2(exported, exported ? "" : qPrintable(exported.error().message));
        QCOMPARE(exported->boxes, 266);
        const QString copy = folder.file((QByteArray(format) + ".creel").constData());
        QCOMPARE(imported(copy, format, out).boxesAdded, 266);
        QCOMPARE(boxLines(copy, 0.01), boxLines(catalog, 0.01));
    }
}

void FormatsTest::takesInOddClassNames()
{
    CREEL_NEEDS_SHARED(shared);
    ByteFolder folder;
    const QString catalog = folder.file("a.creel");
    const auto summary = imported(catalog, "yolo", bytePathFromLocal(shared + QStringLiteral("/yolo_fish")));
    QCOMPARE(summary.boxesAdded, 7720);
    QCOMPARE(summary.labelsCreated,
             (QStringList{QStringLiteral("0"), QStringLiteral("1"), QStringLiteral("2"), QStringLiteral("5"),
                          QStringLiteral("6"), QStringLiteral("7"), QStringLiteral("8")}));
}

void FormatsTest::keepsBoxesInPlaceInEveryOrientation()
{
    ByteFolder folder;
    QRandomGenerator random(5);
    QJsonArray images, annotations;
    for (int orientation = 1; orientation <= 8; ++orientation) {
        const QByteArray name = "turned_" + QByteArray::number(orientation) + ".jpg";
        writeFile(folder.path("in/" + name),
                  withMetadata(encoded(drawnPhoto(quint32(orientation), QSize(160, 90))),
                               {{"Exif.Image.Orientation", QByteArray::number(orientation)}}));
        const QSize upright = orientation >= 5 ? QSize(90, 160) : QSize(160, 90);
        images.append(QJsonObject{{QStringLiteral("id"), orientation},
                                  {QStringLiteral("file_name"), QString::fromLatin1(name)},
                                  {QStringLiteral("width"), upright.width()},
                                  {QStringLiteral("height"), upright.height()}});
        for (int i = 0; i < 20; ++i) {
            const int left = random.bounded(upright.width() - 2);
            const int top = random.bounded(upright.height() - 2);
            annotations.append(QJsonObject{
                {QStringLiteral("image_id"), orientation},
                {QStringLiteral("category_id"), 1},
                {QStringLiteral("bbox"), QJsonArray{left, top, 1 + random.bounded(upright.width() - left),
                                                    1 + random.bounded(upright.height() - top)}}});
        }
    }
    const QJsonObject fish{{QStringLiteral("id"), 1}, {QStringLiteral("name"), QStringLiteral("fish")}};
    writeFile(folder.path("in/coco.json"), jsonLine({{QStringLiteral("images"), images},
                                                     {QStringLiteral("annotations"), annotations},
                                                     {QStringLiteral("categories"), QJsonArray{fish}}}));
    const QString catalog = folder.file("a.creel");
    QCOMPARE(imported(catalog, "coco", folder.path("in")).boxesAdded, 160);
    for (const char* format : boxFormats) {
        for (const bool isUpright : {false, true}) {
            const QByteArray name = QByteArray(format) + (isUpright ? "_upright" : "_stored");
            const auto exported = exportTo(catalog, format, folder.path(name),
                                           [&](ExportRequest& request) { request.isUpright = isUpright; });
            QVERIFY(exported);
            const QString copy = folder.file((name + ".creel").constData());
            QCOMPARE(imported(copy, format, folder.path(name)).boxesAdded, 160);
            QCOMPARE(boxLines(copy, 0.01), boxLines(catalog, 0.01));
        }
    }
}

void FormatsTest::importingAgainAddsNothing()
{
    ByteFolder folder;
    writeFile(folder.path("in/a.JPG"), encoded(drawnPhoto(1, QSize(100, 50))));
    writeFile(folder.path("in/a.txt"), "0 0.5 0.5 0.2 0.4\n");
    writeFile(folder.path("in/classes.txt"), "trout\n");
    const QString catalog = folder.file("a.creel");
    QCOMPARE(imported(catalog, "yolo", folder.path("in")).boxesAdded, 1);
    const auto again = imported(catalog, "yolo", folder.path("in"));
    QCOMPARE(again.boxesAdded, 0);
    QCOMPARE(again.boxesKnown, 1);
    writeFile(folder.path("in/a.txt"), "0 0.5 0.5 0.25 0.45\n"); // another opinion of the same fish
    const auto other = imported(catalog, "yolo", folder.path("in"));
    QCOMPARE(other.boxesInConflict, 1);
    QCOMPARE(boxLines(catalog, 1), QStringList{QStringLiteral("a trout 40.000 15.000 60.000 35.000")});
}

void FormatsTest::refusesEntities()
{
    const Dataset bomb = parsedVoc("<!DOCTYPE annotation [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]>"
                                   "<annotation><filename>&b;</filename></annotation>");
    QVERIFY(bomb.photos.isEmpty());
    QCOMPARE(bomb.findings.size(), 1);
    const Dataset outside = parsedVoc("<!DOCTYPE annotation [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>"
                                      "<annotation><filename>&a;</filename></annotation>");
    QVERIFY(outside.photos.isEmpty());
}

void FormatsTest::listsMalformedRecordsByLine()
{
    const Dataset voc =
        parsedVoc("<annotation>\n<object><name>a</name><bndbox><xmin>nan</xmin><ymin>1</ymin>"
                  "<xmax>5</xmax><ymax>9</ymax></bndbox></object>\n<object><name>a</name><bndbox>"
                  "<xmin>1</xmin><ymin>1.5</ymin><xmax>5</xmax><ymax>9</ymax></bndbox></object>\n"
                  "<object><name>a</name><bndbox><xmin>1e300</xmin><ymin>1</ymin><xmax>5e300</xmax>"
                  "<ymax>9</ymax></bndbox></object></annotation>");
    QCOMPARE(voc.photos.first().boxes.size(), 1);
    QCOMPARE(voc.photos.first().boxes.first().rect, QRectF(1, 1.5, 4, 7.5));
    QCOMPARE(voc.findings.size(), 2);
    QCOMPARE(voc.findings[0].line, 2);
    QCOMPARE(voc.findings[1].line, 4);
    Dataset yolo;
    yolo.classes = {QStringLiteral("a")};
    FindingList findings(yolo);
    parseYolo("0 .5 .5 .1 .1\r\nfish\r\n7 .5 .5 .1 .1\r\n", "/set/labels/a.txt", yolo, findings);
    QCOMPARE(yolo.photos.first().boxes.size(), 1);
    QCOMPARE(yolo.findings.size(), 2);
    QCOMPARE(yolo.findings[1].line, 3);
    QCOMPARE(yolo.photos.first().file, BytePath("/set/images/a"));
}

void FormatsTest::refusesDeepAndInfiniteJson()
{
    QVERIFY(!parseJson(QByteArray(100'000, '['), "deep.json"));
    QVERIFY(!parseJson("{\"a\": NaN}", "nan.json"));
    const auto broken = parseJson("{\n\n\"a\": }", "broken.json");
    QVERIFY(!broken);
    QVERIFY(broken.error().message.contains(QStringLiteral("line 3")));
}

void FormatsTest::neverClobbers()
{
    ByteFolder folder;
    writeFile(folder.path("in/trout/a.jpg"), encoded(drawnPhoto(1)));
    const QString catalog = folder.file("a.creel");
    imported(catalog, "imagefolder", folder.path("in"));
    writeFile(folder.path("out/labels.csv"), "precious");
    const auto refused = exportTo(catalog, "csv", folder.path("out"));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Exists);
    QCOMPARE(must(readAnnotationFile(folder.path("out/labels.csv"), 100)), QByteArray("precious"));
    QVERIFY(!fileExists(folder.path("out/images/a.jpg")));
    QVERIFY(exportTo(catalog, "csv", folder.path("out"), [](ExportRequest& r) { r.mayOverwrite = true; }));
    QCOMPARE(must(readAnnotationFile(folder.path("out/labels.csv"), 100)),
             QByteArray("name,label\na.jpg,trout\n"));
    // An original is never written over, whatever is allowed.
    const auto original =
        exportTo(catalog, "imagefolder", folder.path("in"), [](ExportRequest& r) { r.mayOverwrite = true; });
    QVERIFY(!original);
    QVERIFY(fileExists(folder.path("in/trout/a.jpg")));
}

void FormatsTest::refusesAnotherClassOrder()
{
    ByteFolder folder;
    writeFile(folder.path("in/trout/a.jpg"), encoded(drawnPhoto(1)));
    writeFile(folder.path("in/bass/b.jpg"), encoded(drawnPhoto(2)));
    const QString catalog = folder.file("a.creel");
    imported(catalog, "imagefolder", folder.path("in"));
    writeFile(folder.path("out/classes.txt"), "trout\nbass\n");
    const auto refused =
        exportTo(catalog, "yolo", folder.path("out"), [](ExportRequest& r) { r.mayOverwrite = true; });
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Conflict);
}

void FormatsTest::stoppedExportLeavesNothing()
{
    ByteFolder folder;
    writeFile(folder.path("in/trout/a.jpg"), encoded(drawnPhoto(1)));
    writeFile(folder.path("in/trout/b.jpg"), encoded(drawnPhoto(2)));
    const QString catalog = folder.file("a.creel");
    imported(catalog, "imagefolder", folder.path("in"));
    const auto connection = must(openCatalog(catalog, Connection::Access::ReadOnly));
    const CancelToken token;
    ExportRequest request;
    request.format = QStringLiteral("yolo");
    request.folder = folder.path("out");
    // Asked to stop while the first photo is written: it is not followed by the second.
    const auto stopped =
        exportDataset(*connection, request, JobContext(token, [token](const Progress&) { token.cancel(); }));
    QVERIFY(!stopped);
    QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
    QVERIFY(!std::filesystem::exists(request.folder.toStdString()));
}

void FormatsTest::stripsPositions()
{
    ByteFolder folder;
    writeFile(folder.path("in/trout/a.jpg"),
              withMetadata(encoded(drawnPhoto(1)), {{"Exif.GPSInfo.GPSLatitude", "47/1 30/1 0/1"},
                                                    {"Exif.GPSInfo.GPSLongitude", "8/1 0/1 0/1"},
                                                    {"Exif.Image.Model", "Cam"}}));
    const QString catalog = folder.file("a.creel");
    imported(catalog, "imagefolder", folder.path("in"));
    QVERIFY(
        exportTo(catalog, "jsonl", folder.path("out"), [](ExportRequest& r) { r.withoutPosition = true; }));
    QVERIFY(!must(readAnnotationFile(folder.path("out/dataset.jsonl"), 10'000)).contains("latitude"));
    const QString copy = folder.file("b.creel");
    imported(copy, "jsonl", folder.path("out"));
    const auto connection = must(openCatalog(copy, Connection::Access::ReadOnly));
    const Photo photo = *must(PhotoStore(*connection).byId(PhotoId(1)));
    QVERIFY(!photo.position);
    QCOMPARE(photo.camera, QStringLiteral("Cam"));
}

void FormatsTest::refusesUnknownClasses()
{
    ByteFolder folder;
    writeFile(folder.path("in/trout/a.jpg"), encoded(drawnPhoto(1)));
    AnnotationImport request;
    request.catalogPath = folder.file("a.creel");
    request.format = QStringLiteral("imagefolder");
    request.path = folder.path("in");
    const auto refused = importAnnotations(request, {});
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Conflict);
    request.mapping.insert(QStringLiteral("trout"), QStringLiteral("salmo"));
    request.createLabels = true;
    const auto taken = importAnnotations(request, {});
    QVERIFY(taken);
    QCOMPARE(taken->labelsCreated, QStringList{QStringLiteral("salmo")});
}

QTEST_GUILESS_MAIN(FormatsTest)
#include "tst_formats.moc"
