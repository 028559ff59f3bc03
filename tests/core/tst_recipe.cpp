#include "core/learning/recipe.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QtTest>

using namespace creel;

namespace {

QJsonObject parse(const char* json)
{
    return QJsonDocument::fromJson(json).object();
}

} // namespace

/// Recipes as people write them.
class RecipeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void standsForItselfInJson();
    void takesWhatIsMissingFromTheStandard();
    void namesWhatIsWrong_data();
    void namesWhatIsWrong();
};

void RecipeTest::standsForItselfInJson()
{
    Recipe recipe;
    QCOMPARE(recipeFromJson(toJson(recipe)).value(), recipe);
    recipe.head = HeadKind::Linear;
    recipe.augmentation = Augmentation::Flip;
    recipe.stages = {{true, 128, 3, 1.5e-4, 30}};
    recipe.batchSize = 8;
    recipe.warmUp = 0.1;
    recipe.weightDecay = 0.05;
    recipe.gradientClip = 0;
    recipe.dropout = 0.2;
    recipe.hidden = 64;
    recipe.labelSmoothing = 0.1;
    recipe.mixup = 0.4;
    recipe.balancesClasses = true;
    recipe.patience = 3;
    recipe.seed = 9007199254740991;
    QCOMPARE(recipeFromJson(toJson(recipe)).value(), recipe);
}

void RecipeTest::takesWhatIsMissingFromTheStandard()
{
    const auto recipe = recipeFromJson(parse(R"({"batchSize": 4, "stages": [{"epochs": 2}]})"));
    QVERIFY(recipe);
    Recipe expected;
    expected.batchSize = 4;
    expected.stages = {Stage()};
    expected.stages[0].epochs = 2;
    QCOMPARE(*recipe, expected);
}

void RecipeTest::namesWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("named");
    const auto row = [](const char* json, const char* named) {
        QTest::newRow(json) << QByteArray(json) << QString::fromLatin1(named);
    };
    row(R"({"batchsize": 4})", "batchsize");
    row(R"({"batchSize": 4.5})", "batchSize");
    row(R"({"batchSize": "4"})", "batchSize");
    row(R"({"batchSize": 0})", "batchSize");
    row(R"({"dropout": 1})", "dropout");
    row(R"({"dropout": null})", "dropout");
    row(R"({"head": "round"})", "fastai, linear");
    row(R"({"augmentation": true})", "none, flip, default");
    row(R"({"balancesClasses": 1})", "balancesClasses");
    row(R"({"seed": -1})", "seed");
    row(R"({"stages": []})", "stages");
    row(R"({"stages": 3})", "stages");
    row(R"({"stages": [1]})", "stages[0]");
    row(R"({"stages": [{}, {"side": 16}]})", "stages[1].side");
    row(R"({"stages": [{"rate": 1}]})", "stages[0].rate");
    row(R"({"stages": [{"epochs": 0}, {"epochs": 0}]})", "epoch");
}

void RecipeTest::namesWhatIsWrong()
{
    QFETCH(const QByteArray, json);
    QFETCH(const QString, named);
    const auto recipe = recipeFromJson(parse(json));
    QVERIFY(!recipe);
    QCOMPARE(recipe.error().code, ErrorCode::BadInput);
    QVERIFY2(recipe.error().message.contains(named), qPrintable(recipe.error().message));
}

QTEST_GUILESS_MAIN(RecipeTest)
#include "tst_recipe.moc"
