#include "tests/support/cli_catalog.h"

#include <QtTest>

using namespace creel;
using namespace creel::test;

/// `creel list` as a script uses it.
class ListCliTest : public QObject, protected CliCatalog
{
    Q_OBJECT

private Q_SLOTS:
    void init() { startAfresh(); }
    void listsOneObjectAPhoto();
    void filtersTheList_data();
    void filtersTheList();
};

void ListCliTest::listsOneObjectAPhoto()
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

void ListCliTest::filtersTheList_data()
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

void ListCliTest::filtersTheList()
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

QTEST_GUILESS_MAIN(ListCliTest)
#include "tst_list_cli.moc"
