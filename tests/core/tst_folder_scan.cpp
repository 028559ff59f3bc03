#include "core/ingest/folder_scan.h"

#include "tests/support/byte_folder.h"
#include "tests/support/drawn_photo.h"
#include "tests/support/odd_files.h"

#include <QTest>

#include <map>

#include <sys/stat.h>
#include <unistd.h>

using namespace creel;
using namespace creel::test;

namespace {

FolderScan scanned(const QList<BytePath>& paths)
{
    auto scan = scanFolders(paths, {});
    if (!scan)
        qFatal("%s", qPrintable(scan.error().message));
    return std::move(*scan);
}

/// Paths below `base` with what the scan says about them: "photo", "photo dangling_link" or "ignored".
std::map<BytePath, BytePath> outcomes(const FolderScan& scan, const BytePath& base)
{
    std::map<BytePath, BytePath> map;
    const auto add = [&](const BytePath& path, const BytePath& outcome) {
        if (!map.emplace(path.mid(base.size() + 1), outcome).second)
            qFatal("%s came twice", path.constData());
    };
    for (const ScannedFolder& folder : scan.folders) {
        for (const ScannedFile& file : folder.files)
            add(joinPath(folder.path, file.name),
                BytePath("photo " + problemName(file.problem).toUtf8()).trimmed());
    }
    for (const IgnoredFile& file : scan.ignored) {
        add(file.path, "ignored");
        if (file.reason.isEmpty())
            qFatal("%s is ignored without a reason", file.path.constData());
    }
    return map;
}

void makeLink(const BytePath& target, const BytePath& path)
{
    if (::symlink(target.constData(), path.constData()) != 0)
        qFatal("cannot link %s", path.constData());
}

using Outcomes = std::map<BytePath, BytePath>;

} // namespace

class FolderScanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsPhotosFromEverythingElse();
    void listsFoldersInOrderWithSizesAndTimes();
    void followsLinksOnceAndNeverInALoop();
    void takesLinksToOutsideOnce();
    void neverLeavesUpwardThroughALink();
    void takesSingleFiles();
    void meetsOverlappingFoldersOnce();
    void reportsWhatIsNotThere();
    void stopsWhenAsked();
    void accountsForEveryOddFile();
};

void FolderScanTest::tellsPhotosFromEverythingElse()
{
    const ByteFolder folder;
    const QByteArray photo = encoded(drawnPhoto(1, QSize(32, 32)));
    for (const char* name :
         {"a.jpg", "B.JPEG", "no_extension", "strange.xyz", "\xff\xfe.png", "deep/er/c.webp"})
        writeFile(folder.path(name), photo);
    for (const char* name : {"a.json", "a.jpg.part", ".hidden.jpg", "._a.jpg", ".DS_Store", "Thumbs.db",
                             "desktop.ini", "notes.txt", "raw.NEF", ".git/x.jpg"})
        writeFile(folder.path(name), photo);
    writeFile(folder.path("empty.jpg"), "");
    writeFile(folder.path("empty"), "");
    writeFile(folder.path("text"), "just text");
    ::mkdir(folder.path("directory.jpg").constData(), 0700);
    ::mkfifo(folder.path("pipe.jpg").constData(), 0600);
    ::mkfifo(folder.path("pipe").constData(), 0600);
    QCOMPARE(outcomes(scanned({folder.path()}), folder.path()),
             (Outcomes{{"a.jpg", "photo"},         {"B.JPEG", "photo"},
                       {"no_extension", "photo"},  {"strange.xyz", "photo"},
                       {"\xff\xfe.png", "photo"},  {"deep/er/c.webp", "photo"},
                       {"empty.jpg", "photo"},     {"pipe.jpg", "photo special_file"},
                       {"a.json", "ignored"},      {"a.jpg.part", "ignored"},
                       {".hidden.jpg", "ignored"}, {"._a.jpg", "ignored"},
                       {".DS_Store", "ignored"},   {"Thumbs.db", "ignored"},
                       {"desktop.ini", "ignored"}, {"notes.txt", "ignored"},
                       {"raw.NEF", "ignored"},     {".git", "ignored"},
                       {"empty", "ignored"},       {"text", "ignored"},
                       {"pipe", "ignored"}}));
}

void FolderScanTest::listsFoldersInOrderWithSizesAndTimes()
{
    const ByteFolder folder;
    for (const char* name : {"b/2.jpg", "b/1.jpg", "a/3.jpg", "4.jpg"})
        writeFile(folder.path(name), "12345");
    const FolderScan scan = scanned({folder.path()});
    QList<BytePath> order;
    for (const ScannedFolder& inner : scan.folders) {
        QCOMPARE(inner.top, folder.path());
        for (const ScannedFile& file : inner.files) {
            order.append(joinPath(inner.path, file.name).mid(folder.path().size() + 1));
            QCOMPARE(file.size, 5);
            QVERIFY(file.mtime > qint64(1'600'000'000) * 1'000'000'000);
        }
    }
    QCOMPARE(order, (QList<BytePath>{"4.jpg", "a/3.jpg", "b/1.jpg", "b/2.jpg"}));
    QCOMPARE(scan.fileCount(), 4);
}

void FolderScanTest::followsLinksOnceAndNeverInALoop()
{
    const ByteFolder folder;
    writeFile(folder.path("z/a.jpg"), "x");
    makeLink(".", folder.path("loop"));
    makeLink("../..", folder.path("z/up"));
    makeLink("z", folder.path("again"));
    makeLink("z/a.jpg", folder.path("again.jpg"));
    makeLink("ring2", folder.path("ring1"));
    makeLink("ring1", folder.path("ring2"));
    makeLink("ring.jpg", folder.path("ring.jpg"));
    makeLink("nowhere.jpg", folder.path("dangling.jpg"));
    makeLink("nowhere", folder.path("dangling"));
    QCOMPARE(outcomes(scanned({folder.path()}), folder.path()),
             (Outcomes{{"z/a.jpg", "photo"},
                       {"loop", "ignored"},
                       {"z/up", "ignored"},
                       {"again", "ignored"},
                       {"again.jpg", "ignored"},
                       {"ring1", "ignored"},
                       {"ring2", "ignored"},
                       {"ring.jpg", "photo dangling_link"},
                       {"dangling.jpg", "photo dangling_link"},
                       {"dangling", "ignored"}}));
}

void FolderScanTest::takesLinksToOutsideOnce()
{
    const ByteFolder outside;
    writeFile(outside.path("files/a.jpg"), "x");
    writeFile(outside.path("folder/b.jpg"), "x");
    makeLink(".", outside.path("folder/loop"));
    const ByteFolder folder;
    makeLink(outside.path("files/a.jpg"), folder.path("1.jpg"));
    makeLink(outside.path("files/a.jpg"), folder.path("2.jpg"));
    makeLink(outside.path("folder"), folder.path("linked"));
    makeLink(outside.path("folder"), folder.path("linked2"));
    QCOMPARE(outcomes(scanned({folder.path()}), folder.path()), (Outcomes{{"1.jpg", "photo"},
                                                                          {"2.jpg", "ignored"},
                                                                          {"linked/b.jpg", "photo"},
                                                                          {"linked/loop", "ignored"},
                                                                          {"linked2", "ignored"}}));
}

void FolderScanTest::neverLeavesUpwardThroughALink()
{
    const ByteFolder folder;
    writeFile(folder.path("top/inner/a.jpg"), "x");
    writeFile(folder.path("other/b.jpg"), "x");
    makeLink(folder.path(), folder.path("top/inner/above"));
    const BytePath top = folder.path("top");
    QCOMPARE(outcomes(scanned({top}), top), (Outcomes{{"inner/a.jpg", "photo"}, {"inner/above", "ignored"}}));
}

void FolderScanTest::takesSingleFiles()
{
    const ByteFolder folder;
    for (const char* name : {"a.jpg", "b.jpg", "c.txt"})
        writeFile(folder.path(name), "x");
    const FolderScan scan = scanned({folder.path("a.jpg"), folder.path("a.jpg"), folder.path("c.txt")});
    QCOMPARE(outcomes(scan, folder.path()), (Outcomes{{"a.jpg", "photo"}, {"c.txt", "ignored"}}));
    QVERIFY(scan.tops.empty()); // b.jpg was not searched for
    QCOMPARE(outcomes(scanned({folder.path("a.jpg"), folder.path()}), folder.path()).size(), size_t(3));
}

void FolderScanTest::meetsOverlappingFoldersOnce()
{
    const ByteFolder folder;
    writeFile(folder.path("in/a.jpg"), "x");
    writeFile(folder.path("b.jpg"), "x");
    const Outcomes expected{{"in/a.jpg", "photo"}, {"b.jpg", "photo"}};
    QCOMPARE(outcomes(scanned({folder.path(), folder.path("in")}), folder.path()), expected);
    QCOMPARE(outcomes(scanned({folder.path("in"), folder.path()}), folder.path()), expected);
    QCOMPARE(outcomes(scanned({folder.path() + "/", folder.path("in/..")}), folder.path()), expected);
}

void FolderScanTest::reportsWhatIsNotThere()
{
    const ByteFolder folder;
    const auto scan = scanFolders({folder.path("nowhere")}, {});
    QCOMPARE(scan.error().code, ErrorCode::NotFound);
    QVERIFY(scan.error().message.contains(QStringLiteral("nowhere")));
}

void FolderScanTest::stopsWhenAsked()
{
    const ByteFolder folder;
    const CancelToken token;
    token.cancel();
    QCOMPARE(scanFolders({folder.path()}, token).error().code, ErrorCode::Cancelled);
}

void FolderScanTest::accountsForEveryOddFile()
{
    CREEL_NEEDS_ODD_FILES(odd);
    const Outcomes found = outcomes(scanned({odd.folder()}), odd.folder());
    size_t onDisk = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(odd.folder().toStdString()))
        onDisk += !entry.is_directory() || entry.is_symlink();
    QCOMPARE(found.size(), onDisk);
    for (const char* name :
         {".DS_Store", "._resource.jpg", "Thumbs.db", "x.jpg.part", "loop_dir", "symlink.jpg"})
        QCOMPARE(found.at(name), BytePath("ignored"));
    QCOMPARE(std::ranges::count_if(found, [](const auto& item) { return item.second == "ignored"; }), 6);
    QCOMPARE(found.at("dangling_symlink.jpg"), BytePath("photo dangling_link"));
}

QTEST_GUILESS_MAIN(FolderScanTest)
#include "tst_folder_scan.moc"
