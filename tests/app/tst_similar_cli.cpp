#include "tests/support/coloured_catalog.h"
#include "tests/support/creel_program.h"
#include "tests/support/trout_server.h"

#include <QFile>
#include <QtTest>

using namespace creel;
using namespace creel::test;

/// `creel similar` as a script uses it, with an engine that sees mean colours.
class SimilarCliTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void findsPhotosOfTheSameColour();
    void comparesAnyFile();
    void saysWhatToDoFirst();
    void refusesWrongUse();

private:
    ProgramRun run(const QString& arguments) const
    {
        QStringList words = arguments.split(QLatin1Char(' '), Qt::SkipEmptyParts);
        words.insert(1, QStringLiteral("--catalog"));
        words.insert(2, m_catalog->path());
        return runCreel(words + QStringList{QStringLiteral("--json")});
    }
    void embed() const
    {
        const ProgramRun done = run(QStringLiteral("embed --weights none --backbone resnet34"));
        QVERIFY2(done.exitCode == 0, done.text().constData());
    }

    std::unique_ptr<ColouredCatalog> m_catalog;
};

void SimilarCliTest::init()
{
    qputenv("CREEL_ENGINE", CREEL_FAKE_ENGINE);
    m_catalog = std::make_unique<ColouredCatalog>(6);
}

void SimilarCliTest::findsPhotosOfTheSameColour()
{
    embed();
    const ProgramRun found =
        run(QStringLiteral("similar --id 1 --count 5 --weights none --backbone resnet34 --copies"));
    QVERIFY2(found.exitCode == 0, found.text().constData());
    const QList<QJsonObject> lines = found.lines();
    QCOMPARE(lines.size(), 5);
    double before = 1;
    for (const QJsonObject& line : lines) {
        QVERIFY(line[QLatin1String("id")].toInt() != 1);
        QCOMPARE(line[QLatin1String("state")].toString(), QStringLiteral("unreviewed"));
        QCOMPARE(line[QLatin1String("label")].toString(), lines[0][QLatin1String("label")].toString());
        QVERIFY(line[QLatin1String("path")].toString().endsWith(QStringLiteral(".png")));
        QVERIFY(line[QLatin1String("similarity")].toDouble() <= before);
        before = line[QLatin1String("similarity")].toDouble();
    }
}

void SimilarCliTest::comparesAnyFile()
{
    embed();
    m_catalog->paint(QStringLiteral("../elsewhere"), QStringLiteral("new.png"), QColor(0, 0, 250));
    const QString file =
        QFile::decodeName(m_catalog->photo(QStringLiteral("../elsewhere"), QStringLiteral("new.png")));
    const QString rest = QStringLiteral(" --count 3 --weights none --backbone resnet34");
    const ProgramRun found = run(QStringLiteral("similar --photo ") + file + rest);
    QVERIFY2(found.exitCode == 0, found.text().constData());
    QCOMPARE(found.lines().size(), 3);
    for (const QJsonObject& line : found.lines())
        QCOMPARE(line[QLatin1String("label")].toString(), QStringLiteral("blue"));
    const ProgramRun missing = run(QStringLiteral("similar --photo /no/such.jpg") + rest);
    QVERIFY2(missing.exitCode == 1 && missing.err.contains("such.jpg"), missing.text().constData());
}

void SimilarCliTest::saysWhatToDoFirst()
{
    const ProgramRun nobody = run(QStringLiteral("similar --id 1"));
    QVERIFY2(nobody.exitCode == 1 && nobody.err.contains("--model"), nobody.text().constData());
    const QString model = m_catalog->file(QStringLiteral("trout.safetensors"));
    writeTroutModel(model);
    const ProgramRun unseen = run(QStringLiteral("similar --id 1 --model ") + model);
    QCOMPARE(unseen.exitCode, 1);
    QVERIFY2(unseen.err.contains("creel embed --catalog " + m_catalog->path().toUtf8() + " --model " +
                                 model.toUtf8()),
             unseen.text().constData());
    QVERIFY(run(QStringLiteral("embed --model ") + model).exitCode == 0);
    QCOMPARE(run(QStringLiteral("similar --id 1 --count 2 --model ") + model).lines().size(), 2);
}

void SimilarCliTest::refusesWrongUse()
{
    embed();
    const QString rest = QStringLiteral(" --weights none --backbone resnet34");
    QCOMPARE(run(QStringLiteral("similar") + rest).exitCode, 2);
    QCOMPARE(run(QStringLiteral("similar --id 1 --photo x.jpg") + rest).exitCode, 2);
    QCOMPARE(run(QStringLiteral("similar --id 1 --model m") + rest).exitCode, 2);
    const ProgramRun unknown = run(QStringLiteral("similar --id 999") + rest);
    QVERIFY2(unknown.exitCode == 1 && unknown.err.contains("999"), unknown.text().constData());
    QVERIFY(unknown.out.isEmpty());
}

QTEST_GUILESS_MAIN(SimilarCliTest)
#include "tst_similar_cli.moc"
