#include "tests/support/byte_folder.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/creel_program.h"
#include "tests/support/drawn_photo.h"

#include <QSet>
#include <QtTest>

#include <csignal>

using namespace creel;
using namespace creel::test;

/// The real program as a script uses it: results, exit codes and messages of every subcommand.
class CliTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void helpNamesEveryCommand();
    void wrongUseEndsWithTwo_data();
    void wrongUseEndsWithTwo();
    void failureEndsWithOneAndSaysWhy_data();
    void failureEndsWithOneAndSaysWhy();
    void importsFoldersAsLabels();
    void importsWithoutLabelsAndWithAMapping();
    void importsAgainWithoutWork();
    void namesFilesThatBecameNoPhotos();
    void stopsImportingOnCtrlC();
    void listsOneObjectAPhoto();
    void filtersTheList_data();
    void filtersTheList();
    void keepsNamesThatAreNoText();
    void labelsManyAsOneStep();
    void labelsLineByLineFromStandardInput();
    void stopsTheStreamAtAnUnknownPhoto();
    void makesALabelOnlyWhenTold();
    void rejectsAndClears();
    void changesLabels();
    void undoesAndRedoes();
    void printsHistory();
    void checksTheCatalog();
    void writesBackups();
    void relocatesARoot();
    void examinesTheMachine();
    void drawsAndImportsTheDemo();
    void noticesThatNobodyTookTheResults();
    void saysThatThereIsNoDisplay();

private:
    BytePath photos(const BytePath& name = {}) const { return joinPath(m_folder->path("photos"), name); }
    QString catalog() const { return m_folder->file("test.creel"); }
    /// `creel COMMAND --catalog … --json REST`
    ProgramRun run(const QString& command, const QStringList& rest = {}, const QByteArray& input = {}) const;
    /// The same, which must work.
    QList<QJsonObject> linesOf(const QString& command, const QStringList& rest = {},
                               const QByteArray& input = {}) const;
    /// Four photos, two of brown_trout and two of bull_trout.
    void importFour() const;
    QJsonObject photo(qint64 id) const;
    QJsonObject label(const QString& name) const;

    std::unique_ptr<ByteFolder> m_folder;
};

namespace {

QStringList words(const char* text)
{
    return QString::fromUtf8(text).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

QJsonValue field(const QJsonObject& object, const char* key)
{
    return object.value(QLatin1String(key));
}

} // namespace

void CliTest::init()
{
    m_folder = std::make_unique<ByteFolder>();
}

ProgramRun CliTest::run(const QString& command, const QStringList& rest, const QByteArray& input) const
{
    return runCreel(
        QStringList{command, QStringLiteral("--catalog"), catalog(), QStringLiteral("--json")} + rest, input);
}

QList<QJsonObject> CliTest::linesOf(const QString& command, const QStringList& rest,
                                    const QByteArray& input) const
{
    const ProgramRun result = run(command, rest, input);
    if (result.exitCode != 0)
        qFatal("creel %s failed: %s", qPrintable(command), result.text().constData());
    return result.lines();
}

void CliTest::importFour() const
{
    writeFile(photos("brown trout/1.jpg"), encoded(drawnPhoto(1)));
    writeFile(photos("brown trout/2.jpg"),
              withMetadata(encoded(drawnPhoto(2)), {{"Exif.Photo.DateTimeOriginal", "2021:06:05 07:08:09"},
                                                    {"Exif.GPSInfo.GPSLatitudeRef", "N"},
                                                    {"Exif.GPSInfo.GPSLatitude", "46/1 30/1 0/1"},
                                                    {"Exif.GPSInfo.GPSLongitudeRef", "W"},
                                                    {"Exif.GPSInfo.GPSLongitude", "110/1 15/1 0/1"}}));
    writeFile(photos("bull trout/3.jpg"), encoded(drawnPhoto(3)));
    writeFile(photos("bull trout/4.png"), encoded(drawnPhoto(4), "png"));
    linesOf(QStringLiteral("import"), {displayPath(photos())});
}

QJsonObject CliTest::photo(qint64 id) const
{
    const auto lines = linesOf(QStringLiteral("list"), {QStringLiteral("--id"), QString::number(id)});
    return lines.size() == 1 ? lines.first() : QJsonObject();
}

QJsonObject CliTest::label(const QString& name) const
{
    for (const QJsonObject& line : linesOf(QStringLiteral("labels"))) {
        if (field(line, "name").toString() == name)
            return line;
    }
    return {};
}

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

void CliTest::importsFoldersAsLabels()
{
    importFour();
    QCOMPARE(field(label(QStringLiteral("brown_trout")), "photos").toInt(), 2);
    QCOMPARE(field(label(QStringLiteral("bull_trout")), "photos").toInt(), 2);
}

void CliTest::importsWithoutLabelsAndWithAMapping()
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

void CliTest::importsAgainWithoutWork()
{
    importFour();
    const QJsonObject summary = linesOf(QStringLiteral("import"), {displayPath(photos())}).last();
    QCOMPARE(field(summary, "imported").toInt(), 0);
    QCOMPARE(field(summary, "unchanged").toInt(), 4);
}

void CliTest::namesFilesThatBecameNoPhotos()
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

void CliTest::stopsImportingOnCtrlC()
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
    ::kill(pid_t(process.processId()), SIGINT);
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

void CliTest::listsOneObjectAPhoto()
{
    importFour();
    const auto lines = linesOf(QStringLiteral("list"));
    QCOMPARE(lines.size(), 4);
    const QStringList keys = words(
        "boxes boxes_verified duplicate_of format group hash height id label lat lon path phash problem "
        "reason root state taken_at width");
    for (const QJsonObject& line : lines)
        QCOMPARE(line.keys(), keys);

    const QJsonObject plain = photo(1);
    QCOMPARE(field(plain, "path").toString(), QStringLiteral("brown trout/1.jpg"));
    QCOMPARE(field(plain, "root").toString(), displayPath(photos()));
    QCOMPARE(field(plain, "label").toString(), QStringLiteral("brown_trout"));
    QCOMPARE(field(plain, "state").toString(), QStringLiteral("unreviewed"));
    QCOMPARE(field(plain, "format").toString(), QStringLiteral("jpeg"));
    QCOMPARE(field(plain, "width").toInt(), 320);
    QCOMPARE(field(plain, "height").toInt(), 240);
    QCOMPARE(field(plain, "hash").toString().size(), 32);
    QCOMPARE(field(plain, "phash").toString().size(), 16);
    for (const char* key : {"reason", "problem", "taken_at", "lat", "lon", "duplicate_of", "group"})
        QVERIFY2(field(plain, key).isNull(), key);

    const QJsonObject located = photo(2);
    QCOMPARE(field(located, "taken_at").toString(), QStringLiteral("2021-06-05T07:08:09"));
    QCOMPARE(field(located, "lat").toDouble(), 46.5);
    QCOMPARE(field(located, "lon").toDouble(), -110.25);
}

void CliTest::filtersTheList_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QList<int>>("ids");
    QTest::newRow("label") << "--label bull_trout" << QList<int>{3, 4};
    QTest::newRow("labels") << "--label bull_trout --label brown_trout" << QList<int>{1, 2, 3, 4};
    QTest::newRow("no label") << "--label none" << QList<int>{};
    QTest::newRow("state") << "--state accepted" << QList<int>{1};
    QTest::newRow("states") << "--state accepted --state rejected" << QList<int>{1, 3};
    QTest::newRow("reason") << "--reason scenery" << QList<int>{3};
    QTest::newRow("label and state") << "--label bull_trout --state unreviewed" << QList<int>{4};
    QTest::newRow("position") << "--with-gps" << QList<int>{2};
    QTest::newRow("date") << "--with-date" << QList<int>{2};
    QTest::newRow("text") << "--text PNG" << QList<int>{4};
    QTest::newRow("problem") << "--problem any" << QList<int>{};
    QTest::newRow("no problem") << "--problem none --limit 2" << QList<int>{1, 2};
    QTest::newRow("duplicates") << "--duplicates any" << QList<int>{};
    QTest::newRow("ids") << "--id 4 --id 2" << QList<int>{2, 4};
    QTest::newRow("name, backwards") << "--sort name --descending" << QList<int>{4, 3, 2, 1};
    QTest::newRow("missing") << "--missing" << QList<int>{};
    QTest::newRow("root") << "--root 1 --limit 1" << QList<int>{1};
}

void CliTest::filtersTheList()
{
    QFETCH(QString, filter);
    QFETCH(QList<int>, ids);
    importFour();
    linesOf(QStringLiteral("label"), words("--id 1 --accept"));
    linesOf(QStringLiteral("label"), words("--id 3 --reject scenery"));
    QList<int> found;
    for (const QJsonObject& line : linesOf(QStringLiteral("list"), filter.split(QLatin1Char(' '))))
        found.append(field(line, "id").toInt());
    QCOMPARE(found, ids);
}

void CliTest::keepsNamesThatAreNoText()
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

void CliTest::labelsManyAsOneStep()
{
    importFour();
    const auto lines = linesOf(QStringLiteral("label"), words("--id 1 3 --set bull_trout"));
    QCOMPARE(lines.size(), 2);
    QCOMPARE(field(lines[0], "id").toInt(), 1);
    QCOMPARE(field(lines[0], "state").toString(), QStringLiteral("accepted"));
    QCOMPARE(field(lines[0], "label").toString(), QStringLiteral("bull_trout"));
    QVERIFY(field(lines[0], "edit").toInt() > 0);
    QCOMPARE(field(lines[0], "edit"), field(lines[1], "edit"));
    linesOf(QStringLiteral("undo"));
    QCOMPARE(field(photo(1), "state").toString(), QStringLiteral("unreviewed"));
    QCOMPARE(field(photo(3), "state").toString(), QStringLiteral("unreviewed"));
    // An unknown one among them changes nothing.
    QCOMPARE(run(QStringLiteral("label"), words("--id 1 99 --accept")).exitCode, 1);
    QCOMPARE(field(photo(1), "state").toString(), QStringLiteral("unreviewed"));
}

void CliTest::labelsLineByLineFromStandardInput()
{
    importFour();
    const auto lines = linesOf(QStringLiteral("label"), words("--id - --accept"), "4\n2\n\n3\n");
    QCOMPARE(lines.size(), 3);
    QCOMPARE(field(lines[0], "id").toInt(), 4);
    QCOMPARE(field(lines[2], "id").toInt(), 3);
    QVERIFY(field(lines[0], "edit") != field(lines[1], "edit"));
    linesOf(QStringLiteral("undo"));
    QCOMPARE(field(photo(3), "state").toString(), QStringLiteral("unreviewed"));
    QCOMPARE(field(photo(2), "state").toString(), QStringLiteral("accepted"));
}

void CliTest::stopsTheStreamAtAnUnknownPhoto()
{
    importFour();
    for (const QByteArray& bad : {QByteArray("99"), QByteArray("four")}) {
        const ProgramRun result =
            run(QStringLiteral("label"), words("--id - --accept"), "1\n" + bad + "\n3\n");
        QCOMPARE(result.exitCode, 1);
        QVERIFY2(result.err.contains(bad), result.err.constData());
        QCOMPARE(result.lines().size(), 1);
        QCOMPARE(field(photo(1), "state").toString(), QStringLiteral("accepted"));
        QCOMPARE(field(photo(3), "state").toString(), QStringLiteral("unreviewed"));
    }
}

void CliTest::makesALabelOnlyWhenTold()
{
    importFour();
    QCOMPARE(run(QStringLiteral("label"), words("--id 1 --set cutthroat")).exitCode, 1);
    QVERIFY(label(QStringLiteral("cutthroat")).isEmpty());
    linesOf(QStringLiteral("label"), words("--id 1 --set cutthroat --create"));
    QCOMPARE(field(label(QStringLiteral("cutthroat")), "photos").toInt(), 1);
    QCOMPARE(field(photo(1), "label").toString(), QStringLiteral("cutthroat"));
}

void CliTest::rejectsAndClears()
{
    importFour();
    linesOf(QStringLiteral("label"), words("--id 1 --reject poor_quality"));
    QCOMPARE(field(photo(1), "state").toString(), QStringLiteral("rejected"));
    QCOMPARE(field(photo(1), "reason").toString(), QStringLiteral("poor_quality"));
    linesOf(QStringLiteral("label"), words("--id 1 --clear"));
    QCOMPARE(field(photo(1), "state").toString(), QStringLiteral("unreviewed"));
    QVERIFY(field(photo(1), "reason").isNull());
    // Nothing to change is no failure and no edit.
    QVERIFY(field(linesOf(QStringLiteral("label"), words("--id 1 --clear")).first(), "edit").isNull());
}

void CliTest::changesLabels()
{
    importFour();
    const auto change = [&](const QStringList& arguments) {
        QVERIFY(field(linesOf(QStringLiteral("labels"), arguments).first(), "edit").toInt() > 0);
    };
    change(words("--add cutthroat"));
    change(words("--rename brown_trout german_brown"));
    QCOMPARE(field(photo(1), "label").toString(), QStringLiteral("german_brown"));
    change(words("--colour cutthroat #123456"));
    change(words("--shortcut cutthroat 9"));
    change(
        {QStringLiteral("--describe"), QStringLiteral("cutthroat"), QStringLiteral("Red slash at the jaw")});
    const QJsonObject cutthroat = label(QStringLiteral("cutthroat"));
    QCOMPARE(field(cutthroat, "colour").toString(), QStringLiteral("#123456"));
    QCOMPARE(field(cutthroat, "shortcut").toString(), QStringLiteral("9"));
    QCOMPARE(field(cutthroat, "description").toString(), QStringLiteral("Red slash at the jaw"));
    change(words("--order cutthroat bull_trout"));
    QStringList names;
    for (const QJsonObject& line : linesOf(QStringLiteral("labels")))
        names.append(field(line, "name").toString());
    QCOMPARE(names, words("cutthroat bull_trout german_brown"));
    change(words("--merge bull_trout german_brown"));
    QCOMPARE(field(photo(3), "label").toString(), QStringLiteral("german_brown"));
    QCOMPARE(field(label(QStringLiteral("german_brown")), "photos").toInt(), 4);
    change(words("--remove cutthroat"));
    QCOMPARE(linesOf(QStringLiteral("labels")).size(), 1);
}

void CliTest::undoesAndRedoes()
{
    importFour();
    linesOf(QStringLiteral("label"), words("--id 1 --accept"));
    const QJsonObject undone = linesOf(QStringLiteral("undo")).first();
    QVERIFY(field(undone, "edit").toInt() > 0);
    QCOMPARE(field(undone, "photos").toArray(), QJsonArray{1});
    QCOMPARE(field(photo(1), "state").toString(), QStringLiteral("unreviewed"));
    // What import did is not undone.
    QVERIFY(field(linesOf(QStringLiteral("undo")).first(), "edit").isNull());
    QCOMPARE(linesOf(QStringLiteral("labels")).size(), 2);
    linesOf(QStringLiteral("redo"));
    QCOMPARE(field(photo(1), "state").toString(), QStringLiteral("accepted"));
    QVERIFY(field(linesOf(QStringLiteral("redo")).first(), "edit").isNull());
}

void CliTest::printsHistory()
{
    importFour();
    linesOf(QStringLiteral("label"), words("--id 1 --accept"));
    linesOf(QStringLiteral("label"), words("--id 1 2 --reject other"));
    linesOf(QStringLiteral("undo"));
    const auto lines = linesOf(QStringLiteral("history"), words("--id 1"));
    QCOMPARE(lines.size(), 3);
    QCOMPARE(field(lines[0], "undoes"), field(lines[1], "edit"));
    QCOMPARE(field(field(lines[1], "after").toObject(), "reason").toString(), QStringLiteral("other"));
    QVERIFY(field(lines[2], "before").isNull());
    QCOMPARE(field(lines[2], "origin").toString(), QStringLiteral("person"));
    QVERIFY(!field(lines[2], "who").toString().isEmpty());
    QVERIFY(QDateTime::fromString(field(lines[2], "at").toString(), Qt::ISODateWithMs).isValid());
    QCOMPARE(linesOf(QStringLiteral("history"), words("--limit 2")).size(), 2);
    QCOMPARE(linesOf(QStringLiteral("history"), words("--id 4")).size(), 0);
}

void CliTest::checksTheCatalog()
{
    importFour();
    linesOf(QStringLiteral("label"), words("--id 1 2 --accept"));
    QVERIFY(field(linesOf(QStringLiteral("check")).first(), "ok").toBool());
    {
        const auto connection = must(openCatalog(catalog(), Connection::Access::ReadWrite));
        must(connection->run(QStringLiteral("UPDATE review SET state = 'rejected' WHERE photo_id = 2")));
    }
    const ProgramRun result = run(QStringLiteral("check"));
    QCOMPARE(result.exitCode, 1);
    QCOMPARE(field(result.lines().first(), "ok").toBool(true), false);
    QCOMPARE(field(result.lines().first(), "faults").toArray().size(), 1);
    QVERIFY2(result.err.contains("photo 2"), result.err.constData());
}

void CliTest::writesBackups()
{
    importFour();
    const QString target = m_folder->file("copy.creel");
    linesOf(QStringLiteral("backup"), {target});
    linesOf(QStringLiteral("label"), words("--id 1 --accept"));
    const auto copied =
        runCreel({QStringLiteral("list"), QStringLiteral("--json"), QStringLiteral("--catalog"), target,
                  QStringLiteral("--state"), QStringLiteral("unreviewed")});
    QCOMPARE(copied.lines().size(), 4);
    QCOMPARE(run(QStringLiteral("backup"), {target}).exitCode, 1); // never overwrites
    const QString own = field(linesOf(QStringLiteral("backup")).first(), "backup").toString();
    QVERIFY(own.startsWith(catalog() + QStringLiteral(".backups/")));
    QVERIFY(QFile::exists(own));
    QVERIFY(field(linesOf(QStringLiteral("backup")).first(), "backup").isNull()); // nothing is new
}

void CliTest::relocatesARoot()
{
    importFour();
    const auto roots = linesOf(QStringLiteral("roots"));
    QCOMPARE(roots.size(), 1);
    QCOMPARE(field(roots[0], "path").toString(), displayPath(photos()));
    QVERIFY(field(roots[0], "is_there").toBool());
    const QString elsewhere = m_folder->file("elsewhere");
    QVERIFY(QFile::rename(displayPath(photos()), elsewhere));
    QVERIFY(!field(linesOf(QStringLiteral("roots")).first(), "is_there").toBool());
    linesOf(QStringLiteral("roots"), {QStringLiteral("--relocate"), QStringLiteral("1"), elsewhere});
    QCOMPARE(field(photo(1), "root").toString(), elsewhere);
    const QJsonObject summary = linesOf(QStringLiteral("import"), {elsewhere}).last();
    QCOMPARE(field(summary, "unchanged").toInt(), 4);
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
