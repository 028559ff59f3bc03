#include "core/catalog/catalog.h"
#include "core/catalog/model_store.h"
#include "core/catalog/prediction_store.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/cli_catalog.h"
#include "tests/support/drawn_photo.h"

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
    void tellsWhatTheModelProposes();
};

void ListCliTest::listsOneObjectAPhoto()
{
    importFour();
    const auto lines = linesOf(QStringLiteral("list"));
    QCOMPARE(lines.size(), 4);
    const QStringList keys = words("abstains boxes boxes_verified confidence duplicate_of format group hash "
                                   "height id label lat lon path "
                                   "phash predicted problem reason root state taken_at width");
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
    for (const char* key : {"reason", "problem", "taken_at", "lat", "lon", "duplicate_of", "group",
                            "predicted", "confidence", "abstains"})
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

void ListCliTest::tellsWhatTheModelProposes()
{
    importFour();
    {
        const auto connection = must(openCatalog(catalog(), Connection::Access::ReadWrite));
        const BytePath file = m_folder->path("m.safetensors");
        writeFile(file, "a model");
        ModelInfo info;
        info.name = QStringLiteral("m");
        info.classes = words("bull_trout brown_trout grayling");
        info.backbone = QStringLiteral("resnet18");
        const ModelRecord model = must(ModelStore(*connection).add(displayPath(file), info));
        const auto thinks = [&](int photo, int best, float confidence, bool abstains) {
            return Prediction{PhotoId(photo), "h", best, confidence, abstains, {1, 0, 0}};
        };
        must(PredictionStore(*connection)
                 .put(model.id, std::vector{thinks(1, 1, 0.95F, false), thinks(2, 0, 0.75F, false),
                                            thinks(3, 1, 0.4F, true), thinks(4, 2, 0.6F, false)}));
    }
    const auto ids = [this](const char* filter) {
        QList<int> found;
        for (const QJsonObject& line : linesOf(QStringLiteral("list"), words(filter)))
            found.append(field(line, "id").toInt());
        return found;
    };
    QCOMPARE(ids("--predicted brown_trout"), (QList<int>{1, 3}));
    QCOMPARE(ids("--predicted none"), QList<int>{4}); // the catalog has no grayling
    QCOMPARE(ids("--disagrees"), QList<int>{2});      // who abstains does not disagree
    QCOMPARE(ids("--unsure"), QList<int>{3});
    QCOMPARE(ids("--confidence from_70 --confidence from_90"), (QList<int>{1, 2}));
    QCOMPARE(ids("--sort confidence"), (QList<int>{3, 4, 2, 1}));
    QCOMPARE(field(photo(2), "predicted").toString(), QStringLiteral("bull_trout"));
    QCOMPARE(field(photo(2), "confidence").toDouble(), 0.75);
    QCOMPARE(field(photo(3), "abstains"), QJsonValue(true));
    QVERIFY(field(photo(4), "predicted").isNull());
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
