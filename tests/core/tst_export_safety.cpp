#include "core/exchange/export_names.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/dataset_io.h"
#include "tests/support/drawn_photo.h"
#include "tests/support/export_catalog.h"

#include <QtTest>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace creel;
using namespace creel::test;

namespace fs = std::filesystem;

namespace {

/// Whether renameat2() finds a file system that knows none of its flags, as on many network drives.
bool hasPlainRenameOnly = false;

} // namespace

/// Takes the place of the C library's for this whole program.
extern "C" int renameat2(int fromFolder, const char* from, int toFolder, const char* to,
                         unsigned flags) noexcept
{
    if (hasPlainRenameOnly && flags != 0) {
        errno = EINVAL;
        return -1;
    }
    return int(::syscall(SYS_renameat2, fromFolder, from, toFolder, to, flags));
}

namespace {

/// An export in a process of its own that has written "half.txt" and does no more until it is killed.
class OtherExport
{
public:
    explicit OtherExport(const BytePath& folder)
    {
        std::array<int, 2> pipe = {};
        if (::pipe(pipe.data()) != 0 || (m_process = ::fork()) < 0)
            qFatal("no other process");
        if (m_process == 0) {
            const auto out = must(ExportFolder::open(folder, false));
            must(out->write("half.txt", "half"));
            ::close(pipe[1]);
            while (true)
                ::pause();
        }
        ::close(pipe[1]);
        char nothing = 0;
        if (::read(pipe[0], &nothing, 1) != 0) // until the other has closed its end, too
            qFatal("the other process is silent");
        ::close(pipe[0]);
    }
    ~OtherExport() { kill(); }
    OtherExport(const OtherExport&) = delete;
    OtherExport& operator=(const OtherExport&) = delete;

    void kill()
    {
        if (m_process <= 0)
            return;
        ::kill(m_process, SIGKILL);
        ::waitpid(std::exchange(m_process, 0), nullptr, 0);
    }

private:
    pid_t m_process = 0;
};

} // namespace

/// What an export leaves alone: originals, files that are there, and all that lies outside its folder.
class ExportSafetyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hardLinksAreTheOriginals();
    void symbolicLinksLeadToTheOriginals();
    void linksOfLinksAreOfTheFile();
    void anotherDiskRefusesHardLinks();
    void linksAreNeverChanged();
    void neverWritesOverWhatIsThere();
    void neverWritesThroughALinkedFolder();
    void leavesNothingWhereverItStops();
    void putsBackWhatACommitMoved_data();
    void putsBackWhatACommitMoved();
    void clearsAwayWhatADeadExportLeft();
    void leavesRunningExportsAlone();
    void leavesFoldersOfLikeNamesAlone();
    void moreClassesKeepTheirNumbers();
    void anotherYamlIsNotOverwritten();
    void namesStayInTheFolder();
    void hostileNamesAreCleaned();
    void refusesNamesThatLeadOut();
    void classesOfLikeNamesStayApart();
};

void ExportSafetyTest::hardLinksAreTheOriginals()
{
    const ExportCatalog catalog;
    const BytePath out = catalog.folder().path("out");
    const QByteArray before = bytesOf(catalog.original(3));
    QVERIFY(
        exportTo(catalog.path(), "voc", out, [](ExportRequest& request) { request.link = PhotoLink::Hard; }));
    for (int i = 0; i < ExportCatalog::photos; ++i) {
        QVERIFY(fs::equivalent(catalog.original(i).toStdString(),
                               joinPath(out, "JPEGImages/" + ExportCatalog::name(i)).toStdString()));
        QVERIFY(!fs::is_symlink(joinPath(out, "JPEGImages/" + ExportCatalog::name(i)).toStdString()));
    }
    // Exporting copies over the links replaces the links, not what they share with the originals.
    QVERIFY(
        exportTo(catalog.path(), "voc", out, [](ExportRequest& request) { request.mayOverwrite = true; }));
    QVERIFY(
        !fs::equivalent(catalog.original(3).toStdString(), joinPath(out, "JPEGImages/p3.jpg").toStdString()));
    QCOMPARE(bytesOf(catalog.original(3)), before);
}

void ExportSafetyTest::symbolicLinksLeadToTheOriginals()
{
    const ExportCatalog catalog;
    const BytePath out = catalog.folder().path("out");
    QVERIFY(exportTo(catalog.path(), "coco", out,
                     [](ExportRequest& request) { request.link = PhotoLink::Symbolic; }));
    for (int i = 0; i < ExportCatalog::photos; ++i) {
        const fs::path link = joinPath(out, "images/" + ExportCatalog::name(i)).toStdString();
        QVERIFY(fs::is_symlink(link));
        QCOMPARE(fs::read_symlink(link), fs::canonical(catalog.original(i).toStdString()));
    }
    const QString copy = catalog.folder().file("b.creel");
    QCOMPARE(imported(copy, "coco", out).boxesAdded, 16);
}

void ExportSafetyTest::linksOfLinksAreOfTheFile()
{
    ByteFolder folder;
    writeFile(folder.path("store/a.jpg"), encoded(drawnPhoto(1)));
    fs::create_directories(folder.path("in/trout").toStdString());
    fs::create_symlink("../../store/a.jpg", folder.path("in/trout/a.jpg").toStdString());
    const QString catalog = folder.file("a.creel");
    imported(catalog, "imagefolder", folder.path("in"));
    for (const PhotoLink link : {PhotoLink::Hard, PhotoLink::Symbolic}) {
        const BytePath out = folder.path(link == PhotoLink::Hard ? "hard" : "sym");
        QVERIFY(
            exportTo(catalog, "imagefolder", out, [link](ExportRequest& request) { request.link = link; }));
        const fs::path there = joinPath(out, "trout/a.jpg").toStdString();
        QVERIFY(fs::equivalent(there, folder.path("store/a.jpg").toStdString()));
        QCOMPARE(fs::is_symlink(there), link == PhotoLink::Symbolic);
    }
}

void ExportSafetyTest::anotherDiskRefusesHardLinks()
{
    const ExportCatalog catalog;
    struct stat here = {}, there = {};
    ::stat(catalog.folder().path().constData(), &here);
    if (::stat("/dev/shm", &there) != 0 || here.st_dev == there.st_dev || ::access("/dev/shm", W_OK) != 0)
        QSKIP("there is no second disk to write to");
    const BytePath out = "/dev/shm/creel-test-" + QByteArray::number(::getpid());
    const auto refused =
        exportTo(catalog.path(), "voc", out, [](ExportRequest& request) { request.link = PhotoLink::Hard; });
    QVERIFY(!refused);
    QVERIFY(refused.error().message.contains(QStringLiteral("another disk")));
    QVERIFY(!fs::exists(out.toStdString()));
}

void ExportSafetyTest::linksAreNeverChanged()
{
    const ExportCatalog catalog;
    for (const bool isUpright : {false, true}) {
        const auto refused =
            exportTo(catalog.path(), "voc", catalog.folder().path("out"), [&](auto& request) {
                request.link = PhotoLink::Hard;
                request.isUpright = isUpright;
                request.withoutPosition = !isUpright;
            });
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::BadInput);
    }
}

void ExportSafetyTest::neverWritesOverWhatIsThere()
{
    const ExportCatalog catalog;
    for (const char* format : allFormats) {
        const BytePath out = catalog.folder().path(QByteArray("out_") + format);
        QVERIFY(exportTo(catalog.path(), format, out));
        // Whichever one of its files is there already, and says something else, it stays.
        for (const QString& file : filesBelow(out)) {
            const BytePath other = catalog.folder().path("other");
            const bool isList = file.endsWith(QLatin1String(".txt")) ||
                                file.endsWith(QLatin1String("yaml")) || file == QLatin1String("classes.csv");
            const QByteArray there = isList ? bytesOf(joinPath(out, file.toUtf8())) : "precious";
            writeFile(joinPath(other, file.toUtf8()), there);
            const auto refused = exportTo(catalog.path(), format, other);
            QVERIFY2(!refused, qPrintable(file));
            QCOMPARE(refused.error().code, ErrorCode::Exists);
            QCOMPARE(filesBelow(other), QStringList(file));
            QCOMPARE(bytesOf(joinPath(other, file.toUtf8())), there);
            fs::remove_all(other.toStdString());
        }
    }
}

void ExportSafetyTest::neverWritesThroughALinkedFolder()
{
    const ExportCatalog catalog;
    const BytePath out = catalog.folder().path("out");
    fs::create_directories(out.toStdString());
    fs::create_directory_symlink(catalog.folder().path("in/trout").toStdString(),
                                 joinPath(out, "images").toStdString());
    const QByteArray before = bytesOf(catalog.original(1));
    const auto refused =
        exportTo(catalog.path(), "coco", out, [](ExportRequest& request) { request.mayOverwrite = true; });
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Exists);
    QCOMPARE(bytesOf(catalog.original(1)), before);
    QCOMPARE(filesBelow(catalog.folder().path("in")).size(), ExportCatalog::photos);
}

void ExportSafetyTest::leavesNothingWhereverItStops()
{
    const ExportCatalog catalog;
    const auto connection = catalog.open();
    for (const char* format : allFormats) {
        for (const bool isNew : {false, true}) {
            const BytePath out = catalog.folder().path(isNew ? "new/deep" : "there");
            if (!isNew)
                writeFile(joinPath(out, "mine.txt"), "mine");
            for (int step = 0; step < ExportCatalog::photos; ++step) {
                ExportRequest request;
                request.format = QString::fromLatin1(format);
                request.folder = out;
                const CancelToken token;
                const auto stopped =
                    exportDataset(*connection, request, JobContext(token, [&](const Progress& progress) {
                        if (progress.done >= step)
                            token.cancel();
                    }));
                QVERIFY(!stopped);
                QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
                QCOMPARE(fs::exists(out.toStdString()), !isNew);
                QCOMPARE(filesBelow(out), isNew ? QStringList() : QStringList(QStringLiteral("mine.txt")));
            }
        }
    }
}

void ExportSafetyTest::putsBackWhatACommitMoved_data()
{
    QTest::addColumn<bool>("isPlain");
    QTest::newRow("files change places") << false;
    QTest::newRow("files can only be renamed") << true;
}

void ExportSafetyTest::putsBackWhatACommitMoved()
{
    QFETCH(bool, isPlain);
    hasPlainRenameOnly = isPlain;
    const auto restore = qScopeGuard([] { hasPlainRenameOnly = false; });
    const ExportCatalog catalog;
    const BytePath out = catalog.folder().path("out");
    writeFile(joinPath(out, "images/p0.jpg"), "old");
    writeFile(joinPath(out, "labels"), "a file where a folder has to be");
    const auto refused =
        exportTo(catalog.path(), "yolo", out, [](ExportRequest& request) { request.mayOverwrite = true; });
    QVERIFY(!refused);
    QCOMPARE(filesBelow(out), (QStringList{QStringLiteral("images/p0.jpg"), QStringLiteral("labels")}));
    QCOMPARE(bytesOf(joinPath(out, "images/p0.jpg")), QByteArray("old"));
    fs::remove(joinPath(out, "images/p0.jpg").toStdString());
    fs::remove(joinPath(out, "images").toStdString());
    QVERIFY(!exportTo(catalog.path(), "yolo", out));
    QCOMPARE(filesBelow(out), QStringList(QStringLiteral("labels")));
    QVERIFY(!fs::exists(joinPath(out, "images").toStdString()));
    // With nothing in its way the export replaces the file.
    fs::remove(joinPath(out, "labels").toStdString());
    writeFile(joinPath(out, "images/p0.jpg"), "old");
    QVERIFY(
        exportTo(catalog.path(), "yolo", out, [](ExportRequest& request) { request.mayOverwrite = true; }));
    QCOMPARE(bytesOf(joinPath(out, "images/p0.jpg")), bytesOf(catalog.original(0)));
    QCOMPARE(filesBelow(out).filter(QStringLiteral(".creel-export")), QStringList());
}

void ExportSafetyTest::clearsAwayWhatADeadExportLeft()
{
    ByteFolder folder;
    OtherExport other(folder.path("out"));
    const auto left = [&] {
        return filesBelow(folder.path("out")).filter(QStringLiteral("half.txt"));
    };
    QCOMPARE(left().size(), 1);
    must(ExportFolder::open(folder.path("out"), false));
    QCOMPARE(left().size(), 1); // it is at work
    other.kill();
    QCOMPARE(left().size(), 1);
    must(ExportFolder::open(folder.path("out"), false));
    QVERIFY(fs::is_empty(folder.path("out").toStdString()));
}

void ExportSafetyTest::leavesRunningExportsAlone()
{
    ByteFolder folder;
    auto first = must(ExportFolder::open(folder.path("out"), false));
    must(first->write("lock/a.txt", "first"));
    auto second = must(ExportFolder::open(folder.path("out"), false));
    must(second->write("lock/b.txt", "second"));
    must(second->commit());
    second.reset();
    must(first->commit());
    first.reset();
    QCOMPARE(filesBelow(folder.path("out")),
             (QStringList{QStringLiteral("lock/a.txt"), QStringLiteral("lock/b.txt")}));
}

/// Such as one named for this process by a program that counts its processes anew at each start.
void ExportSafetyTest::leavesFoldersOfLikeNamesAlone()
{
    ByteFolder folder;
    const BytePath like = ".creel-export-" + QByteArray::number(::getpid());
    writeFile(folder.path("out/" + like + "/notes.txt"), "mine");
    const auto out = must(ExportFolder::open(folder.path("out"), false));
    must(out->write("a.txt", "a"));
    must(out->commit());
    QVERIFY(fileExists(folder.path("out/a.txt")));
    QCOMPARE(bytesOf(folder.path("out/" + like + "/notes.txt")), QByteArray("mine"));
}

void ExportSafetyTest::moreClassesKeepTheirNumbers()
{
    const ExportCatalog catalog;
    for (const char* format : allFormats)
        QVERIFY(exportTo(catalog.path(), format, catalog.folder().path(QByteArray("out_") + format)));
    catalog.apply(AddLabel{QStringLiteral("asp")}); // by name it would be the first
    const auto overwrite = [](ExportRequest& request) {
        request.mayOverwrite = true;
    };
    for (const char* format : allFormats) {
        const BytePath out = catalog.folder().path(QByteArray("out_") + format);
        const auto refused = exportTo(catalog.path(), format, out);
        QVERIFY2(!refused, format);
        QCOMPARE(refused.error().code, ErrorCode::Exists);
        const auto again = exportTo(catalog.path(), format, out, overwrite);
        QVERIFY2(again, format);
        QCOMPARE(again->classes,
                 (QStringList{QStringLiteral("bass"), QStringLiteral("trout"), QStringLiteral("asp")}));
    }
    QCOMPARE(bytesOf(catalog.folder().path("out_yolo/classes.txt")), QByteArray("bass\ntrout\nasp\n"));
    // Another order is refused wherever numbers stand for classes, even with leave to overwrite.
    const QList<Label> labels = must(LabelStore(*catalog.open()).all());
    catalog.apply(ReorderLabels{{labels[2].id, labels[1].id, labels[0].id}});
    for (const char* format : {"yolo", "coco", "voc", "labelme", "retinanet"}) {
        const auto refused =
            exportTo(catalog.path(), format, catalog.folder().path(QByteArray("out_") + format), overwrite);
        QVERIFY2(!refused, format);
        QCOMPARE(refused.error().code, ErrorCode::Conflict);
    }
}

void ExportSafetyTest::anotherYamlIsNotOverwritten()
{
    const ExportCatalog catalog;
    const BytePath out = catalog.folder().path("out");
    const QByteArray yaml = "train: images/train\nval: images/val\nnames: [trout, bass]\n";
    writeFile(joinPath(out, "data.yaml"), yaml);
    const auto refused =
        exportTo(catalog.path(), "yolo", out, [](ExportRequest& request) { request.mayOverwrite = true; });
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Conflict);
    QCOMPARE(bytesOf(joinPath(out, "data.yaml")), yaml);
}

void ExportSafetyTest::namesStayInTheFolder()
{
    ByteFolder folder;
    const QList<QByteArray> names{
        "a\\b.jpg",   "new\nline.jpg",  "\xff\xfe.jpg", " blank .jpg",   "-rf.jpg",      "quote\".jpg",
        "comma,.jpg", "a&<b>.jpg",      "classes.jpg",  "train.jpg",     "labels.jpg",   "readme.jpg",
        "UPPER.JPG",  "upper.png",      "data.jpg",     "instances.jpg", "metadata.jpg", "annotations.jpg",
        "tab\t.jpg",  "%2e%2e%2fx.jpg", "C:evil.jpg",   "dataset.jpg"};
    for (int i = 0; i < names.size(); ++i) {
        writeFile(folder.path("in/" + names[i]), encoded(drawnPhoto(quint32(i), QSize(64, 48))));
        writeFile(folder.path("in/" + withoutExtension(names[i]) + ".xml"),
                  "<annotation><object><name>fish</name><bndbox><xmin>1</xmin><ymin>2</ymin><xmax>" +
                      QByteArray::number(10 + i) + "</xmax><ymax>30</ymax></bndbox></object></annotation>");
    }
    const QString catalog = folder.file("a.creel");
    const int boxes = int(imported(catalog, "voc", folder.path("in")).boxesAdded);
    QCOMPARE(boxes, names.size());
    for (const char* format : boxFormats) {
        const BytePath out = folder.path(QByteArray("deep/er/out_") + format);
        const auto exported = exportTo(catalog, format, out);
        QVERIFY2(exported, exported ? "" : qPrintable(exported.error().message));
        QCOMPARE(exported->photos, boxes);
        for (const QString& file : filesBelow(folder.path("deep")))
            QVERIFY2(file.startsWith(QLatin1String("er/out_")) && !file.contains(QLatin1Char('\\')),
                     qPrintable(file));
        const QString copy = folder.file((QByteArray(format) + ".creel").constData());
        QCOMPARE(imported(copy, format, out).boxesAdded, boxes);
        const auto edges = [](const QString& path) {
            QStringList lines = boxLines(path, 1);
            for (QString& line : lines) // names were cleaned
                line = line.section(QLatin1Char(' '), -5);
            lines.sort();
            return lines;
        };
        QCOMPARE(edges(copy), edges(catalog));
    }
}

/// No photo's name reaches a format's writer as one that leads elsewhere.
void ExportSafetyTest::hostileNamesAreCleaned()
{
    ExportNames names;
    Photo photo;
    photo.format = QStringLiteral("jpeg");
    QSet<BytePath> seen;
    for (const QByteArray& name :
         {QByteArray("../../evil.jpg"), QByteArray("/etc/cron.d/evil.jpg"), QByteArray("..\\..\\evil.jpg"),
          QByteArray("nul\0.jpg", 8), QByteArray(".."), QByteArray("."), QByteArray(".jpg"),
          QByteArray("....jpg"), QByteArray("C:\\evil.jpg"), QByteArray(), QByteArray(5000, 'x'),
          QByteArray(" .jpg")}) {
        photo.id = PhotoId(photo.id.value() + 1);
        photo.name = name;
        const BytePath clean = names.nameFor(photo, false);
        QVERIFY2(!clean.contains('/') && !clean.contains('\\') && !clean.contains('\0'), clean);
        QVERIFY2(!clean.startsWith('.') && clean.endsWith(".jpg") && clean.size() < 255, clean);
        QVERIFY2(!seen.contains(withoutExtension(clean)), clean);
        seen.insert(withoutExtension(clean));
    }
}

void ExportSafetyTest::refusesNamesThatLeadOut()
{
    ByteFolder folder;
    const auto out = must(ExportFolder::open(folder.path("out"), true));
    const QStringList before = filesBelow(folder.path());
    for (const QByteArray& name :
         {QByteArray("../a"), QByteArray("/etc/a"), QByteArray("a/../../b"), QByteArray("a\0b", 3),
          QByteArray(), QByteArray("a/.."), QByteArray("a//b")}) {
        const auto refused = out->write(name, "x");
        QVERIFY2(!refused, name);
        QCOMPARE(refused.error().code, ErrorCode::BadInput);
    }
    QCOMPARE(filesBelow(folder.path()), before);
}

void ExportSafetyTest::classesOfLikeNamesStayApart()
{
    ByteFolder folder;
    const QStringList classes{QStringLiteral("a\\b"), QStringLiteral("a_b"), QStringLiteral(".."),
                              QStringLiteral("_..")};
    QByteArray table = "name,label\n";
    for (int i = 0; i < classes.size(); ++i) {
        const QByteArray name = QByteArray::number(i) + ".jpg";
        writeFile(folder.path("in/" + name), encoded(drawnPhoto(quint32(i))));
        table += name + ',' + classes[i].toUtf8() + '\n';
    }
    writeFile(folder.path("in/labels.csv"), table);
    const QString catalog = folder.file("a.creel");
    QCOMPARE(imported(catalog, "csv", folder.path("in")).labelsCreated.size(), classes.size());
    QVERIFY(exportTo(catalog, "imagefolder", folder.path("out/in")));
    QSet<QString> folders;
    for (const QString& file : filesBelow(folder.path("out"))) {
        QVERIFY2(file.startsWith(QLatin1String("in/")) && !file.contains(QLatin1Char('\\')),
                 qPrintable(file));
        folders.insert(file.section(QLatin1Char('/'), 0, 1));
    }
    QCOMPARE(folders.size(), 4);
}

QTEST_GUILESS_MAIN(ExportSafetyTest)
#include "tst_export_safety.moc"
