#include "tests/support/cli_catalog.h"
#include "tests/support/dataset_io.h"
#include "tests/support/drawn_photo.h"

#include <QThread>
#include <QtTest>

#include <csignal>
#include <filesystem>

using namespace creel;
using namespace creel::test;

namespace {

constexpr int photoCount = 300;

/// What lies in the folder and is no work in progress, which is hidden.
QStringList finishedFiles(const BytePath& folder)
{
    QStringList files = filesBelow(folder);
    files.removeIf([](const QString& file) { return file.startsWith(QLatin1String(".creel-export-")); });
    return files;
}

} // namespace

/// `creel export` as a script uses it, and stops it.
class ExportCliTest : public QObject, protected CliCatalog
{
    Q_OBJECT

private Q_SLOTS:
    void init() { startAfresh(); }
    void exportsAndSaysSo();
    void helpTellsEveryFormat();
    void linksInsteadOfCopying();
    void keepsTrainAndTestApart();
    void replacesOnlyWhenTold();
    void mapsClassesToLabels();
    void listsWhatIsMalformed();
    void stopsOnCtrlCWithoutATrace();
    void killedExportLeavesNoHalfFile();

private:
    BytePath out() const { return m_folder->path("out"); }
    void importMany() const;
    /// Starts an export that takes seconds, as it turns every photo, and returns when it has written some.
    void startExport(QProcess& process) const;
};

void ExportCliTest::importMany() const
{
    const QByteArray photo = withMetadata(encoded(drawnPhoto(1, QSize(1200, 900))),
                                          {{"Exif.Image.Orientation", "6"},
                                           {"Exif.GPSInfo.GPSLatitudeRef", "N"},
                                           {"Exif.GPSInfo.GPSLatitude", "46/1 30/1 0/1"}});
    for (int i = 0; i < photoCount; ++i) // bytes after the end make every file another one
        writeFile(photos("trout/" + QByteArray::number(i) + ".jpg"), photo + QByteArray::number(i));
    linesOf(QStringLiteral("import"), {displayPath(photos())});
}

void ExportCliTest::startExport(QProcess& process) const
{
    prepareCreel(process, words("export --format yolo --strip-gps --upright --catalog") +
                              QStringList{catalog(), displayPath(out())});
    process.start();
    QVERIFY(process.waitForStarted());
    while (process.state() == QProcess::Running && filesBelow(out()).size() < 10)
        process.waitForFinished(1);
}

void ExportCliTest::exportsAndSaysSo()
{
    importFour();
    const QJsonObject summary =
        linesOf(QStringLiteral("export"), words("--format csv") + QStringList(displayPath(out()))).last();
    QCOMPARE(field(summary, "photos").toInt(), 4);
    QVERIFY(bytesOf(joinPath(out(), "labels.csv")).contains("1.jpg,brown_trout\n"));
    const ProgramRun again =
        run(QStringLiteral("export"), words("--format csv") + QStringList(displayPath(out())));
    QCOMPARE(again.exitCode, 1);
    QVERIFY2(again.err.contains("is there already"), again.text().constData());
    QCOMPARE(
        run(QStringLiteral("export"), words("--format nonsense") + QStringList(displayPath(out()))).exitCode,
        2);
}

void ExportCliTest::helpTellsEveryFormat()
{
    for (const char* command : {"import", "export"}) {
        const ProgramRun help = runCreel({QLatin1String(command), QStringLiteral("--help")});
        QCOMPARE(help.exitCode, 0);
        for (const AnnotationFormat* format : annotationFormats())
            QVERIFY2(help.out.contains(format->name().toUtf8()), help.text().constData());
    }
}

void ExportCliTest::linksInsteadOfCopying()
{
    importFour();
    namespace fs = std::filesystem;
    const fs::path original = photos("brown trout/1.jpg").toStdString();
    const auto exported = [&](const char* link) {
        const BytePath folder = m_folder->path(link);
        linesOf(QStringLiteral("export"),
                words("--format csv --link") + QStringList{QLatin1String(link), displayPath(folder)});
        return fs::path(joinPath(folder, "images/1.jpg").toStdString());
    };
    QVERIFY(fs::is_symlink(exported("sym")));
    QVERIFY(fs::equivalent(m_folder->path("sym/images/1.jpg").toStdString(), original));
    const fs::path hard = exported("hard");
    QVERIFY(!fs::is_symlink(hard) && fs::equivalent(hard, original));
    const fs::path copy = exported("copy");
    QVERIFY(fs::exists(copy) && !fs::equivalent(copy, original));
    QVERIFY(!fs::exists(exported("none")));
    QCOMPARE(run(QStringLiteral("export"),
                 words("--format csv --link hop") + QStringList(displayPath(m_folder->path("hop"))))
                 .exitCode,
             2);
}

void ExportCliTest::keepsTrainAndTestApart()
{
    importFour();
    const QStringList split = words("--format csv --split") + QStringList(displayPath(out()));
    const ProgramRun refused = run(QStringLiteral("export"), split);
    QCOMPARE(refused.exitCode, 1);
    QVERIFY2(refused.err.contains("not split"), refused.text().constData());
    writeFile(photos("parts.csv"), "name,label,split\n1.jpg,brown_trout,train\n2.jpg,brown_trout,test\n"
                                   "3.jpg,bull_trout,valid\n");
    const QStringList import =
        words("--annotations csv --split") + QStringList(displayPath(photos("parts.csv")));
    QCOMPARE(field(linesOf(QStringLiteral("import"), import).last(), "parts_given").toInt(), 3);
    QCOMPARE(field(linesOf(QStringLiteral("export"), split).last(), "photos").toInt(), 3);
    QCOMPARE(bytesOf(joinPath(out(), "labels.csv")),
             QByteArray("name,label,is_valid\n1.jpg,brown_trout,False\n3.jpg,bull_trout,True\n"));
    QCOMPARE(bytesOf(joinPath(out(), "test.csv")), QByteArray("name,label\n2.jpg,brown_trout\n"));
}

void ExportCliTest::replacesOnlyWhenTold()
{
    importFour();
    writeFile(photos("first.csv"), "name,label\n1.jpg,brown_trout\n");
    writeFile(photos("second.csv"), "name,label\n1.jpg,bull_trout\n");
    const auto import = [&](const char* file, const char* options) {
        return linesOf(QStringLiteral("import"),
                       words("--annotations csv") + words(options) + QStringList(displayPath(photos(file))));
    };
    QCOMPARE(field(import("first.csv", "--create-labels").last(), "photos_labelled").toInt(), 1);
    const auto kept = import("second.csv", "--create-labels");
    QCOMPARE(field(kept.last(), "labels_in_conflict").toInt(), 1);
    QVERIFY(field(kept.first(), "conflict").toBool());
    QCOMPARE(field(photo(1), "label").toString(), QStringLiteral("brown_trout"));
    const auto replaced = import("second.csv", "--create-labels --replace");
    QCOMPARE(field(replaced.last(), "labels_replaced").toInt(), 1);
    QCOMPARE(field(replaced.first(), "finding").toString(), QStringLiteral("note"));
    QCOMPARE(field(photo(1), "label").toString(), QStringLiteral("bull_trout"));
    QCOMPARE(run(QStringLiteral("undo")).exitCode, 0);
    QCOMPARE(field(photo(1), "label").toString(), QStringLiteral("brown_trout"));
}

void ExportCliTest::mapsClassesToLabels()
{
    writeFile(photos("a.jpg"), encoded(drawnPhoto(1, QSize(100, 50))));
    writeFile(photos("a.txt"), "0 0.5 0.5 0.2 0.4\n1 0.2 0.2 0.1 0.1\n2 0.8 0.8 0.1 0.1\n");
    writeFile(photos("classes.txt"), "bachforelle\nhecht\nmuell\n");
    const QStringList yolo = words("--annotations yolo") + QStringList(displayPath(photos()));
    const ProgramRun refused = run(QStringLiteral("import"), yolo);
    QCOMPARE(refused.exitCode, 1);
    QVERIFY2(refused.err.contains("bachforelle, hecht, muell"), refused.text().constData());
    QVERIFY(linesOf(QStringLiteral("labels")).isEmpty());
    const QJsonObject summary =
        linesOf(QStringLiteral("import"),
                yolo + words("--create-labels --map bachforelle=brown_trout --map muell="))
            .last();
    QCOMPARE(field(summary, "boxes_added").toInt(), 2);
    QVERIFY(!label(QStringLiteral("brown_trout")).isEmpty());
    QVERIFY(!label(QStringLiteral("hecht")).isEmpty());
    QCOMPARE(linesOf(QStringLiteral("labels")).size(), 2);
}

void ExportCliTest::listsWhatIsMalformed()
{
    writeFile(photos("a.jpg"), encoded(drawnPhoto(1, QSize(100, 50))));
    writeFile(photos("a.txt"), "0 0.5 0.5 0.2 0.4\nnonsense\n0 0.5 0.5 0 0.4\n");
    writeFile(photos("classes.txt"), "trout\n");
    const ProgramRun done = run(QStringLiteral("import"), words("--annotations yolo --create-labels") +
                                                              QStringList(displayPath(photos())));
    QCOMPARE(done.exitCode, 0);
    QVERIFY2(done.out.contains("\"line\":2") && done.out.contains("\"line\":3"), done.text().constData());
    QVERIFY2(done.out.contains(photos("a.txt")), done.text().constData());
    QCOMPARE(field(done.lines().last(), "boxes_added").toInt(), 1);
}

void ExportCliTest::stopsOnCtrlCWithoutATrace()
{
    importMany();
    QProcess process;
    startExport(process);
    QVERIFY(sendSignal(process, SIGINT));
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 1);
    QVERIFY(!std::filesystem::exists(out().toStdString()));
}

void ExportCliTest::killedExportLeavesNoHalfFile()
{
    importMany();
    QProcess process;
    startExport(process);
    process.kill();
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitStatus(), QProcess::CrashExit);
    QVERIFY(!filesBelow(out()).isEmpty()); // it was on the way
    QCOMPARE(finishedFiles(out()), QStringList());
    // The next export clears that away.
    linesOf(QStringLiteral("export"), words("--format yolo --strip-gps") + QStringList(displayPath(out())));
    QCOMPARE(filesBelow(out()).size(), 2 * photoCount + 2);
    QCOMPARE(finishedFiles(out()).size(), 2 * photoCount + 2);
}

QTEST_GUILESS_MAIN(ExportCliTest)
#include "tst_export_cli.moc"
