#include "tests/support/cli_catalog.h"

#include <QJsonArray>
#include <QtTest>

using namespace creel;
using namespace creel::test;

/// Deciding as a script does it: label, labels, undo, redo and history.
class LabelCliTest : public QObject, protected CliCatalog
{
    Q_OBJECT

private Q_SLOTS:
    void init() { startAfresh(); }
    void labelsManyAsOneStep();
    void labelsLineByLineFromStandardInput();
    void stopsTheStreamAtAnUnknownPhoto();
    void makesALabelOnlyWhenTold();
    void rejectsAndClears();
    void changesLabels();
    void undoesAndRedoes();
    void printsHistory();
};

void LabelCliTest::labelsManyAsOneStep()
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

void LabelCliTest::labelsLineByLineFromStandardInput()
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

void LabelCliTest::stopsTheStreamAtAnUnknownPhoto()
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

void LabelCliTest::makesALabelOnlyWhenTold()
{
    importFour();
    QCOMPARE(run(QStringLiteral("label"), words("--id 1 --set cutthroat")).exitCode, 1);
    QVERIFY(label(QStringLiteral("cutthroat")).isEmpty());
    linesOf(QStringLiteral("label"), words("--id 1 --set cutthroat --create"));
    QCOMPARE(field(label(QStringLiteral("cutthroat")), "photos").toInt(), 1);
    QCOMPARE(field(photo(1), "label").toString(), QStringLiteral("cutthroat"));
}

void LabelCliTest::rejectsAndClears()
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

void LabelCliTest::changesLabels()
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

void LabelCliTest::undoesAndRedoes()
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

void LabelCliTest::printsHistory()
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

QTEST_GUILESS_MAIN(LabelCliTest)
#include "tst_label_cli.moc"
