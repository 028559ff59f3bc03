#include "tests/support/catalog_factory.h"
#include "tests/support/coloured_catalog.h"
#include "tests/support/creel_program.h"

#include <QFile>
#include <QJsonArray>
#include <QtTest>

#include <csignal>

using namespace creel::test;

namespace {

QStringList words(const QString& text)
{
    return text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

} // namespace

/// Training and predicting as a script uses them, with the real networks, small and from scratch.
class LearningCliTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void trainsPredictsAndEvaluates();
    void stopsCleanlyAndGoesOn();
    void looksAfterModels();
    void predictsFiles();
    void trainsOnTheDemo();
    void refusesWrongUse_data();
    void refusesWrongUse();

private:
    QString catalog() const { return m_catalog->path(); }
    QStringList training(const QString& more) const
    {
        return words(QStringLiteral("train --catalog %1 --weights none --backbone resnet18 --augment none "
                                    "--sizes 64 --threads 1 --json %2")
                         .arg(catalog(), more));
    }
    ProgramRun run(const QString& arguments) const { return runCreel(words(arguments)); }
    /// Starts a long training and presses Ctrl-C at its first epoch; that epoch's line, then the last line.
    QList<QJsonObject> interrupted(const QStringList& arguments) const;

    std::unique_ptr<ColouredCatalog> m_catalog;
};

void LearningCliTest::initTestCase()
{
    m_catalog = std::make_unique<ColouredCatalog>(8);
    const ProgramRun first = runCreel(training(QStringLiteral("--epochs 2 --name first")));
    if (first.err.contains("no learning engine"))
        QSKIP("this build has no learning engine");
    QVERIFY2(first.exitCode == 0, first.text().constData());
    const QList<QJsonObject> lines = first.lines();
    QCOMPARE(lines.size(), 4);
    QCOMPARE(lines[0][QLatin1String("event")].toString(), QStringLiteral("snapshot"));
    QCOMPARE(lines[0][QLatin1String("photos")].toInt(), 24);
    QCOMPARE(lines[2][QLatin1String("event")].toString(), QStringLiteral("epoch"));
    QCOMPARE(lines[2][QLatin1String("epoch")].toInt(), 1);
    QVERIFY(lines[2][QLatin1String("train_loss")].toDouble() > 0);
    QCOMPARE(lines[3][QLatin1String("event")].toString(), QStringLiteral("result"));
    QCOMPARE(lines[3][QLatin1String("stopped")].toBool(true), false);
    QVERIFY(QFile::exists(lines[3][QLatin1String("file")].toString()));
}

void LearningCliTest::trainsPredictsAndEvaluates()
{
    const ProgramRun predicted =
        run(QStringLiteral("predict --model first --catalog %1 --json").arg(catalog()));
    QVERIFY2(predicted.exitCode == 0, predicted.text().constData());
    QCOMPARE(predicted.lines().size(), 24);
    for (const QJsonObject& line : predicted.lines()) {
        const QJsonObject scores = line[QLatin1String("scores")].toObject();
        QCOMPARE(scores.size(), 3);
        QCOMPARE(scores[line[QLatin1String("class")].toString()], line[QLatin1String("confidence")]);
        QVERIFY(QFile::exists(line[QLatin1String("path")].toString()));
    }
    QVERIFY(predicted.err.contains("24 photos predicted"));
    QVERIFY(run(QStringLiteral("predict --model first --catalog %1").arg(catalog()))
                .err.contains("0 photos predicted"));
    const ProgramRun evaluated =
        run(QStringLiteral("evaluate --model first --catalog %1 --json").arg(catalog()));
    QVERIFY2(evaluated.exitCode == 0, evaluated.text().constData());
    const QJsonObject score = evaluated.lines().first();
    QVERIFY(score[QLatin1String("photos")].toInt() > 3);
    QCOMPARE(score[QLatin1String("classes")].toArray().size(), 3);
    QVERIFY(score[QLatin1String("accuracy_low")].toDouble() <= score[QLatin1String("accuracy")].toDouble());
    QCOMPARE(run(QStringLiteral("evaluate --model first --catalog %1 --part test").arg(catalog())).exitCode,
             1);
}

QList<QJsonObject> LearningCliTest::interrupted(const QStringList& arguments) const
{
    QProcess process;
    prepareCreel(process, arguments);
    process.start();
    QByteArray out;
    while (!out.contains("\"epoch\"") && process.waitForReadyRead(60'000))
        out += process.readAllStandardOutput();
    if (!sendSignal(process, SIGINT) || !process.waitForFinished(60'000) || process.exitCode() != 0)
        return {};
    const QList<QJsonObject> lines = ProgramRun{0, out + process.readAllStandardOutput(), {}}.lines();
    return {lines.value(1), lines.last()};
}

void LearningCliTest::stopsCleanlyAndGoesOn()
{
    const QStringList arguments = training(
        QStringLiteral("--epochs 0,300 --out %1").arg(m_catalog->file(QStringLiteral("long.safetensors"))));
    int after = 0;
    for (int round = 0; round < 2; ++round) {
        const QList<QJsonObject> lines = interrupted(arguments);
        QCOMPARE(lines.size(), 2);
        QCOMPARE(lines[1][QLatin1String("stopped")].toBool(), true);
        const int first = lines[0][QLatin1String("epoch")].toInt();
        QVERIFY2(round == 0 ? first == 0 : first > after, qPrintable(QString::number(first)));
        after = first;
    }
}

void LearningCliTest::looksAfterModels()
{
    const auto list = [&] {
        return run(QStringLiteral("models list --catalog %1 --json").arg(catalog()));
    };
    QVERIFY2(runCreel(training(QStringLiteral("--epochs 1 --name second"))).exitCode == 0, "trains");
    const auto models = list().lines();
    QVERIFY(models.size() >= 2);
    QCOMPARE(models.last()[QLatin1String("name")].toString(), QStringLiteral("second"));
    QCOMPARE(models.last()[QLatin1String("current")].toBool(), true);
    QCOMPARE(models.first()[QLatin1String("classes")].toArray().size(), 3);
    QCOMPARE(run(QStringLiteral("models use first --catalog %1").arg(catalog())).exitCode, 0);
    QCOMPARE(list().lines().first()[QLatin1String("current")].toBool(), true);
    QCOMPARE(run(QStringLiteral("models rename second first --catalog %1").arg(catalog())).exitCode, 1);
    QCOMPARE(run(QStringLiteral("models rename second other --catalog %1").arg(catalog())).exitCode, 0);
    const QString file = models.last()[QLatin1String("file")].toString();
    QCOMPARE(run(QStringLiteral("models remove other --file --catalog %1").arg(catalog())).exitCode, 0);
    QVERIFY(!QFile::exists(file));
    QCOMPARE(list().lines().size(), models.size() - 1);
    QCOMPARE(run(QStringLiteral("models use other --catalog %1").arg(catalog())).exitCode, 1);
}

void LearningCliTest::predictsFiles()
{
    const QString model = run(QStringLiteral("models list --catalog %1 --json").arg(catalog()))
                              .lines()
                              .first()[QLatin1String("file")]
                              .toString();
    const QString photo =
        QFile::decodeName(m_catalog->photo(QStringLiteral("red"), QStringLiteral("000.png")));
    const ProgramRun predicted = run(QStringLiteral("predict --json --model %1 %2").arg(model, photo));
    QVERIFY2(predicted.exitCode == 0, predicted.text().constData());
    QCOMPARE(predicted.lines().size(), 1);
    QCOMPARE(predicted.lines().first()[QLatin1String("path")].toString(), photo);
    const ProgramRun half = run(QStringLiteral("predict --model %1 %2 /no/such.jpg").arg(model, photo));
    QCOMPARE(half.exitCode, 1);
    QCOMPARE(half.out.count('\n'), 1);
    QVERIFY(half.err.contains("/no/such.jpg"));
}

void LearningCliTest::trainsOnTheDemo()
{
    const QTemporaryDir folder;
    const QString pond = folder.filePath(QStringLiteral("pond"));
    const ProgramRun first = run(QStringLiteral("demo %1 --trout 10 --json").arg(pond));
    QVERIFY2(first.exitCode == 0, first.text().constData());
    const QJsonObject score = first.lines().last()[QLatin1String("species")].toObject();
    QVERIFY(score[QLatin1String("planted")].toInt() >= 6);
    QVERIFY(score[QLatin1String("found")].toInt() <= score[QLatin1String("planted")].toInt());
    const ProgramRun models = run(QStringLiteral("models list --catalog %1/pond.creel --json").arg(pond));
    QCOMPARE(models.lines().size(), 1);
    const ProgramRun again = run(QStringLiteral("demo %1 --trout 10 --json").arg(pond));
    QCOMPARE(again.lines().last()[QLatin1String("species")].toObject(), score); // the model is there
}

void LearningCliTest::refusesWrongUse_data()
{
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<int>("code");
    QTest::newRow("no weights") << QStringLiteral("train --catalog CATALOG") << 2;
    QTest::newRow("unknown backbone")
        << QStringLiteral("train --catalog CATALOG --weights none --backbone x") << 2;
    QTest::newRow("too many sizes")
        << QStringLiteral("train --catalog CATALOG --weights none --backbone resnet18 --sizes 1,2,3") << 2;
    QTest::newRow("a size out of range")
        << QStringLiteral("train --catalog CATALOG --weights none --backbone resnet18 --sizes 8") << 1;
    QTest::newRow("nothing to train")
        << QStringLiteral("train --catalog CATALOG --weights none --backbone resnet18 --epochs 0") << 1;
    QTest::newRow("no recipe file")
        << QStringLiteral("train --catalog CATALOG --weights none --backbone resnet18 --recipe /no") << 1;
    QTest::newRow("neither catalog nor photos") << QStringLiteral("predict --model m") << 2;
    QTest::newRow("no such model") << QStringLiteral("predict --model m --catalog CATALOG") << 1;
    QTest::newRow("no such part") << QStringLiteral("evaluate --model m --catalog CATALOG --part all") << 2;
}

void LearningCliTest::refusesWrongUse()
{
    QFETCH(QString, arguments);
    QFETCH(const int, code);
    const ProgramRun wrong = run(arguments.replace(QStringLiteral("CATALOG"), catalog()));
    QVERIFY2(wrong.exitCode == code, wrong.text().constData());
    QVERIFY(!wrong.err.isEmpty());
    QVERIFY(wrong.out.isEmpty());
}

QTEST_GUILESS_MAIN(LearningCliTest)
#include "tst_learning_cli.moc"
