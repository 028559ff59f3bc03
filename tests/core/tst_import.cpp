#include "core/ingest/import.h"

#include "core/catalog/catalog.h"
#include "core/catalog/job_store.h"
#include "core/catalog/journal.h"
#include "core/catalog/label_store.h"
#include "core/catalog/review_store.h"
#include "core/catalog/thumbnail_store.h"
#include "tests/support/byte_folder.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/drawn_photo.h"

#include <QTest>

#include <filesystem>

using namespace creel;
using namespace creel::test;

/// Import of small drawn photos: what becomes of new, changed, moved, deleted and reappearing files.
class ImportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void recordsWhatAFileSays();
    void repeatsNoWork();
    void updatesChangedFilesAndKeepsTheReview();
    void followsMovedFiles();
    void marksMissingAndReappearingFiles();
    void marksMissingWhatIsNoPhotoAnyMore();
    void leavesOtherFoldersAloneWhenOneIsImported();
    void keepsOneRowForOverlappingFolders();
    void linksExactAndGroupsNearDuplicates();
    void forgetsDuplicatesThatAreGone();
    void recordsProblemsWithTheirReasons();
    void makesLabelsFromFoldersAndJournalsThem();
    void mapsFolderNames();
    void followsRenamedAndMergedLabels();
    void understandsFolderNames_data();
    void understandsFolderNames();
    void goesOnWhereItWasStopped();
    void stopsWhileItComparesPhotos();
    void remembersItsJob();
    void tellsARunningJobFromAnInterruptedOne();
    void carriesRequestsAsJson();
    void refusesACatalogItCannotWrite();

private:
    BytePath photos(const BytePath& name = {}) const { return joinPath(m_folder->path("photos"), name); }
    void draw(const BytePath& name, quint32 seed) const
    {
        writeFile(photos(name), encoded(drawnPhoto(seed, QSize(120, 90))));
    }
    ImportSummary import(const QList<BytePath>& paths = {});
    Photo photo(const BytePath& name);
    QMap<BytePath, QString> labels();

    std::unique_ptr<ByteFolder> m_folder;
    std::unique_ptr<Connection> m_catalog;
    ImportRequest m_request;
    QList<FileReport> m_reports;
};

void ImportTest::init()
{
    m_catalog.reset();
    m_folder = std::make_unique<ByteFolder>();
    m_request = {};
    m_request.catalogPath = m_folder->file("test.creel");
    m_request.paths = {photos()};
    m_reports.clear();
}

ImportSummary ImportTest::import(const QList<BytePath>& paths)
{
    ImportRequest request = m_request;
    if (!paths.isEmpty())
        request.paths = paths;
    m_reports.clear();
    const ImportSummary summary =
        must(importPhotos(request, {}, [&](const FileReport& report) { m_reports.append(report); }));
    if (!m_catalog)
        m_catalog = must(openCatalog(m_request.catalogPath, Connection::Access::ReadWrite));
    return summary;
}

/// The photo of that path below the drawn ones, whatever root it hangs under.
Photo ImportTest::photo(const BytePath& name)
{
    PhotoStore store(*m_catalog);
    Query ids = must(m_catalog->run(QStringLiteral("SELECT id FROM photo")));
    while (ids.next()) {
        if (must(store.absolutePath(ids.id<PhotoId>(0))) == photos(name))
            return must(store.byId(ids.id<PhotoId>(0))).value();
    }
    return {};
}

/// Every photo's folder label by the photo's name.
QMap<BytePath, QString> ImportTest::labels()
{
    QMap<BytePath, QString> map;
    Query rows = must(m_catalog->run(QStringLiteral(
        "SELECT photo.name, label.name FROM photo LEFT JOIN label ON label.id = photo.folder_label_id")));
    while (rows.next())
        map.insert(rows.bytes(0), rows.text(1));
    return map;
}

void ImportTest::recordsWhatAFileSays()
{
    const QByteArray bytes = withMetadata(encoded(drawnPhoto(1, QSize(400, 300))),
                                          {{"Exif.Image.Orientation", "6"},
                                           {"Exif.Image.Model", "Test camera"},
                                           {"Exif.Image.ImageDescription", "a pond"},
                                           {"Exif.Photo.DateTimeOriginal", "2021:07:04 18:22:05"}});
    writeFile(photos("a/caf\xe9 \xf0\x9f\x90\x9f.jpg"), bytes);
    QCOMPARE(import().imported, 1);
    const Photo row = photo("a/caf\xe9 \xf0\x9f\x90\x9f.jpg");
    QVERIFY(row.id.isValid());
    QCOMPARE(row.fileSize, bytes.size());
    QCOMPARE(row.hash.size(), 16);
    QCOMPARE(row.format, QStringLiteral("jpeg"));
    QCOMPARE(QSize(row.width, row.height), QSize(300, 400));
    QCOMPARE(row.orientation, 6);
    QCOMPARE(takenAtText(row), QStringLiteral("2021-07-04T18:22:05"));
    QCOMPARE(row.camera, QStringLiteral("Test camera"));
    QCOMPARE(row.caption, QStringLiteral("a pond"));
    QVERIFY(row.phash.has_value());
    QVERIFY(row.sharpness > 0 && row.brightness > 0 && row.brightness < 1);
    QCOMPARE(row.problem, Problem::None);
    auto thumbnails = must(ThumbnailStore::open(m_request.catalogPath));
    const auto thumbnail = decodePhoto(must(thumbnails.thumbnail(row.hash)));
    QCOMPARE(thumbnail->image.size(), QSize(240, 320));
}

void ImportTest::repeatsNoWork()
{
    draw("a.jpg", 1);
    draw("b/c.jpg", 2);
    writeFile(photos("broken.jpg"), "<html>");
    const ImportSummary first = import();
    QCOMPARE(first.imported, 2);
    QCOMPARE(first.problems, 1);
    const qint64 revision = must(m_catalog->integer(QStringLiteral("SELECT revision FROM catalog_state")));
    const ImportSummary second = import();
    QCOMPARE(second.unchanged, 3);
    QCOMPARE(second.imported + second.updated + second.problems + second.moved + second.missing, 0);
    QCOMPARE(must(m_catalog->integer(QStringLiteral("SELECT revision FROM catalog_state"))), revision);
    QCOMPARE(must(m_catalog->integer(QStringLiteral("SELECT count(*) FROM photo"))), 3);
}

void ImportTest::updatesChangedFilesAndKeepsTheReview()
{
    draw("a.jpg", 1);
    import();
    const Photo before = photo("a.jpg");
    Review review;
    review.state = ReviewState::Accepted;
    must(ReviewStore(*m_catalog).put(before.id, review));
    draw("a.jpg", 2);
    const ImportSummary summary = import();
    QCOMPARE(summary.updated, 1);
    const Photo after = photo("a.jpg");
    QCOMPARE(after.id, before.id);
    QVERIFY(after.hash != before.hash);
    QVERIFY(after.revision > before.revision);
    QCOMPARE(after.importedAt, before.importedAt);
    QCOMPARE(must(ReviewStore(*m_catalog).byPhoto(after.id)).state, ReviewState::Accepted);
}

void ImportTest::followsMovedFiles()
{
    draw("a.jpg", 1);
    draw("stays.jpg", 2);
    import();
    const PhotoId id = photo("a.jpg").id;
    std::filesystem::create_directories(photos("deep").toStdString());
    std::filesystem::rename(photos("a.jpg").toStdString(), photos("deep/renamed.jpg").toStdString());
    const ImportSummary summary = import();
    QCOMPARE(summary.moved, 1);
    QCOMPARE(summary.unchanged, 1);
    QCOMPARE(summary.imported + summary.missing, 0);
    QCOMPARE(photo("deep/renamed.jpg").id, id);
    QVERIFY(!photo("a.jpg").id.isValid());
    QCOMPARE(import().unchanged, 2);
}

void ImportTest::marksMissingAndReappearingFiles()
{
    draw("a.jpg", 1);
    draw("folder/b.jpg", 2);
    import();
    const PhotoId id = photo("a.jpg").id;
    std::filesystem::rename(photos("a.jpg").toStdString(), m_folder->path("away.jpg").toStdString());
    std::filesystem::rename(photos("folder").toStdString(), m_folder->path("away").toStdString());
    QCOMPARE(import().missing, 2);
    QVERIFY(photo("a.jpg").missing && photo("folder/b.jpg").missing);
    QCOMPARE(import().missing, 2); // they still are
    std::filesystem::rename(m_folder->path("away.jpg").toStdString(), photos("a.jpg").toStdString());
    std::filesystem::rename(m_folder->path("away").toStdString(), photos("folder").toStdString());
    const ImportSummary back = import();
    QCOMPARE(back.missing + back.imported, 0);
    QCOMPARE(back.updated, 2);
    QCOMPARE(photo("a.jpg").id, id);
    QVERIFY(!photo("a.jpg").missing && !photo("folder/b.jpg").missing);
}

void ImportTest::marksMissingWhatIsNoPhotoAnyMore()
{
    draw("text", 1);
    draw("folder.jpg", 2);
    draw("link/3.jpg", 3);
    QCOMPARE(import().imported, 3);
    writeFile(photos("text"), "to whom it may concern");
    std::filesystem::remove(photos("folder.jpg").toStdString());
    draw("folder.jpg/2.jpg", 4);
    std::filesystem::rename(photos("link").toStdString(), photos("real").toStdString());
    std::filesystem::create_directory_symlink("real", photos("link").toStdString());
    const ImportSummary summary = import();
    QCOMPARE(summary.missing, 3);
    QVERIFY(photo("text").missing && photo("folder.jpg").missing && photo("link/3.jpg").missing);
}

void ImportTest::leavesOtherFoldersAloneWhenOneIsImported()
{
    draw("a/1.jpg", 1);
    draw("b/2.jpg", 2);
    import();
    std::filesystem::remove(photos("a/1.jpg").toStdString());
    std::filesystem::remove(photos("b/2.jpg").toStdString());
    QCOMPARE(import({photos("b")}).missing, 1);
    QVERIFY(!photo("a/1.jpg").missing && photo("b/2.jpg").missing);
    draw("b/3.jpg", 3);
    QCOMPARE(import({photos("b/3.jpg")}).missing, 0); // one file was asked for
}

void ImportTest::keepsOneRowForOverlappingFolders()
{
    draw("in/a.jpg", 1);
    draw("b.jpg", 2);
    QCOMPARE(import({photos("in")}).imported, 1);
    const ImportSummary whole = import();
    QCOMPARE(whole.imported, 1);
    QCOMPARE(whole.unchanged, 1);
    QCOMPARE(import({photos("in")}).unchanged, 1);
    QCOMPARE(must(m_catalog->integer(QStringLiteral("SELECT count(*) FROM photo"))), 2);
}

void ImportTest::linksExactAndGroupsNearDuplicates()
{
    const QImage image = drawnPhoto(1, QSize(400, 300));
    writeFile(photos("1.jpg"), encoded(image));
    writeFile(photos("2 copy.jpg"), encoded(image));
    writeFile(photos("3 small.jpg"),
              encoded(image.scaled(200, 150, Qt::IgnoreAspectRatio, Qt::SmoothTransformation), "jpeg", 60));
    writeFile(photos("4 mirrored.jpg"), encoded(image.mirrored(true, false)));
    writeFile(photos("5 turned.png"), encoded(image.transformed(QTransform().rotate(90)), "png"));
    writeFile(photos("6 other.jpg"), encoded(drawnPhoto(2, QSize(400, 300))));
    const ImportSummary summary = import();
    QCOMPARE(summary.exactDuplicates, 1);
    QCOMPARE(summary.nearGroups, 1);
    const PhotoId first = photo("1.jpg").id;
    QVERIFY(!photo("1.jpg").duplicateOf.isValid());
    QCOMPARE(photo("2 copy.jpg").duplicateOf, first);
    for (const char* name : {"1.jpg", "2 copy.jpg", "3 small.jpg", "4 mirrored.jpg", "5 turned.png"})
        QCOMPARE(photo(name).nearGroup, first);
    QVERIFY(!photo("6 other.jpg").nearGroup.isValid());
}

void ImportTest::forgetsDuplicatesThatAreGone()
{
    draw("a.jpg", 1);
    draw("b.jpg", 1);
    QCOMPARE(import().exactDuplicates, 1);
    std::filesystem::remove(photos("a.jpg").toStdString());
    const ImportSummary summary = import();
    QCOMPARE(summary.exactDuplicates + summary.nearGroups, 0);
    QVERIFY(!photo("b.jpg").duplicateOf.isValid() && !photo("a.jpg").nearGroup.isValid());
    draw("b.jpg", 3); // and no copy of a changed file
    QCOMPARE(import().exactDuplicates, 0);
}

void ImportTest::recordsProblemsWithTheirReasons()
{
    writeFile(photos("empty.jpg"), "");
    writeFile(photos("page.jpg"), "<html></html>");
    writeFile(photos("cut.jpg"), encoded(drawnPhoto(1)).chopped(300));
    writeFile(photos("side.txt"), "caption");
    m_request.limits.maxFileBytes = 100'000;
    writeFile(photos("huge.jpg"), QByteArray(100'001, 'x'));
    const ImportSummary summary = import();
    QCOMPARE(summary.imported, 0);
    QCOMPARE(summary.problems, 4);
    QCOMPARE(summary.ignored, 1);
    QCOMPARE(photo("empty.jpg").problem, Problem::Empty);
    QCOMPARE(photo("page.jpg").problem, Problem::NotAPhoto);
    QCOMPARE(photo("huge.jpg").problem, Problem::TooLarge);
    QCOMPARE(photo("cut.jpg").problem, Problem::Truncated);
    QCOMPARE(photo("cut.jpg").width, 320);
    QCOMPARE(m_reports.size(), 5);
    for (const FileReport& report : m_reports)
        QVERIFY(!report.reason.isEmpty());
    QCOMPARE(import().unchanged, 4);
}

void ImportTest::makesLabelsFromFoldersAndJournalsThem()
{
    draw("Brown Trout (1)/1.jpg", 1);
    draw("brown_trout/2.jpg", 2);
    draw("bull trout/images/3.jpg", 3);
    draw("loose.jpg", 4);
    m_request.labels = FolderLabels::FromFolders;
    import();
    QCOMPARE(labels(), (QMap<BytePath, QString>{{"1.jpg", QStringLiteral("brown_trout")},
                                                {"2.jpg", QStringLiteral("brown_trout")},
                                                {"3.jpg", QStringLiteral("bull_trout")},
                                                {"loose.jpg", QString()}}));
    const QList<JournalEntry> journal = must(Journal(*m_catalog).latest(10));
    QCOMPARE(journal.size(), 2);
    QCOMPARE(journal[0].origin, JournalOrigin::Import);
    QVERIFY(!must(Journal(*m_catalog).undoTarget()).has_value());
    QCOMPARE(import({photos("bull trout/images/3.jpg")}).unchanged, 1);
}

void ImportTest::mapsFolderNames()
{
    draw("carp/1.jpg", 1);
    draw("misc fish/2.jpg", 2);
    import();
    QCOMPARE(labels().value("1.jpg"), QString());
    m_request.labels = FolderLabels::FromFolders;
    m_request.labelMapping = {{QStringLiteral("misc fish"), QString()}};
    QCOMPARE(import().updated, 1); // labels are wanted now, the files are the same
    QCOMPARE(labels(), (QMap<BytePath, QString>{{"1.jpg", QStringLiteral("carp")}, {"2.jpg", QString()}}));
    m_request.labelMapping = {{QStringLiteral("carp"), QStringLiteral("common carp")},
                              {QStringLiteral("misc fish"), QStringLiteral("other")}};
    QCOMPARE(import().updated, 2);
    QCOMPARE(labels(), (QMap<BytePath, QString>{{"1.jpg", QStringLiteral("common carp")},
                                                {"2.jpg", QStringLiteral("other")}}));
    QCOMPARE(import().unchanged, 2);
}

void ImportTest::followsRenamedAndMergedLabels()
{
    m_request.labels = FolderLabels::FromFolders;
    draw("carp/1.jpg", 1);
    draw("koi/2.jpg", 2);
    import();
    LabelStore store(*m_catalog);
    Label carp = must(store.byName(QStringLiteral("carp"))).value();
    carp.name = QStringLiteral("Cyprinus carpio");
    must(store.put(carp));
    Label koi = must(store.byName(QStringLiteral("koi"))).value();
    koi.mergedInto = carp.id;
    must(store.put(koi));
    draw("carp/3.jpg", 3);
    draw("elsewhere/koi/4.jpg", 4);
    import();
    QCOMPARE(labels().value("3.jpg"), carp.name);
    QCOMPARE(labels().value("4.jpg"), carp.name);
    QCOMPARE(must(store.all()).size(), 2);
}

void ImportTest::understandsFolderNames_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("label");
    const auto add = [](const char* folder, const char* label) {
        QTest::newRow(folder) << QString::fromUtf8(folder) << QString::fromUtf8(label);
    };
    add("brown trout (1)", "brown_trout");
    add("Brown-Trout", "brown_trout");
    add("brown_trout - Copy", "brown_trout");
    add("#rainbowtrout", "rainbowtrout");
    add("01_cutthroat", "cutthroat");
    add("3. bull trout", "bull_trout");
    add("鱒 ニジマス", "鱒_ニジマス");
    add("trøut", "trøut");
    add("images", "");
    add("Train", "");
    add("2021-07-04", "");
    add("001", "");
    add("100CANON", "");
    add("New Folder (2)", "");
    add("", "");
}

void ImportTest::understandsFolderNames()
{
    QFETCH(const QString, folder);
    QFETCH(const QString, label);
    QCOMPARE(labelNameForFolder(folder), label);
}

void ImportTest::goesOnWhereItWasStopped()
{
    for (quint32 i = 0; i < 300; ++i)
        writeFile(photos(QByteArray::number(i) + ".jpg"), encoded(drawnPhoto(i, QSize(60, 40))));
    const CancelToken token;
    int reported = 0;
    const auto stopped = importPhotos(m_request, JobContext(token, {}), [&](const FileReport&) {
        if (++reported == 70)
            token.cancel();
    });
    QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
    QVERIFY(reported >= 70 && reported < 300);
    const ImportSummary rest = import();
    QCOMPARE(rest.unchanged, reported); // what was reported is in the catalog
    QCOMPARE(rest.imported, 300 - reported);
    QCOMPARE(rest.missing, 0);
}

void ImportTest::stopsWhileItComparesPhotos()
{
    draw("a.jpg", 1);
    writeFile(photos("b.jpg"), encoded(drawnPhoto(1, QSize(120, 90)), "jpeg", 70)); // saved again
    CancelToken token;
    const auto stopped = importPhotos(m_request, JobContext(token, [&token](const Progress& progress) {
                                          if (progress.step.contains(QLatin1String("Comparing")))
                                              token.cancel();
                                      }));
    QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
    m_catalog = must(openCatalog(m_request.catalogPath, Connection::Access::ReadWrite));
    const QString grouped = QStringLiteral("SELECT count(*) FROM photo WHERE near_group IS NOT NULL");
    QCOMPARE(must(m_catalog->integer(grouped)), 0);
    QCOMPARE(import().nearGroups, 1);
    QCOMPARE(must(m_catalog->integer(grouped)), 2);
}

void ImportTest::remembersItsJob()
{
    draw("a.jpg", 1);
    const QJsonObject parameters = toJson(m_request);
    {
        auto catalog = must(openCatalog(m_request.catalogPath, Connection::Access::Create));
        must(JobStore(*catalog).begin(QStringLiteral("import"), parameters)); // killed in the middle
    }
    import(m_request.paths);
    QVERIFY(must(JobStore(*m_catalog).interrupted()).isEmpty());
    QCOMPARE(must(m_catalog->integer(QStringLiteral("SELECT count(*) FROM job WHERE outcome = 'succeeded'"))),
             2);
}

void ImportTest::tellsARunningJobFromAnInterruptedOne()
{
    auto catalog = must(openCatalog(m_request.catalogPath, Connection::Access::Create));
    auto other = must(openCatalog(m_request.catalogPath, Connection::Access::ReadWrite));
    const auto isInterrupted = [&] {
        return !must(JobStore(*other).interrupted()).isEmpty();
    };
    {
        JobStore running(*catalog);
        const JobId job = must(running.begin(QStringLiteral("import"), toJson(m_request)));
        QVERIFY(!isInterrupted());
        must(JobStore(*other).closeInterrupted(QStringLiteral("import"), toJson(m_request)));
        QCOMPARE(must(other->integer(QStringLiteral("SELECT count(*) FROM job WHERE outcome = ''"))), 1);
        must(running.finish(job, QStringLiteral("succeeded"), {}));
        QVERIFY(!isInterrupted());
        must(running.begin(QStringLiteral("import"), toJson(m_request)));
    }
    QVERIFY(isInterrupted());
    const QDir folder(QFileInfo(m_request.catalogPath).path());
    QVERIFY(folder.entryList({QStringLiteral("*.lock")}).isEmpty());
}

void ImportTest::carriesRequestsAsJson()
{
    m_request.paths = {"/photos/trøut", "/photos/latin1_\xe9"};
    m_request.labels = FolderLabels::FromFolders;
    m_request.labelMapping = {{QStringLiteral("a"), QStringLiteral("b")}, {QStringLiteral("c"), QString()}};
    m_request.limits.maxPixels = 12;
    const ImportRequest copy = importRequestFromJson(toJson(m_request));
    QCOMPARE(copy.catalogPath, m_request.catalogPath);
    QCOMPARE(copy.paths, m_request.paths);
    QCOMPARE(copy.labels, m_request.labels);
    QCOMPARE(copy.labelMapping, m_request.labelMapping);
    QCOMPARE(copy.limits.maxPixels, 12);
    QCOMPARE(copy.limits.maxFileBytes, m_request.limits.maxFileBytes);
}

void ImportTest::refusesACatalogItCannotWrite()
{
    draw("a.jpg", 1);
    m_request.catalogPath = m_folder->file("no/such/folder/test.creel");
    const auto result = importPhotos(m_request, {});
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::NotFound);
    m_request.catalogPath = m_folder->file("test.creel");
    m_request.paths = {photos("nowhere")};
    QCOMPARE(importPhotos(m_request, {}).error().code, ErrorCode::NotFound);
}

QTEST_GUILESS_MAIN(ImportTest)
#include "tst_import.moc"
