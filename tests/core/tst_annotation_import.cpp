#include "core/review/review_session.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/dataset_io.h"
#include "tests/support/drawn_photo.h"

#include <QStringEncoder>
#include <QtTest>

#include <filesystem>

using namespace creel;
using namespace creel::test;

namespace {

const QSize photoSize(100, 50);

QByteArray vocOf(const QByteArray& size, const QByteArray& box, const QByteArray& rest = {})
{
    return "<annotation>" + size + rest + "<object><name>fish</name><bndbox>" + box +
           "</bndbox></object></annotation>";
}

QByteArray edges(const QByteArray& left, const QByteArray& top, const QByteArray& right,
                 const QByteArray& bottom)
{
    return "<xmin>" + left + "</xmin><ymin>" + top + "</ymin><xmax>" + right + "</xmax><ymax>" + bottom +
           "</ymax>";
}

/// One file of one photo, whatever the photo is called there, in every format: the photo "a.jpg" with one
/// box of the class "fish" at 10, 20, 30, 40; or with the label "fish".
struct OneRecord
{
    const char* format;
    QByteArray file;
    QByteArray text; ///< %1 is the photo's name
};

QList<OneRecord> recordsOf(const QByteArray& name)
{
    const QByteArray json = QByteArray(name).replace('\\', "\\\\").replace('\0', "\\u0000");
    const QByteArray xml = QByteArray(name).replace('\0', ""); // which XML cannot hold
    return {
        {"voc", "b.xml",
         "<annotation><filename>" + xml + "</filename><object><name>fish</name><bndbox>" +
             edges("10", "20", "30", "40") + "</bndbox></object></annotation>"},
        {"coco", "b.json",
         R"({"images": [{"id": 1, "file_name": ")" + json +
             R"("}], "categories": [{"id": 1, "name": "fish"}], "annotations": [{"image_id": 1, "category_id": 1, "bbox": [10, 20, 20, 20]}]})"},
        {"labelme", "b.json",
         R"({"imagePath": ")" + json +
             R"(", "shapes": [{"label": "fish", "shape_type": "rectangle", "points": [[10, 20], [30, 40]]}]})"},
        {"createml", "b.json",
         R"([{"image": ")" + json +
             R"(", "annotations": [{"label": "fish", "coordinates": {"x": 20, "y": 30, "width": 20, "height": 20}}]}])"},
        {"retinanet", "b.csv", name + ",10,20,30,40,fish\n"},
        {"hf", "b.jsonl",
         R"({"file_name": ")" + json +
             R"(", "objects": {"bbox": [[10, 20, 20, 20]], "categories": ["fish"]}})"},
        {"jsonl", "b.jsonl",
         R"({"file": ")" + json + R"(", "boxes": [{"label": "fish", "bbox": [10, 20, 20, 20]}]})"},
        {"csv", "b.csv", "name,label\n" + name + ",fish\n"},
    };
}

} // namespace

/// Annotations as they are in the wild.
class AnnotationImportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void countsFromZeroOrOne();
    void onlyVocCountsFromOne();
    void takesMissingSizes();
    void scalesWrongSizes();
    void scalesWrongSizesOfEveryFormat_data();
    void scalesWrongSizesOfEveryFormat();
    void cutsOffAndLeavesOutWhatIsOutside();
    void takesEmptyLabelFiles();
    void passesOverStrays();
    void meetsExtensionsInAnyCase();
    void readsUtf16AndByteOrderMarks();
    void readsEveryLineEnding();
    void namesNeverLeadElsewhere();
    void photosByTheirPathElsewhere();
    void keepsWhatPeopleDecided();
    void replacesWhereItMay();
    void mapsClasses();
    void listsMalformedRecordsOfEveryFormat();
    void findsNothingAndSaysSo();

private:
    BytePath in(const BytePath& name = {}) const { return joinPath(m_folder->path("in"), name); }
    QString catalog() const { return m_folder->file("a.creel"); }
    void photo(const BytePath& name) const { writeFile(in(name), encoded(drawnPhoto(1, photoSize))); }
    QStringList boxes() const { return boxLines(catalog(), 0.001); }

    std::unique_ptr<ByteFolder> m_folder;
};

void AnnotationImportTest::init()
{
    m_folder = std::make_unique<ByteFolder>();
}

void AnnotationImportTest::countsFromZeroOrOne()
{
    photo("a.jpg");
    writeFile(in("a.xml"), vocOf({}, edges("1", "1", "10", "20")));
    imported(catalog(), "voc", in());
    QCOMPARE(boxes(), QStringList(QStringLiteral("a fish 1.000 1.000 10.000 20.000")));
    const QString second = m_folder->file("b.creel");
    imported(second, "voc", in(), [](AnnotationImport& request) { request.isOneBased = true; });
    QCOMPARE(boxLines(second, 0.001), QStringList(QStringLiteral("a fish 0.000 0.000 10.000 20.000")));
    // The devkit's own files are known by what they say of themselves, wherever in the file they say it.
    writeFile(in("a.xml"), vocOf({}, edges("1", "1", "1", "1"),
                                 "<source><database>The VOC2007 Database</database></source>"));
    const QString third = m_folder->file("c.creel");
    imported(third, "voc", in());
    QCOMPARE(boxLines(third, 0.001), QStringList(QStringLiteral("a fish 0.000 0.000 1.000 1.000")));
}

void AnnotationImportTest::onlyVocCountsFromOne()
{
    photo("a.jpg");
    writeFile(in("a.txt"), "0 0.5 0.5 0.2 0.4\n");
    const auto refused = tryImport(catalog(), "yolo", in(), [](auto& request) { request.isOneBased = true; });
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::BadInput);
}

void AnnotationImportTest::takesMissingSizes()
{
    photo("a.jpg");
    for (const QByteArray& size :
         {QByteArray(), QByteArray("<size/>"), QByteArray("<size><width>0</width><height>0</height></size>"),
          QByteArray("<size><width>wide</width><height>-3</height></size>")}) {
        writeFile(in("a.xml"), vocOf(size, edges("10.5", "20", "30", "40")));
        const QString path = m_folder->file("s.creel");
        const auto summary = imported(path, "voc", in());
        QCOMPARE(boxLines(path, 0.001), QStringList(QStringLiteral("a fish 10.500 20.000 30.000 40.000")));
        QCOMPARE(findingLines(summary.findings), QStringList());
        std::filesystem::remove(path.toStdString());
    }
}

void AnnotationImportTest::scalesWrongSizes()
{
    photo("a.jpg"); // 100 x 50
    writeFile(in("a.xml"),
              vocOf("<size><width>200</width><height>100</height></size>", edges("20", "40", "60", "80")));
    const auto scaled = imported(catalog(), "voc", in());
    QCOMPARE(boxes(), QStringList(QStringLiteral("a fish 10.000 20.000 30.000 40.000")));
    QCOMPARE(scaled.findings.size(), 1);
    QVERIFY(!scaled.findings.first().isLeftOut);
    QVERIFY(scaled.findings.first().message.contains(QStringLiteral("scaled")));
    // A size of another shape tells nothing.
    writeFile(in("a.xml"),
              vocOf("<size><width>64</width><height>64</height></size>", edges("20", "10", "60", "40")));
    const QString second = m_folder->file("b.creel");
    const auto taken = imported(second, "voc", in());
    QCOMPARE(boxLines(second, 0.001), QStringList(QStringLiteral("a fish 20.000 10.000 60.000 40.000")));
    QVERIFY(taken.findings.first().message.contains(QStringLiteral("as they are")));
}

void AnnotationImportTest::scalesWrongSizesOfEveryFormat_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("text"); // with @W and @H for the size that is claimed
    QTest::newRow("coco")
        << QStringLiteral("coco") << QByteArray("a.json")
        << QByteArray(
               R"({"images": [{"id": 1, "file_name": "a.jpg", "width": @W, "height": @H}], "categories": [{"id": 1, "name": "fish"}], "annotations": [{"image_id": 1, "category_id": 1, "bbox": [20, 40, 40, 40]}]})");
    QTest::newRow("labelme")
        << QStringLiteral("labelme") << QByteArray("a.json")
        << QByteArray(
               R"({"imageWidth": @W, "imageHeight": @H, "shapes": [{"label": "fish", "shape_type": "rectangle", "points": [[20, 40], [60, 80]]}]})");
    QTest::newRow("jsonl")
        << QStringLiteral("jsonl") << QByteArray("a.jsonl")
        << QByteArray(
               R"({"file": "a.jpg", "width": @W, "height": @H, "boxes": [{"label": "fish", "bbox": [20, 40, 40, 40]}]})");
    QTest::newRow("voc") << QStringLiteral("voc") << QByteArray("a.xml")
                         << vocOf("<size><width>@W</width><height>@H</height></size>",
                                  edges("20", "40", "60", "80"));
}

void AnnotationImportTest::scalesWrongSizesOfEveryFormat()
{
    QFETCH(const QString, format);
    QFETCH(const QByteArray, file);
    QFETCH(const QByteArray, text);
    struct Claim
    {
        const char* width;
        const char* height;
        const char* box; ///< what becomes of 20, 40, 60, 80 on a photo of 100 x 50
        const char* finding;
    };
    const QList<Claim> claims{{"200", "100", "10.000 20.000 30.000 40.000", "scaled"},
                              {"64", "64", "20.000 40.000 60.000 50.000", "as they are"},
                              {"0", "0", "20.000 40.000 60.000 50.000", "cut off"},
                              {"-200", "-100", "20.000 40.000 60.000 50.000", "cut off"},
                              {"1e300", "1e300", "20.000 40.000 60.000 50.000", "cut off"}};
    for (const Claim& claim : claims) {
        ByteFolder folder;
        writeFile(folder.path("in/a.jpg"), encoded(drawnPhoto(1, photoSize)));
        writeFile(folder.path("in/" + file),
                  QByteArray(text).replace("@W", claim.width).replace("@H", claim.height));
        const QString path = folder.file("a.creel");
        const auto summary = imported(path, format.toLatin1().constData(), folder.path("in"));
        QCOMPARE(boxLines(path, 0.001), QStringList(QStringLiteral("a fish ") + QLatin1String(claim.box)));
        QVERIFY2(!summary.findings.isEmpty(), claim.width);
        QVERIFY2(std::ranges::any_of(summary.findings,
                                     [&](const AnnotationFinding& finding) {
                                         return finding.message.contains(QLatin1String(claim.finding));
                                     }),
                 qPrintable(findingLines(summary.findings).join(QLatin1Char('\n'))));
    }
}

void AnnotationImportTest::cutsOffAndLeavesOutWhatIsOutside()
{
    photo("a.jpg");
    writeFile(in("list.csv"), "a.jpg,-20,-5,30,40,fish\na.jpg,90,40,130,90,fish\na.jpg,200,200,300,300,fish\n"
                              "a.jpg,0,0,100,50,fish\n");
    const auto summary = imported(catalog(), "retinanet", in());
    QCOMPARE(boxes(), (QStringList{QStringLiteral("a fish 0.000 0.000 100.000 50.000"),
                                   QStringLiteral("a fish 0.000 0.000 30.000 40.000"),
                                   QStringLiteral("a fish 90.000 40.000 100.000 50.000")}));
    const QStringList findings = findingLines(summary.findings);
    QCOMPARE(findings.size(), 3);
    QVERIFY(findings[0].startsWith(QLatin1String("1: ")) && findings[1].startsWith(QLatin1String("2: ")));
    QCOMPARE(findings[2], QStringLiteral("3: The box lies outside the photo."));
}

void AnnotationImportTest::takesEmptyLabelFiles()
{
    photo("a.jpg");
    photo("b.jpg");
    writeFile(in("a.txt"), "");
    writeFile(in("b.txt"), "\n\n  \n");
    writeFile(in("classes.txt"), "fish\n");
    const auto summary = imported(catalog(), "yolo", in());
    QCOMPARE(summary.photos, 2);
    QCOMPARE(summary.boxesAdded, 0);
    QCOMPARE(findingLines(summary.findings), QStringList());
}

void AnnotationImportTest::passesOverStrays()
{
    photo("a.jpg");
    photo("unannotated.jpg");
    writeFile(in("a.txt"), "0 0.5 0.5 0.2 0.4\n");
    writeFile(in("gone.txt"), "0 0.5 0.5 0.2 0.4\n");
    writeFile(in("classes.txt"), "fish\n");
    writeFile(in("README.txt"), "Read me.\n");
    writeFile(in(".hidden.txt"), "0 0.5 0.5 0.2 0.4\n");
    writeFile(in("Thumbs.db"), "binary");
    const auto summary = imported(catalog(), "yolo", in());
    QCOMPARE(summary.photos, 1);
    QCOMPARE(summary.photosMissing, 1);
    QCOMPARE(summary.boxesAdded, 1);
    QCOMPARE(summary.findings.size(), 1);
    QCOMPARE(summary.findings.first().file, in("gone.txt"));
}

void AnnotationImportTest::meetsExtensionsInAnyCase()
{
    photo("Images/A.JPG");
    photo("Images/b.Jpeg");
    writeFile(in("Annotations/a.XML"), vocOf({}, edges("1", "2", "10", "20")));
    writeFile(in("Annotations/B.xml"), vocOf({}, edges("1", "2", "10", "20")));
    QCOMPARE(imported(catalog(), "voc", in()).boxesAdded, 2);
    writeFile(m_folder->path("yolo/X.TXT"), "0 0.5 0.5 0.2 0.4\n");
    writeFile(m_folder->path("yolo/x.PNG"), encoded(drawnPhoto(2, photoSize), "png"));
    QCOMPARE(imported(m_folder->file("b.creel"), "yolo", m_folder->path("yolo")).boxesAdded, 1);
}

void AnnotationImportTest::readsUtf16AndByteOrderMarks()
{
    photo("a.jpg");
    const QString text = QString::fromUtf8(vocOf({}, edges("1", "2", "10", "20")));
    QStringEncoder utf16(QStringConverter::Utf16LE, QStringConverter::Flag::WriteBom);
    int number = 0;
    for (const QByteArray& xml :
         {QByteArray("\xef\xbb\xbf" + text.toUtf8()), QByteArray(utf16(text)),
          QByteArray(QStringEncoder(QStringConverter::Utf16LE, QStringConverter::Flag::WriteBom)(
              QStringLiteral("<?xml version=\"1.0\" encoding=\"utf-16\"?>") + text)),
          QByteArray("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>") + text.toLatin1()}) {
        writeFile(in("a.xml"), xml);
        const QString path = m_folder->file(("u" + QByteArray::number(++number) + ".creel").constData());
        QCOMPARE(imported(path, "voc", in()).boxesAdded, 1);
    }
}

void AnnotationImportTest::readsEveryLineEnding()
{
    for (const QByteArray& end : {QByteArray("\n"), QByteArray("\r\n"), QByteArray("\r")}) {
        ByteFolder folder;
        writeFile(folder.path("in/a.jpg"), encoded(drawnPhoto(1, photoSize)));
        writeFile(folder.path("in/list.csv"), "a.jpg,1,2,10,20,fish" + end + "a.jpg,x,2,10,20,fish" + end +
                                                  "a.jpg,30,2,40,20,fish" + end);
        const auto summary = imported(folder.file("a.creel"), "retinanet", folder.path("in"));
        QCOMPARE(summary.boxesAdded, 2);
        QCOMPARE(summary.findings.size(), 1);
        QCOMPARE(summary.findings.first().line, 2);
    }
}

void AnnotationImportTest::namesNeverLeadElsewhere()
{
    // A photo outside the dataset that a name leads to is never opened, nor taken in.
    writeFile(m_folder->path("secret/private.jpg"), encoded(drawnPhoto(7, photoSize)));
    photo("a.jpg");
    const QByteArray outside = m_folder->path("secret/private.jpg");
    for (const QByteArray& name :
         {QByteArray("../secret/private.jpg"), outside, QByteArray("..\\secret\\private.jpg"),
          QByteArray("images/../../secret/private.jpg"), QByteArray("../secret/private.jpg\0a.jpg", 27),
          QByteArray("/etc/passwd"), QByteArray("C:\\Windows\\win.ini"), QByteArray("//host/share/x.jpg")}) {
        for (const OneRecord& record : recordsOf(name)) {
            const BytePath folder = m_folder->path("set");
            std::filesystem::remove_all(folder.toStdString());
            writeFile(joinPath(folder, record.file), record.text);
            writeFile(joinPath(folder, "other.jpg"), encoded(drawnPhoto(1, photoSize)));
            const QString path = m_folder->file("t.creel");
            const auto taken = tryImport(path, record.format, folder);
            QVERIFY2(!taken, record.format + (' ' + name));
            QVERIFY2(taken.error().code == ErrorCode::NotFound, qPrintable(taken.error().message));
            const auto connection = must(openCatalog(path, Connection::Access::Create));
            QCOMPARE(must(PhotoStore(*connection).count()), 0);
        }
    }
}

void AnnotationImportTest::photosByTheirPathElsewhere()
{
    // Names of other machines, of Windows and with folders above mean the photo of that name in the dataset.
    photo("images/a.jpg");
    for (const QByteArray& name :
         {QByteArray("a.jpg"), QByteArray("../images/a.jpg"), QByteArray("C:\\fish\\a.jpg"),
          QByteArray("/home/someone/images/a.jpg"), QByteArray("images\\a.jpg"), QByteArray("A.JPG"),
          QByteArray("a.png"), QByteArray("a")}) {
        for (const OneRecord& record : recordsOf(name)) {
            writeFile(in(record.file), record.text);
            const QString path = m_folder->file("t.creel");
            const auto summary = imported(path, record.format, in());
            QVERIFY2(summary.boxesAdded + summary.photosLabelled == 1, record.format + (' ' + name));
            std::filesystem::remove(path.toStdString());
            std::filesystem::remove(in(record.file).toStdString());
        }
    }
}

void AnnotationImportTest::keepsWhatPeopleDecided()
{
    photo("a.jpg");
    writeFile(in("b.jpg"), encoded(drawnPhoto(2, photoSize)));
    writeFile(in("labels.csv"), "name,label\na.jpg,trout\nb.jpg,trout\n");
    writeFile(in("boxes/list.csv"), "a.jpg,10,20,30,40,fish\nb.jpg,10,20,30,40,fish\n");
    imported(catalog(), "retinanet", in("boxes/list.csv"), [&](auto& request) { request.photos = in(); });
    const auto connection = must(openCatalog(catalog(), Connection::Access::ReadWrite));
    ReviewSession session(*connection, QStringLiteral("tester"));
    must(session.apply(AddLabel{QStringLiteral("pike")}));
    must(session.apply(
        SetLabel{{PhotoId(1)}, must(LabelStore(*connection).byName(QStringLiteral("pike")))->id}));
    must(session.apply(SetBoxesVerified{{PhotoId(2)}}));
    const auto labels = imported(catalog(), "csv", in("labels.csv"));
    QCOMPARE(labels.photosLabelled, 1);
    QCOMPARE(labels.labelsInConflict, 1);
    QCOMPARE(findingLines(labels.findings),
             QStringList(QStringLiteral("2: A person has decided otherwise than “trout”, which stays.")));
    // Another box of photo a's fish, and a second fish on b, whose boxes a person called complete.
    writeFile(in("boxes/list.csv"),
              "a.jpg,12,20,30,40,fish\nb.jpg,10,20,30,40,fish\nb.jpg,60,20,80,40,fish\n");
    const auto boxesOf = [&] {
        return imported(catalog(), "retinanet", in("boxes/list.csv"),
                        [&](auto& request) { request.photos = in(); });
    };
    const QStringList before = boxes();
    const auto merged = boxesOf();
    QCOMPARE(merged.boxesKnown, 1);
    QCOMPARE(merged.boxesInConflict, 2);
    QCOMPARE(findingLines(merged.findings),
             (QStringList{QStringLiteral("1: The box disagrees with what is there already, which stays."),
                          QStringLiteral("3: The box disagrees with what is there already, which stays.")}));
    QCOMPARE(boxes(), before);
    must(session.refresh());
    QCOMPARE(must(session.review(PhotoId(2))).state, ReviewState::Accepted);
}

void AnnotationImportTest::replacesWhereItMay()
{
    photo("a.jpg");
    writeFile(in("list.csv"), "a.jpg,10,20,30,40,fish\na.jpg,60,20,80,40,fish\n");
    imported(catalog(), "retinanet", in());
    writeFile(in("list.csv"), "a.jpg,12,20,30,40,fish\n");
    const auto summary =
        imported(catalog(), "retinanet", in(), [](AnnotationImport& request) { request.replaces = true; });
    QCOMPARE(summary.boxesReplaced, 1);
    QCOMPARE(boxes(), (QStringList{QStringLiteral("a fish 12.000 20.000 30.000 40.000"),
                                   QStringLiteral("a fish 60.000 20.000 80.000 40.000")}));
    // The whole import is one step.
    const auto connection = must(openCatalog(catalog(), Connection::Access::ReadWrite));
    ReviewSession session(*connection, QStringLiteral("tester"));
    must(session.undo());
    QCOMPARE(boxes(), (QStringList{QStringLiteral("a fish 10.000 20.000 30.000 40.000"),
                                   QStringLiteral("a fish 60.000 20.000 80.000 40.000")}));
}

void AnnotationImportTest::mapsClasses()
{
    photo("a.jpg");
    writeFile(in("list.csv"), "a.jpg,10,20,30,40,Fisch\na.jpg,60,20,80,40,Muell\n");
    const auto summary = imported(catalog(), "retinanet", in(), [](AnnotationImport& request) {
        request.mapping = {{QStringLiteral("Fisch"), QStringLiteral("trout")},
                           {QStringLiteral("Muell"), QString()}};
    });
    QCOMPARE(summary.labelsCreated, QStringList(QStringLiteral("trout")));
    QCOMPARE(boxes(), QStringList(QStringLiteral("a trout 10.000 20.000 30.000 40.000")));
    // Names of other cases are the same label.
    writeFile(in("list.csv"), "a.jpg,60,20,80,40,TROUT\n");
    QCOMPARE(imported(catalog(), "retinanet", in(), [](auto& request) { request.createLabels = false; })
                 .boxesAdded,
             1);
}

void AnnotationImportTest::listsMalformedRecordsOfEveryFormat()
{
    struct Malformed
    {
        const char* format;
        QByteArray file;
        QByteArray text;
        int line;
    };
    const QList<Malformed> cases{
        {"yolo", "a.txt", "0 .5 .5 .2 .2\n0 nan .5 .2 .2\n", 2},
        {"voc", "a.xml",
         "<annotation>\n<object><name>fish</name><bndbox>" + edges("1", "1", "9", "9") +
             "</bndbox></object>\n<object><name>fish</name><bndbox>" + edges("9", "1", "1", "9") +
             "</bndbox></object></annotation>",
         3},
        {"coco", "a.json",
         "{\"images\": [{\"id\": 1, \"file_name\": \"a.jpg\"}],\n\"categories\": [{\"id\": 1, \"name\": "
         "\"fish\"}],\n\"annotations\": [\n{\"image_id\": 1, \"category_id\": 1, \"bbox\": [1, 1, 9, 9]},\n"
         "{\"image_id\": 1, \"category_id\": 9, \"bbox\": [1, 1, 9, 9]}]}",
         5},
        {"labelme", "a.json",
         "{\"imagePath\": \"a.jpg\", \"shapes\": [\n{\"label\": \"fish\", \"shape_type\": \"rectangle\", "
         "\"points\": [[1, 1], [9, 9]]},\n{\"label\": \"fish\", \"shape_type\": \"line\", \"points\": []}]}",
         3},
        {"createml", "a.json",
         "[\n{\"image\": \"a.jpg\", \"annotations\": [{\"label\": \"fish\", \"coordinates\": {\"x\": 9, "
         "\"y\": 9, "
         "\"width\": 4, \"height\": 4}}]},\n{\"image\": \"a.jpg\", \"annotations\": [{\"label\": "
         "\"fish\"}]}]",
         3},
        {"retinanet", "a.csv", "a.jpg,1,1,9,9,fish\na.jpg,1,1,inf,9,fish\n", 2},
        {"hf", "metadata.jsonl",
         "{\"file_name\": \"a.jpg\", \"objects\": {\"bbox\": [[1, 1, 9, 9]], \"categories\": "
         "[\"fish\"]}}\n{oops}\n",
         2},
        {"jsonl", "dataset.jsonl",
         "{\"file\": \"a.jpg\", \"boxes\": [{\"label\": \"fish\", \"bbox\": [1, 1, 9, 9]}]}\n{\"file\": "
         "\"a.jpg\", "
         "\"boxes\": [{\"label\": \"fish\", \"bbox\": [1, 1, 1e400, 9]}]}\n",
         2},
        {"csv", "a.csv", "name,label\na.jpg,fish\na.jpg\n", 3},
    };
    for (const Malformed& malformed : cases) {
        ByteFolder folder;
        writeFile(folder.path("in/a.jpg"), encoded(drawnPhoto(1, photoSize)));
        writeFile(folder.path("in/" + malformed.file), malformed.text);
        const auto summary = imported(folder.file("a.creel"), malformed.format, folder.path("in"));
        QVERIFY2(summary.boxesAdded + summary.photosLabelled == 1, malformed.format);
        QList<AnnotationFinding> leftOut = summary.findings;
        leftOut.removeIf([](const AnnotationFinding& finding) { return !finding.isLeftOut; });
        QVERIFY2(leftOut.size() == 1, qPrintable(findingLines(leftOut).join(QLatin1Char('\n'))));
        QCOMPARE(leftOut.first().line, malformed.line);
        QCOMPARE(leftOut.first().file, folder.path("in/" + malformed.file));
    }
}

void AnnotationImportTest::findsNothingAndSaysSo()
{
    photo("a.jpg");
    for (const AnnotationFormat* format : annotationFormats()) {
        const auto refused = tryImport(catalog(), format->name().toLatin1().constData(), in());
        QVERIFY2(!refused, qPrintable(format->name()));
        QCOMPARE(refused.error().code, ErrorCode::NotFound);
        QVERIFY(!tryImport(catalog(), format->name().toLatin1().constData(), in("nowhere")));
    }
    QVERIFY(!fileExists(bytePathFromLocal(catalog())));
}

QTEST_GUILESS_MAIN(AnnotationImportTest)
#include "tst_annotation_import.moc"
