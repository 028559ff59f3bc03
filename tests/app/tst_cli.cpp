#include "tests/support/cli_catalog.h"
#include "tests/support/drawn_photo.h"

#include <QtTest>

using namespace creel;
using namespace creel::test;

/// The real program as a script uses it: help, exit codes and messages of every subcommand.
class CliTest : public QObject, protected CliCatalog
{
    Q_OBJECT

private Q_SLOTS:
    void init() { startAfresh(); }
    void helpNamesEveryCommand();
    void wrongUseEndsWithTwo_data();
    void wrongUseEndsWithTwo();
    void failureEndsWithOneAndSaysWhy_data();
    void failureEndsWithOneAndSaysWhy();
    void examinesTheMachine();
    void drawsAndImportsTheDemo();
    void noticesThatNobodyTookTheResults();
    void saysThatThereIsNoDisplay();
};

void CliTest::helpNamesEveryCommand()
{
    const ProgramRun help = runCreel({QStringLiteral("--help")});
    QCOMPARE(help.exitCode, 0);
    QStringList commands;
    static const QRegularExpression name(QStringLiteral("^  ([a-z][a-z-]+) "),
                                         QRegularExpression::MultilineOption);
    for (auto match = name.globalMatch(QString::fromUtf8(help.out.mid(help.out.indexOf("Subcommands:"))));
         match.hasNext();)
        commands.append(match.next().captured(1));
    for (const QString& command : words("import list label labels history undo redo check backup roots demo"))
        QVERIFY2(commands.contains(command), qPrintable(command));
    for (const QString& command : commands) {
        const ProgramRun own = runCreel({command, QStringLiteral("--help")});
        QCOMPARE(own.exitCode, 0);
        QVERIFY2(own.out.contains("--json") || own.out.contains("Subcommands:"), qPrintable(command));
    }
    const ProgramRun version = runCreel({QStringLiteral("--version")});
    QCOMPARE(version.exitCode, 0);
    QCOMPARE(version.out, QByteArray("creel " CREEL_VERSION "\n"));
}

void CliTest::wrongUseEndsWithTwo_data()
{
    QTest::addColumn<QString>("arguments");
    for (const char* arguments : {"improt",
                                  "list",
                                  "list --catalog",
                                  "list --catalog x.creel --nonsense",
                                  "list --catalog x.creel --state happy",
                                  "list --catalog x.creel --sort beauty",
                                  "import --catalog x.creel",
                                  "import --catalog x.creel . --labels some",
                                  "import --catalog x.creel . --map nonsense",
                                  "label --catalog x.creel --accept",
                                  "label --catalog x.creel --id 1",
                                  "label --catalog x.creel --id one --accept",
                                  "label --catalog x.creel --id 1 --accept --clear",
                                  "label --catalog x.creel --id 1 --reject boredom",
                                  "labels --catalog x.creel --rename one",
                                  "labels --catalog x.creel --add a --remove b",
                                  "history --catalog x.creel --id -3",
                                  "demo",
                                  "demo x --seed fish",
                                  "demo x --trout 1",
                                  "roots --catalog x.creel --relocate 1",
                                  "check",
                                  "undo",
                                  "undo --catalog x.creel redo --catalog x.creel"})
        QTest::newRow(arguments) << QString::fromUtf8(arguments);
}

void CliTest::wrongUseEndsWithTwo()
{
    QFETCH(QString, arguments);
    const ProgramRun result = runCreel(arguments.split(QLatin1Char(' ')));
    QVERIFY2(result.exitCode == 2, result.text().constData());
    QVERIFY(result.out.isEmpty());
    QVERIFY(!result.err.isEmpty());
}

void CliTest::failureEndsWithOneAndSaysWhy_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QStringList>("rest");
    QTest::addColumn<QByteArray>("reason");
    const auto row = [](const char* command, const QStringList& rest, const char* reason) {
        QTest::newRow(command + QByteArray(": ") + reason)
            << QString::fromUtf8(command) << rest << QByteArray(reason);
    };
    row("label", words("--id 99 --accept"), "no photo 99");
    row("label", words("--id 1 --set cutthroat"), "cutthroat. Add --create");
    row("list", words("--label cutthroat"), "cutthroat");
    row("labels", words("--add BROWN_TROUT"), "already");
    row("labels", {QStringLiteral("--add"), QStringLiteral("a/b")}, "cannot be a label");
    row("labels", words("--rename nobody somebody"), "nobody");
    row("labels", words("--rename brown_trout bull_trout"), "already");
    row("labels", words("--merge brown_trout brown_trout"), "itself");
    row("labels", words("--remove brown_trout"), "in use");
    row("labels", words("--colour brown_trout reddish"), "reddish");
    row("labels", words("--shortcut brown_trout 12"), "one digit");
    row("history", words("--id 99"), "no photo 99");
    row("roots", words("--relocate 9 /somewhere"), "no such root");
    row("roots", words("--relocate nine /somewhere"), "nine");
    row("import", words("/there/is/no/such/folder"), "/there/is/no/such/folder");
    row("backup", words("/there/is/no/such/folder/b.creel"), "/there/is/no/such/folder");
}

void CliTest::failureEndsWithOneAndSaysWhy()
{
    QFETCH(QString, command);
    QFETCH(QStringList, rest);
    QFETCH(QByteArray, reason);
    importFour();
    const QByteArray before = run(QStringLiteral("list")).out;
    const ProgramRun result = run(command, rest);
    QVERIFY2(result.exitCode == 1, result.text().constData());
    QVERIFY2(result.err.contains(reason), result.text().constData());
    QVERIFY(result.out.isEmpty());
    QCOMPARE(run(QStringLiteral("list")).out, before);
}

void CliTest::examinesTheMachine()
{
    importFour();
    QHash<QString, QString> findings;
    for (const QJsonObject& line : linesOf(QStringLiteral("doctor")))
        findings.insert(field(line, "check").toString(), field(line, "finding").toString());
    for (const char* key :
         {"Qt", "SQLite", "OpenCV", "Exiv2", "libheif", "formats", "cores", "catalog", "cache"})
        QVERIFY2(!findings.value(QLatin1String(key)).isEmpty(), key);
    QVERIFY(findings.value(QStringLiteral("formats")).contains(QStringLiteral("heic")));
    const ProgramRun none =
        runCreel({QStringLiteral("doctor"), QStringLiteral("--catalog"), m_folder->file("none.creel")});
    QCOMPARE(none.exitCode, 1);
    QVERIFY(none.out.contains("none.creel"));
    QVERIFY(!QFile::exists(m_folder->file("none.creel")));
}

void CliTest::drawsAndImportsTheDemo()
{
    const QString folder = m_folder->file("pond");
    const QStringList arguments{QStringLiteral("demo"),       folder,
                                QStringLiteral("--trout"),    QStringLiteral("10"),
                                QStringLiteral("--no-train"), QStringLiteral("--json")};
    const ProgramRun first = runCreel(arguments);
    QVERIFY2(first.exitCode == 0, first.text().constData());
    const QJsonObject found = first.lines().last();
    QCOMPARE(field(found, "catalog").toString(), folder + QStringLiteral("/pond.creel"));
    for (const char* key :
         {"files", "exact_duplicates", "near_duplicates", "mirrored_duplicates", "problems"}) {
        const QJsonObject score = field(found, key).toObject();
        QVERIFY2(field(score, "planted").toInt() > 0, key);
        QCOMPARE(field(score, "found"), field(score, "planted"));
    }
    QVERIFY(QFile::exists(folder + QStringLiteral("/truth.json")));
    QCOMPARE(runCreel(arguments).lines().last(), found); // opens the pond that is there
    writeFile(m_folder->path("mine/precious.txt"), "mine");
    const ProgramRun refused = runCreel({QStringLiteral("demo"), m_folder->file("mine")});
    QCOMPARE(refused.exitCode, 1);
    QVERIFY2(refused.err.contains("not empty"), refused.err.constData());
}

void CliTest::noticesThatNobodyTookTheResults()
{
    importFour();
    const ProgramRun result =
        runCreel({QStringLiteral("list"), QStringLiteral("--catalog"), catalog()}, {},
                 [](QProcess& process) { process.setStandardOutputFile(QStringLiteral("/dev/full")); });
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.err.contains("standard output"), result.err.constData());
}

void CliTest::saysThatThereIsNoDisplay()
{
    importFour();
    const ProgramRun result = runCreel({catalog()}, {}, [](QProcess& process) {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
            environment.remove(QLatin1String(name));
        process.setProcessEnvironment(environment);
    });
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.err.contains("no display"), result.err.constData());
}

QTEST_GUILESS_MAIN(CliTest)
#include "tst_cli.moc"
