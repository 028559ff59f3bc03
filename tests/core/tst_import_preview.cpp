#include "core/exchange/import_preview.h"

#include "core/catalog/job_store.h"
#include "core/catalog/split_store.h"
#include "core/exchange/format_detection.h"
#include "core/review/undo_edits.h"
#include "tests/support/boxed_catalog.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/dataset_io.h"
#include "tests/support/drawn_photo.h"
#include "tests/support/shared_data.h"

#include <QtTest>

#include <filesystem>

using namespace creel;
using namespace creel::test;

namespace fs = std::filesystem;

namespace {

const QSize photoSize(100, 50);

/// What is detected in a file or folder, likeliest first.
QStringList detected(const BytePath& path)
{
    QStringList names;
    for (const AnnotationFormat* format : must(detectFormats(path, {})))
        names.append(format->name());
    return names;
}

/// All that a summary says but for how long it took.
QStringList linesOf(const AnnotationSummary& summary)
{
    QJsonObject json = toJson(summary);
    json.remove(QStringLiteral("seconds"));
    QStringList lines{QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact))};
    for (const AnnotationFinding& finding : summary.findings)
        lines.append(QStringLiteral("%1:%2:%3:%4:%5")
                         .arg(displayPath(finding.file))
                         .arg(finding.line)
                         .arg(finding.isLeftOut)
                         .arg(finding.isConflict)
                         .arg(finding.message));
    return lines;
}

AnnotationImport requestFor(const QString& catalog, const BytePath& path,
                            const QString& format = detectedFormat)
{
    AnnotationImport request;
    request.catalogPath = catalog;
    request.format = format;
    request.path = path;
    request.createLabels = true;
    return request;
}

QByteArray csvOfBoxes(int left)
{
    return "a.jpg," + QByteArray::number(left) + ",20,30,40,fish\nb.jpg,10,20,30,40,fish\n";
}

} // namespace

/// What an import of annotations says beforehand: which format it is, and what would come in.
class ImportPreviewTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void detectsEveryFormat_data();
    void detectsEveryFormat();
    void detectsSingleFiles_data();
    void detectsSingleFiles();
    void findsNoneWhereNoneIs_data();
    void findsNoneWhereNoneIs();
    void saysWhyNoFormatWasFound();
    void likeliestComesFirst();
    void looksBeyondFilesThatSayNothing();
    void detectsRealDatasets();

    void saysWhatTheImportDoes_data();
    void saysWhatTheImportDoes();
    void saysItOfPhotosAsTheyAre();
    void saysItOfMalformedRecords();
    void saysItOfConflicts();
    void saysItOfRealDatasets_data();
    void saysItOfRealDatasets();
    void writesNothing();
    void countsPhotosByWhereTheyAre();
    void listsClassesAndWhatBecomesOfThem();
    void saysWhatTheImportWouldRefuse();
    void refusesNamesThatNoLabelCanHave();
    void isCancelled();

    void allOfAnImportIsUndoneAtOnce();
    void labelsThatCameInGoToo();
    void interruptedImportIsRemembered();

private:
    BytePath in(const BytePath& name = {}) const { return joinPath(m_folder->path("in"), name); }
    QString catalog() const { return m_folder->file("a.creel"); }
    void photo(const BytePath& name, quint32 seed = 1) const
    {
        writeFile(in(name), encoded(drawnPhoto(seed, photoSize)));
    }
    /// Fails where the import, done in a copy of the catalog, does something else than the preview says.
    void compare(const AnnotationImport& request);

    std::unique_ptr<ByteFolder> m_folder;
};

void ImportPreviewTest::init()
{
    m_folder = std::make_unique<ByteFolder>();
}

void ImportPreviewTest::compare(const AnnotationImport& request)
{
    AnnotationImport real = request;
    real.catalogPath = m_folder->file("copy.creel");
    for (const char* suffix : {"", "-wal", "-shm"})
        fs::remove(real.catalogPath.toStdString() + suffix);
    if (QFileInfo::exists(request.catalogPath))
        fs::copy(request.catalogPath.toStdString(), real.catalogPath.toStdString());
    const AnnotationPreview preview = must(previewAnnotations(request, {}));
    const AnnotationSummary summary = must(importAnnotations(real, {}));
    QCOMPARE(linesOf(preview.summary), linesOf(summary));
    QVERIFY(!preview.refusal);
}

void ImportPreviewTest::detectsEveryFormat_data()
{
    QTest::addColumn<QString>("format");
    for (const char* format : allFormats)
        QTest::newRow(format) << QString::fromLatin1(format);
}

void ImportPreviewTest::detectsEveryFormat()
{
    QFETCH(const QString, format);
    const BoxedCatalog source(6);
    for (const bool hasParts : {false, true}) {
        const BytePath out = source.folder(hasParts ? "parts" : "whole");
        if (hasParts) {
            const auto connection = must(openCatalog(source.path(), Connection::Access::ReadWrite));
            std::vector<SplitStore::Entry> entries;
            for (int i = 0; i < 6; ++i)
                entries.emplace_back(source.idOf(i), SplitPart(i % splitParts));
            must(SplitStore(*connection).assign(entries));
        }
        must(exportTo(source.path(), format.toLatin1().constData(), out,
                      [hasParts](ExportRequest& request) { request.hasParts = hasParts; }));
        QCOMPARE(detected(out), QStringList(format));
        QCOMPARE(must(findFormat(detectedFormat, out, {}))->name(), format);
    }
}

void ImportPreviewTest::detectsSingleFiles_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("file");
    for (const char* file :
         {"coco/export.json", "createml/export.json", "labelme/export.json", "voc/export.xml",
          "voc/devkit.xml", "yolo/export.txt", "yaml/export.yaml", "csv/export.csv", "csv/fastai.csv",
          "retinanet/export.csv", "hf/export.jsonl", "jsonl/export.jsonl"}) {
        const QString name = QString::fromLatin1(file);
        const QString format = name.section(QLatin1Char('/'), 0, 0);
        QTest::newRow(file) << (format == QStringLiteral("yaml") ? QStringLiteral("yolo") : format) << name;
    }
}

void ImportPreviewTest::detectsSingleFiles()
{
    QFETCH(const QString, format);
    QFETCH(const QString, file);
    const BytePath path = QByteArray(CREEL_SOURCE_DIR "/tests/data/annotations/") + file.toUtf8();
    QCOMPARE(detected(path), QStringList(format));
}

void ImportPreviewTest::findsNoneWhereNoneIs_data()
{
    using Files = QList<std::pair<QByteArray, QByteArray>>;
    QTest::addColumn<Files>("files");
    const QByteArray jpeg = encoded(drawnPhoto(1, photoSize));
    QTest::newRow("empty") << Files();
    QTest::newRow("photos") << Files{{"a.jpg", jpeg}, {"b.jpg", jpeg}};
    QTest::newRow("photos in folders that say nothing")
        << Files{{"images/a.jpg", jpeg}, {"001/b.jpg", jpeg}, {"train/c.jpg", jpeg}};
    QTest::newRow("captions of a scraper") << Files{
        {"a.jpg", jpeg}, {"a.txt", "Caught at 6 this morning!\n"}, {"a_location.txt", "Lake\n1 2\n"}};
    QTest::newRow("side files of a scraper")
        << Files{{"a.json", R"({"node": {"shortcode": "x", "edges": []}})"}, {"b.json", R"([{"id": 1}, 2])"}};
    QTest::newRow("lists of files") << Files{{"train.txt", "images/a.jpg\nimages/b.jpg\n"},
                                             {"classes.txt", "trout\nbass\n"}};
    QTest::newRow("other documents") << Files{
        {"page.xml", "<html><body/></html>"},      {"README.txt", "1 2 3 4 5\n"},
        {"table.csv", "date,weight\n2020,3.5\n"},  {"classes.csv", "trout,0\n"},
        {"compose.yaml", "services: {web: {}}\n"}, {"log.jsonl", "{\"level\": \"info\"}\n"}};
    QTest::newRow("broken files") << Files{{"a.json", "{\"images\": [1, \"annotations\""},
                                           {"b.json", "[{\"annotations\""},
                                           {"c.json", "\"\\"},
                                           {"a.xml", "<annotation"},
                                           {"a.jsonl", "{\"file_name\": "},
                                           {"a.csv", "\"a.jpg,trout"},
                                           {"a.yaml", "names: [a, b"},
                                           {"a.txt", "0 .5 .5 .2 nan"},
                                           {"b.txt", QByteArray(1000, '\0')}};
    QTest::newRow("hidden files") << Files{{".a.txt", "0 .5 .5 .2 .2\n"}};
}

void ImportPreviewTest::findsNoneWhereNoneIs()
{
    using Files = QList<std::pair<QByteArray, QByteArray>>;
    QFETCH(const Files, files);
    fs::create_directories(in().toStdString());
    for (const auto& [name, bytes] : files)
        writeFile(in(name), bytes);
    QCOMPARE(detected(in()), QStringList());
}

void ImportPreviewTest::saysWhyNoFormatWasFound()
{
    photo("a.jpg");
    const auto nothing = findFormat(detectedFormat, in(), {});
    QVERIFY(!nothing);
    QCOMPARE(nothing.error().code, ErrorCode::NotFound);
    QVERIFY2(nothing.error().message.contains(displayPath(in())), qPrintable(nothing.error().message));
    QCOMPARE(findFormat(detectedFormat, in("nowhere"), {}).error().code, ErrorCode::NotFound);
    QCOMPARE(findFormat(QStringLiteral("nonsense"), in(), {}).error().code, ErrorCode::BadInput);
    CancelToken token;
    token.cancel();
    QCOMPARE(detectFormats(in(), JobContext(token, {})).error().code, ErrorCode::Cancelled);
}

void ImportPreviewTest::likeliestComesFirst()
{
    photo("trout/a.jpg");
    QCOMPARE(detected(in()), QStringList(QStringLiteral("imagefolder")));
    writeFile(in("trout/a.xml"), "<annotation/>");
    QCOMPARE(detected(in()), QStringList(QStringLiteral("voc")));
    writeFile(in("trout/a.txt"), "0 .5 .5 .2 .2\n");
    QCOMPARE(detected(in()), (QStringList{QStringLiteral("yolo"), QStringLiteral("voc")}));
}

void ImportPreviewTest::looksBeyondFilesThatSayNothing()
{
    for (int i = 0; i < 100; ++i) // photos without an object
        writeFile(in("labels/" + QByteArray::number(i) + ".txt"), i % 2 == 0 ? "" : "\n");
    QCOMPARE(detected(in()), QStringList());
    writeFile(in("labels/z.txt"), "\n3 0.5 0.5 0.1 0.1 0.9\n");
    QCOMPARE(detected(in()), QStringList(QStringLiteral("yolo")));
}

void ImportPreviewTest::detectsRealDatasets()
{
    CREEL_NEEDS_SHARED(shared);
    const BytePath data = bytePathFromLocal(shared);
    QCOMPARE(detected(joinPath(data, "voc_kangaroo")), QStringList(QStringLiteral("voc")));
    QCOMPARE(detected(joinPath(data, "yolo_fish")), QStringList(QStringLiteral("yolo")));
    QCOMPARE(detected(joinPath(data, "fish5")), QStringList(QStringLiteral("imagefolder")));
    QCOMPARE(detected(joinPath(data, "exif_orientation")), QStringList());
}

void ImportPreviewTest::saysWhatTheImportDoes_data()
{
    detectsEveryFormat_data();
}

void ImportPreviewTest::saysWhatTheImportDoes()
{
    QFETCH(const QString, format);
    const BoxedCatalog source(7);
    const BytePath out = source.folder("out");
    must(exportTo(source.path(), format.toLatin1().constData(), out));
    compare(requestFor(catalog(), out)); // photos, labels and all are new
    imported(catalog(), format.toLatin1().constData(), out);
    compare(requestFor(catalog(), out)); // everything is known
    QVERIFY(fs::remove(
        joinPath(out, filesBelow(out).filter(QStringLiteral(".jpg")).first().toUtf8()).toStdString()));
    compare(requestFor(catalog(), out)); // a file is gone
    compare(requestFor(m_folder->file("none.creel"), out));
}

void ImportPreviewTest::saysItOfPhotosAsTheyAre()
{
    const QByteArray jpeg = encoded(drawnPhoto(1, photoSize));
    const QByteArray turned =
        withMetadata(encoded(drawnPhoto(2, photoSize)), {{"Exif.Image.Orientation", "6"}});
    writeFile(in("whole.jpg"), jpeg);
    writeFile(in("turned.jpg"), turned);
    writeFile(in("cut.jpg"), jpeg.left(jpeg.size() / 2));
    writeFile(in("page.jpg"), "<html></html>");
    writeFile(in("empty.jpg"), "");
    writeFile(in("photo.png"), encoded(drawnPhoto(3, photoSize), "png"));
    QByteArray boxes;
    for (const char* name :
         {"whole.jpg", "turned.jpg", "cut.jpg", "page.jpg", "empty.jpg", "photo.png", "no.jpg"})
        boxes += QByteArray(name) + ",10,5,80,45,fish\n" + name + ",60,10,95,70,fish\n" + name +
                 ",200,1,210,9,fish\n";
    writeFile(in("boxes.csv"), boxes);
    compare(requestFor(catalog(), in("boxes.csv")));
    AnnotationImport upright = requestFor(catalog(), in("boxes.csv"));
    upright.frame = PixelFrame::Upright;
    compare(upright);
    // A size that fits neither way round, and one of a smaller copy.
    writeFile(in("voc/turned.xml"),
              "<annotation><size><width>25</width><height>50</height></size><object><name>fish</name><bndbox>"
              "<xmin>1</xmin><ymin>2</ymin><xmax>9</xmax><ymax>12</ymax></bndbox></object></annotation>");
    writeFile(in("voc/whole.xml"),
              "<annotation><size><width>64</width><height>64</height></size><object><name>fish</name><bndbox>"
              "<xmin>1</xmin><ymin>2</ymin><xmax>9</xmax><ymax>12</ymax></bndbox></object></annotation>");
    AnnotationImport voc = requestFor(catalog(), in("voc"));
    voc.photos = in();
    compare(voc);
}

void ImportPreviewTest::saysItOfMalformedRecords()
{
    photo("a.jpg");
    photo("b.jpg", 2);
    writeFile(in("a.txt"), "0 .5 .5 .2 .2\nnonsense\n7 .5 .5 .2 .2\n0 .5 .5 0 .2\n");
    writeFile(in("b.txt"), "1 nan .5 .2 .2\n");
    writeFile(in("gone.txt"), "0 .5 .5 .2 .2\n");
    writeFile(in("classes.txt"), "fish\nweed\n");
    compare(requestFor(catalog(), in()));
    const AnnotationPreview preview = must(previewAnnotations(requestFor(catalog(), in()), {}));
    QCOMPARE(preview.summary.boxesAdded, 1);
    QCOMPARE(preview.summary.findings.size(), 5);
    QCOMPARE(preview.summary.findings.first().file, in("a.txt"));
    QCOMPARE(preview.summary.findings.first().line, 2);
    QVERIFY(std::ranges::none_of(preview.summary.findings, &AnnotationFinding::isConflict));
}

void ImportPreviewTest::saysItOfConflicts()
{
    photo("a.jpg");
    photo("b.jpg", 2);
    writeFile(in("boxes.csv"), csvOfBoxes(10));
    imported(catalog(), "retinanet", in("boxes.csv"));
    {
        const auto connection = must(openCatalog(catalog(), Connection::Access::ReadWrite));
        ReviewSession session(*connection, QStringLiteral("tester"));
        must(session.apply(Reject{{PhotoId(1)}, RejectReason::Scenery}));
        must(session.apply(SetNote{PhotoId(1), QStringLiteral("mine")}));
        must(session.apply(SetBoxesVerified{{PhotoId(2)}}));
        must(SplitStore(*connection).assign(std::vector<SplitStore::Entry>{{PhotoId(1), SplitPart::Train}}));
    }
    writeFile(in("boxes.csv"), csvOfBoxes(12) + "b.jpg,60,20,80,40,fish\n");
    writeFile(in("labels.csv"), "name,label,is_valid\na.jpg,trout,True\nb.jpg,trout,True\n");
    writeFile(in("all.jsonl"),
              "{\"file\": \"a.jpg\", \"label\": \"trout\", \"state\": \"accepted\", \"note\": "
              "\"theirs\", \"split\": \"test\"}\n");
    for (const char* file : {"boxes.csv", "labels.csv", "all.jsonl"}) {
        AnnotationImport request = requestFor(catalog(), in(file));
        request.takesParts = true;
        compare(request);
        const AnnotationPreview keeping = must(previewAnnotations(request, {}));
        QVERIFY(std::ranges::any_of(keeping.summary.findings, [](const AnnotationFinding& finding) {
            return finding.isConflict && finding.isLeftOut;
        }));
        request.replaces = true;
        compare(request);
        const AnnotationPreview replacing = must(previewAnnotations(request, {}));
        QVERIFY2(std::ranges::any_of(replacing.summary.findings,
                                     [](const AnnotationFinding& finding) {
                                         return finding.isConflict && !finding.isLeftOut;
                                     }),
                 file);
    }
    const AnnotationPreview labels = [&] {
        AnnotationImport request = requestFor(catalog(), in("labels.csv"));
        request.replaces = true;
        return must(previewAnnotations(request, {}));
    }();
    QCOMPARE(labels.summary.labelsReplaced, 1);
    QCOMPARE(labels.summary.labelsInConflict, 0);
    QCOMPARE(findingLines(labels.summary.findings),
             QStringList(QStringLiteral("2: “trout” takes the place of what a person decided.")));
}

void ImportPreviewTest::saysItOfRealDatasets_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<qint64>("photos");
    QTest::addColumn<qint64>("boxes");
    QTest::newRow("voc_kangaroo") << QStringLiteral("voc_kangaroo") << qint64(164) << qint64(266);
    QTest::newRow("yolo_fish") << QStringLiteral("yolo_fish") << qint64(1879) << qint64(7720);
}

void ImportPreviewTest::saysItOfRealDatasets()
{
    CREEL_NEEDS_SHARED(shared);
    QFETCH(const QString, name);
    QFETCH(const qint64, photos);
    QFETCH(const qint64, boxes);
    const AnnotationImport request =
        requestFor(catalog(), joinPath(bytePathFromLocal(shared), name.toUtf8()));
    const AnnotationPreview preview = must(previewAnnotations(request, {}));
    QCOMPARE(preview.summary.photos, photos);
    QCOMPARE(preview.summary.photosImported, photos);
    QCOMPARE(preview.summary.boxesAdded, boxes);
    compare(request);
}

void ImportPreviewTest::writesNothing()
{
    const BoxedCatalog source(4);
    const BytePath out = source.folder("out");
    must(exportTo(source.path(), "yolo", out));
    const QStringList before = filesBelow(m_folder->path());
    must(previewAnnotations(requestFor(catalog(), out), {}));
    QCOMPARE(filesBelow(m_folder->path()), before); // no catalog was made either
    writeFile(joinPath(out, "labels/p0.txt"), "0 0.5 0.5 0.1 0.1\n1 0.9 0.9 0.1 0.1\n");
    const QByteArray catalogBefore = bytesOf(bytePathFromLocal(source.path()));
    const QStringList outBefore = filesBelow(out);
    const AnnotationPreview preview = must(previewAnnotations(requestFor(source.path(), out), {}));
    QVERIFY(preview.summary.boxesAdded > 0 && preview.summary.photosImported > 0);
    QCOMPARE(bytesOf(bytePathFromLocal(source.path())), catalogBefore);
    QCOMPARE(filesBelow(out), outBefore);
}

void ImportPreviewTest::countsPhotosByWhereTheyAre()
{
    for (const char* name : {"known.jpg", "elsewhere.jpg", "new.jpg"})
        photo(name, quint32(qstrlen(name)));
    writeFile(in("boxes.csv"), "known.jpg,1,1,9,9,fish\nelsewhere.jpg,1,1,9,9,fish\n");
    imported(catalog(), "retinanet", in("boxes.csv"));
    fs::rename(in("elsewhere.jpg").toStdString(), m_folder->path("elsewhere.jpg").toStdString());
    writeFile(in("boxes.csv"), "known.jpg,1,1,9,9,fish\nelsewhere.jpg,1,1,9,9,fish\nnew.jpg,1,1,9,9,fish\n"
                               "new.jpg,20,20,30,30,fish\ngone.jpg,1,1,9,9,fish\n");
    const AnnotationPreview preview = must(previewAnnotations(requestFor(catalog(), in("boxes.csv")), {}));
    QCOMPARE(preview.summary.photos, 3);
    QCOMPARE(preview.photosKnown, 2); // the catalog knows the name of the one that went away
    QCOMPARE(preview.summary.photosImported, 1);
    QCOMPARE(preview.summary.photosMissing, 1);
    QCOMPARE(preview.summary.boxesKnown, 2);
    QCOMPARE(preview.summary.boxesAdded, 2);
}

void ImportPreviewTest::listsClassesAndWhatBecomesOfThem()
{
    photo("a.jpg");
    writeFile(in("a.txt"), "0 0.5 0.5 0.2 0.4\n1 0.2 0.2 0.1 0.1\n1 0.8 0.8 0.1 0.1\n");
    writeFile(in("classes.txt"), "Trout\nperch/pike\nunused\nmud\n");
    {
        const auto connection = must(openCatalog(catalog(), Connection::Access::Create));
        ReviewSession session(*connection, QStringLiteral("tester"));
        must(session.apply(AddLabel{QStringLiteral("trout")}));
    }
    AnnotationImport request = requestFor(catalog(), in());
    request.mapping.insert(QStringLiteral("mud"), QString());
    const AnnotationPreview preview = must(previewAnnotations(request, {}));
    QStringList lines;
    for (const AnnotationPreview::Class& entry : preview.classes)
        lines.append(
            QStringLiteral("%1 %2 %3 %4").arg(entry.name).arg(entry.boxes).arg(entry.label).arg(entry.isNew));
    QCOMPARE(lines,
             (QStringList{QStringLiteral("Trout 1 trout 0"), QStringLiteral("perch/pike 2 perch_pike 1"),
                          QStringLiteral("unused 0 unused 1"), QStringLiteral("mud 0  0")}));
    QCOMPARE(preview.summary.labelsCreated,
             (QStringList{QStringLiteral("perch_pike"), QStringLiteral("unused")}));
    compare(request);
    // Two classes that become one new label make it once; a class that becomes none takes its boxes along.
    request.mapping = {{QStringLiteral("Trout"), QStringLiteral("Fish")},
                       {QStringLiteral("unused"), QStringLiteral("fish")},
                       {QStringLiteral("perch/pike"), QString()}};
    compare(request);
    const AnnotationPreview merged = must(previewAnnotations(request, {}));
    QCOMPARE(merged.summary.labelsCreated, (QStringList{QStringLiteral("Fish"), QStringLiteral("mud")}));
    QCOMPARE(merged.summary.boxesAdded, 1);
}

void ImportPreviewTest::saysWhatTheImportWouldRefuse()
{
    photo("a.jpg");
    writeFile(in("boxes.csv"), "a.jpg,1,1,9,9,fish\n");
    AnnotationImport request = requestFor(catalog(), in("boxes.csv"));
    request.createLabels = false;
    const AnnotationPreview unknown = must(previewAnnotations(request, {}));
    QVERIFY(unknown.refusal);
    QCOMPARE(unknown.refusal->message, importAnnotations(request, {}).error().message);
    QVERIFY(unknown.classes.first().isNew);
    QCOMPARE(unknown.summary.boxesAdded, 1);
    writeFile(m_folder->path("far/boxes.csv"), "gone.jpg,1,1,9,9,fish\n");
    request = requestFor(catalog(), m_folder->path("far/boxes.csv"));
    request.photos = m_folder->path("far");
    const AnnotationPreview missing = must(previewAnnotations(request, {}));
    QVERIFY(missing.refusal);
    QCOMPARE(missing.refusal->message, importAnnotations(request, {}).error().message);
    QCOMPARE(missing.summary.photosMissing, 1);
}

void ImportPreviewTest::refusesNamesThatNoLabelCanHave()
{
    photo("a.jpg");
    writeFile(in("boxes.csv"), "a.jpg,1,1,9,9,fish\n");
    AnnotationImport request = requestFor(catalog(), in("boxes.csv"));
    request.mapping.insert(QStringLiteral("fish"), QStringLiteral("a/b"));
    const auto preview = previewAnnotations(request, {});
    QVERIFY(!preview);
    QCOMPARE(preview.error().message, importAnnotations(request, {}).error().message);
}

void ImportPreviewTest::isCancelled()
{
    photo("a.jpg");
    writeFile(in("boxes.csv"), "a.jpg,1,1,9,9,fish\n");
    CancelToken token;
    const JobContext context(token, [token](const Progress&) { token.cancel(); }); // at the first report
    const auto preview = previewAnnotations(requestFor(catalog(), in()), context);
    QVERIFY(!preview);
    QCOMPARE(preview.error().code, ErrorCode::Cancelled);
}

void ImportPreviewTest::allOfAnImportIsUndoneAtOnce()
{
    const BoxedCatalog source(4);
    source.apply(Accept{{source.idOf(0), source.idOf(1)}});
    const BytePath out = source.folder("out");
    must(exportTo(source.path(), "jsonl", out));
    const AnnotationSummary summary = imported(catalog(), "jsonl", out);
    QCOMPARE(summary.edits.size(), 2); // boxes, decisions; folders claim both labels
    const auto connection = must(openCatalog(catalog(), Connection::Access::ReadWrite));
    QVERIFY(!boxLines(catalog(), 0.001).isEmpty());
    must(undoEdits(*connection, summary.edits));
    QCOMPARE(boxLines(catalog(), 0.001), QStringList());
    QCOMPARE(must(LabelStore(*connection).all()).size(), 2);
    QCOMPARE(must(connection->integer(QStringLiteral("SELECT count(*) FROM review"))), 0);
    QCOMPARE(must(PhotoStore(*connection).count()), 4); // photos stay
}

void ImportPreviewTest::labelsThatCameInGoToo()
{
    photo("a.jpg");
    writeFile(in("boxes.csv"), "a.jpg,1,1,9,9,fish\n");
    const AnnotationSummary summary = imported(catalog(), "retinanet", in("boxes.csv"));
    QCOMPARE(summary.edits.size(), 2);
    const auto connection = must(openCatalog(catalog(), Connection::Access::ReadWrite));
    must(undoEdits(*connection, summary.edits));
    QVERIFY(must(LabelStore(*connection).all()).isEmpty());
    QCOMPARE(must(PhotoStore(*connection).count()), 1);
}

void ImportPreviewTest::interruptedImportIsRemembered()
{
    photo("a.jpg");
    writeFile(in("boxes.csv"), "a.jpg,1,1,9,9,fish\n");
    AnnotationImport request = requestFor(catalog(), in("boxes.csv"));
    request.mapping.insert(QStringLiteral("fish"), QStringLiteral("trout"));
    request.photos = in("x\xff"); // no text
    request.frame = PixelFrame::Stored;
    request.replaces = request.takesParts = true;
    const QJsonObject json = toJson(request);
    const AnnotationImport back = annotationImportFromJson(json);
    QCOMPARE(toJson(back), json);
    QCOMPARE(back.photos, request.photos);
    QCOMPARE(back.frame, request.frame);
    request.photos.clear();
    const auto connection = must(openCatalog(catalog(), Connection::Access::Create));
    must(JobStore(*connection).begin(annotationJobKind, toJson(request))); // by a program that was killed
    must(JobStore(*connection).begin(annotationJobKind, json));
    must(importAnnotations(request, {}));
    const QList<JobRecord> left = must(JobStore(*connection).interrupted());
    QCOMPARE(left.size(), 1); // only what nobody has done yet
    QCOMPARE(left.first().parameters, json);
}

QTEST_GUILESS_MAIN(ImportPreviewTest)
#include "tst_import_preview.moc"
