#include "core/catalog/job_store.h"
#include "core/exchange/import_annotations.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/cli_catalog.h"
#include "tests/support/drawn_photo.h"

#include <QFileInfo>
#include <QSet>
#include <QtTest>

#include <csignal>

using namespace creel;
using namespace creel::test;

/// `creel import` as a script uses it.
class ImportCliTest : public QObject, protected CliCatalog
{
    Q_OBJECT

private Q_SLOTS:
    void init() { startAfresh(); }
    void importsFoldersAsLabels();
    void importsWithoutLabelsAndWithAMapping();
    void importsAgainWithoutWork();
    void makesNoCatalogForAMistypedFolder();
    void namesFilesThatBecameNoPhotos();
    void stopsImportingOnCtrlC();
    void keepsNamesThatAreNoText();
    void findsTheFormatOfAnnotationsOut();
    void dryRunSaysWhatWouldComeIn();
    void killedImportOfAnnotationsIsTakenUpAgain();
};

void ImportCliTest::importsFoldersAsLabels()
{
    importFour();
    QCOMPARE(field(label(QStringLiteral("brown_trout")), "photos").toInt(), 2);
    QCOMPARE(field(label(QStringLiteral("bull_trout")), "photos").toInt(), 2);
}

void ImportCliTest::importsWithoutLabelsAndWithAMapping()
{
    writeFile(photos("one/1.jpg"), encoded(drawnPhoto(1)));
    writeFile(photos("two/2.jpg"), encoded(drawnPhoto(2)));
    const QString folder = displayPath(photos());
    linesOf(QStringLiteral("import"), {folder, QStringLiteral("--labels"), QStringLiteral("none")});
    QVERIFY(linesOf(QStringLiteral("labels")).isEmpty());
    linesOf(QStringLiteral("import"), {folder, QStringLiteral("--map"), QStringLiteral("one=rainbow"),
                                       QStringLiteral("--map"), QStringLiteral("two=")});
    const auto labels = linesOf(QStringLiteral("labels"));
    QCOMPARE(labels.size(), 1);
    QCOMPARE(field(labels.first(), "name").toString(), QStringLiteral("rainbow"));
    QCOMPARE(field(labels.first(), "photos").toInt(), 1);
}

void ImportCliTest::importsAgainWithoutWork()
{
    importFour();
    const QJsonObject summary = linesOf(QStringLiteral("import"), {displayPath(photos())}).last();
    QCOMPARE(field(summary, "imported").toInt(), 0);
    QCOMPARE(field(summary, "unchanged").toInt(), 4);
}

void ImportCliTest::makesNoCatalogForAMistypedFolder()
{
    const ProgramRun result = run(QStringLiteral("import"), {m_folder->file("pohtos")});
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.err.contains("pohtos"), result.err.constData());
    QVERIFY(!QFile::exists(catalog()));
}

void ImportCliTest::namesFilesThatBecameNoPhotos()
{
    writeFile(photos("a/good.jpg"), encoded(drawnPhoto(1)));
    writeFile(photos("a/copy.jpg"), encoded(drawnPhoto(1)));
    writeFile(photos("a/empty.jpg"), "");
    writeFile(photos("a/page.jpg"), "<!DOCTYPE html><html><body>Not found</body></html>");
    writeFile(photos("a/Thumbs.db"), "something");
    const auto lines = linesOf(QStringLiteral("import"), {displayPath(photos())});
    QSet<QString> named;
    for (const QJsonObject& line : lines.mid(0, lines.size() - 1)) {
        QVERIFY(!field(line, "reason").toString().isEmpty());
        named.insert(field(line, "outcome").toString() + QLatin1Char(' ') +
                     field(line, "file").toString().section(QLatin1Char('/'), -1));
    }
    QCOMPARE(named, (QSet<QString>{QStringLiteral("problem empty.jpg"), QStringLiteral("problem page.jpg"),
                                   QStringLiteral("ignored Thumbs.db")}));
    const QJsonObject summary = lines.last();
    QCOMPARE(field(summary, "imported").toInt(), 2);
    QCOMPARE(field(summary, "problems").toInt(), 2);
    QCOMPARE(field(summary, "ignored").toInt(), 1);
    QCOMPARE(field(summary, "exact_duplicates").toInt(), 1);
    for (const char* key : {"updated", "unchanged", "near_groups", "seconds"})
        QVERIFY2(field(summary, key).isDouble(), key);
}

void ImportCliTest::stopsImportingOnCtrlC()
{
    const QByteArray large = encoded(drawnPhoto(1, QSize(2400, 1800)));
    constexpr int count = 300;
    for (int i = 0; i < count; ++i) // bytes after the end make every file another one
        writeFile(photos("a/" + QByteArray::number(i) + ".jpg"), large + QByteArray::number(i));
    QProcess process;
    prepareCreel(process,
                 {QStringLiteral("import"), QStringLiteral("--catalog"), catalog(), displayPath(photos())});
    process.setReadChannel(QProcess::StandardError);
    process.start();
    QByteArray err;
    while (!err.contains("Reading photos") && process.waitForReadyRead(60'000))
        err += process.readAllStandardError();
    QVERIFY2(sendSignal(process, SIGINT), err.constData());
    QVERIFY(process.waitForFinished(60'000));
    err += process.readAllStandardError();
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QVERIFY2(process.exitCode() == 1, err.constData());
    QVERIFY2(err.contains("importing again"), err.constData());
    QVERIFY(linesOf(QStringLiteral("list")).size() < count);
    linesOf(QStringLiteral("import"), {displayPath(photos())});
    QCOMPARE(linesOf(QStringLiteral("list")).size(), count);
    QCOMPARE(run(QStringLiteral("check")).exitCode, 0);
}

void ImportCliTest::keepsNamesThatAreNoText()
{
    const BytePath folder = photos("br\xe9"
                                   "me");
    writeFile(folder + "/caf\xe9.jpg", encoded(drawnPhoto(1)));
    // A shell hands the bytes over; QProcess would spell them anew.
    QProcess shell;
    shell.setProgram(QStringLiteral("/bin/sh"));
    shell.setArguments(
        {QStringLiteral("-c"),
         QStringLiteral("exec \"$0\" import --catalog \"$1\" --json \"$2/$(printf 'br\\351me')\""),
         QStringLiteral(CREEL_PROGRAM), catalog(), displayPath(photos())});
    shell.start();
    QVERIFY(shell.waitForFinished());
    QVERIFY2(shell.exitCode() == 0, shell.readAllStandardError().constData());
    const QJsonObject line = photo(1);
    QCOMPARE(QByteArray::fromHex(field(line, "path_hex").toString().toLatin1()), QByteArray("caf\xe9.jpg"));
    QCOMPARE(QByteArray::fromHex(field(line, "root_hex").toString().toLatin1()), folder);
}

void ImportCliTest::findsTheFormatOfAnnotationsOut()
{
    writeFile(photos("a.jpg"), encoded(drawnPhoto(1, QSize(100, 50))));
    writeFile(photos("boxes.csv"), "a.jpg,10,5,40,25,trout\n");
    const QStringList automatic =
        words("--annotations auto --create-labels") + QStringList(displayPath(photos()));
    const QJsonObject summary = linesOf(QStringLiteral("import"), automatic).last();
    QCOMPARE(field(summary, "format").toString(), QStringLiteral("retinanet"));
    QCOMPARE(field(summary, "boxes_added").toInt(), 1);
    const BytePath empty = m_folder->path("empty");
    writeFile(joinPath(empty, "a.txt"), "nothing\n");
    const ProgramRun refused =
        run(QStringLiteral("import"), words("--annotations auto") + QStringList(displayPath(empty)));
    QCOMPARE(refused.exitCode, 1);
    QVERIFY2(refused.err.contains("no annotations of a format that Creel knows"), refused.text().constData());
}

void ImportCliTest::dryRunSaysWhatWouldComeIn()
{
    writeFile(photos("a.jpg"), encoded(drawnPhoto(1, QSize(100, 50))));
    writeFile(photos("a.txt"), "0 0.5 0.5 0.2 0.4\nnonsense\n1 0.2 0.2 0.1 0.1\n");
    writeFile(photos("classes.txt"), "trout\nmud\n");
    const QStringList dry =
        words("--annotations auto --dry-run --map mud=") + QStringList(displayPath(photos()));
    const ProgramRun unknown = run(QStringLiteral("import"), dry);
    QCOMPARE(unknown.exitCode, 1); // as the import would
    QVERIFY2(unknown.err.contains("--create-labels"), unknown.text().constData());
    QVERIFY2(unknown.out.contains("\"class\":\"trout\""),
             unknown.text().constData()); // but it says what there is
    QVERIFY(!QFileInfo::exists(catalog()));
    const auto lines = linesOf(QStringLiteral("import"), dry + words("--create-labels"));
    QCOMPARE(field(lines.first(), "finding").toString(), QStringLiteral("left_out"));
    QCOMPARE(field(lines.first(), "line").toInt(), 2);
    QCOMPARE(field(lines[1], "label").toString(), QStringLiteral("trout"));
    QVERIFY(field(lines[1], "new").toBool());
    QVERIFY(field(lines[2], "label").isNull());
    QVERIFY(field(lines.last(), "dry_run").toBool());
    QCOMPARE(field(lines.last(), "boxes_added").toInt(), 1);
    QCOMPARE(field(lines.last(), "photos_imported").toInt(), 1);
    QVERIFY(!QFileInfo::exists(catalog()));
    const ProgramRun text =
        runCreel(words("import --catalog") + QStringList(catalog()) + dry + words("--create-labels"));
    QVERIFY2(text.out.contains("Nothing was written"), text.text().constData());
    const auto done =
        linesOf(QStringLiteral("import"),
                words("--annotations yolo --create-labels --map mud=") + QStringList(displayPath(photos())));
    QCOMPARE(field(done.last(), "boxes_added").toInt(), 1);
}

void ImportCliTest::killedImportOfAnnotationsIsTakenUpAgain()
{
    const QByteArray large = encoded(drawnPhoto(1, QSize(2400, 1800)));
    constexpr int count = 200;
    QByteArray boxes;
    for (int i = 0; i < count; ++i) {
        const QByteArray name = QByteArray::number(i) + ".jpg";
        writeFile(photos(name), large + QByteArray::number(i));
        boxes += name + ",10,20,300,400,trout\n";
    }
    writeFile(photos("boxes.csv"), boxes);
    const QStringList command =
        words("--annotations auto --create-labels") + QStringList(displayPath(photos()));
    QProcess process;
    prepareCreel(process,
                 QStringList{QStringLiteral("import"), QStringLiteral("--catalog"), catalog()} + command);
    process.setReadChannel(QProcess::StandardError);
    process.start();
    QByteArray err;
    while (!err.contains("Reading photos") && process.waitForReadyRead(60'000))
        err += process.readAllStandardError();
    process.kill();
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitStatus(), QProcess::CrashExit);
    QCOMPARE(run(QStringLiteral("check")).exitCode, 0);
    const auto unfinished = [this] {
        const auto connection = must(openCatalog(catalog(), Connection::Access::ReadOnly));
        return must(JobStore(*connection).interrupted());
    };
    const auto isOfAnnotations = [](const JobRecord& job) {
        return job.kind == annotationJobKind;
    };
    const QList<JobRecord> left = unfinished();
    const auto job = std::ranges::find_if(left, isOfAnnotations);
    QVERIFY(job != left.end()); // the window offers it
    const AnnotationImport again = annotationImportFromJson(job->parameters);
    QCOMPARE(again.path, photos());
    QCOMPARE(field(linesOf(QStringLiteral("import"), command).last(), "boxes_added").toInt(), count);
    const QList<JobRecord> after = unfinished();
    QVERIFY(std::ranges::none_of(after, isOfAnnotations));
    QCOMPARE(run(QStringLiteral("check")).exitCode, 0);
}

QTEST_GUILESS_MAIN(ImportCliTest)
#include "tst_import_cli.moc"
