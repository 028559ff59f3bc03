#include "tests/support/creel_program.h"
#include "tests/support/drawn_photo.h"
#include "tests/support/shared_data.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QtTest>

using namespace creel::test;

namespace {

QStringList words(const char* text)
{
    return QString::fromLatin1(text).split(QLatin1Char(' '));
}

} // namespace

/// `creel weights` and `creel embed` as a script uses them.
class WeightsCliTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void namesWhatCanBeFetched();
    void takesAFileInAndNoticesDamage();
    void refusesWeightsForAnotherBackbone();
    void saysThatTheEngineIsMissing();
    void saysWhatToDoOffline();
    void embedsACatalogsPhotos();
    void refusesUnknownNamesAndOptions_data();
    void refusesUnknownNamesAndOptions();

private:
    ProgramRun run(const QStringList& arguments) const
    {
        return runCreel(QStringList{QStringLiteral("weights")} + arguments);
    }
    /// `weights add` with MobileNetV2's shared file; skipping is for the caller.
    ProgramRun addShared(const QString& shared, const QString& backbone) const
    {
        return run(
            {QStringLiteral("add"), shared + QStringLiteral("/weights/mobilenet_v2_torchvision_norm05.pth"),
             QStringLiteral("--name"), QStringLiteral("mine"), QStringLiteral("--backbone"), backbone,
             QStringLiteral("--mean"), QStringLiteral("0.5"), QStringLiteral("--std"), QStringLiteral("0.5"),
             QStringLiteral("0.25"), QStringLiteral("1"), QStringLiteral("--json")});
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void WeightsCliTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    qputenv("CREEL_WEIGHTS", QFile::encodeName(m_folder->filePath(QStringLiteral("store"))));
    qunsetenv("CREEL_ENGINE");
}

void WeightsCliTest::namesWhatCanBeFetched()
{
    const ProgramRun list = run(words("list --json"));
    QVERIFY2(list.exitCode == 0, list.text().constData());
    QStringList names;
    for (const QJsonObject& line : list.lines()) {
        names.append(line[QLatin1String("name")].toString());
        QCOMPARE(line[QLatin1String("stored")].toBool(true), false);
    }
    QCOMPARE(names, words("resnet18 resnet34 resnet50 mobilenet_v2"));
    QCOMPARE(run(words("list")).out.count('\n'), 4);
}

void WeightsCliTest::takesAFileInAndNoticesDamage()
{
    CREEL_NEEDS_SHARED(shared);
    const ProgramRun added = addShared(shared, QStringLiteral("mobilenet_v2"));
    if (added.err.contains("no learning engine"))
        QSKIP("this build has no learning engine");
    QVERIFY2(added.exitCode == 0, added.text().constData());
    const QJsonObject first = run(words("list --json")).lines().first();
    QCOMPARE(first[QLatin1String("name")].toString(), QStringLiteral("mine"));
    QCOMPARE(first[QLatin1String("mean")].toArray(), (QJsonArray{0.5, 0.5, 0.5}));
    QCOMPARE(first[QLatin1String("std")].toArray(), (QJsonArray{0.5, 0.25, 1}));
    QCOMPARE(run(words("verify")).exitCode, 0);
    QFile file(first[QLatin1String("file")].toString());
    QVERIFY(file.open(QIODevice::Append) && file.write("x") == 1);
    file.close();
    const ProgramRun verified = run(words("verify --json"));
    QCOMPARE(verified.exitCode, 1);
    QCOMPARE(verified.lines().first()[QLatin1String("sound")].toBool(true), false);
}

void WeightsCliTest::refusesWeightsForAnotherBackbone()
{
    CREEL_NEEDS_SHARED(shared);
    const ProgramRun added = addShared(shared, QStringLiteral("resnet18"));
    if (added.err.contains("no learning engine"))
        QSKIP("this build has no learning engine");
    QCOMPARE(added.exitCode, 1);
    QVERIFY2(added.err.contains("does not fit the network"), added.text().constData());
    QVERIFY(!QFile::exists(m_folder->filePath(QStringLiteral("store/mine.pth"))));
}

void WeightsCliTest::saysThatTheEngineIsMissing()
{
    qputenv("CREEL_ENGINE", "/no/such/engine.so");
    const ProgramRun added = addShared(m_folder->path(), QStringLiteral("resnet18"));
    QCOMPARE(added.exitCode, 1);
    QVERIFY2(added.err.contains("/no/such/engine.so"), added.text().constData());
}

void WeightsCliTest::saysWhatToDoOffline()
{
    // Port 9 of this machine: nobody is there, and nothing leaves the machine.
    const ProgramRun fetched = run(words("fetch resnet34 --mirror http://127.0.0.1:9"));
    QCOMPARE(fetched.exitCode, 1);
    QVERIFY2(fetched.err.contains("creel weights add"), fetched.text().constData());
    QVERIFY(fetched.out.isEmpty());
}

void WeightsCliTest::embedsACatalogsPhotos()
{
    const QString catalog = m_folder->filePath(QStringLiteral("test.creel"));
    for (quint32 seed = 1; seed <= 3; ++seed)
        writeFile(QFile::encodeName(m_folder->filePath(QStringLiteral("photos/%1.jpg").arg(seed))),
                  encoded(drawnPhoto(seed)));
    QCOMPARE(runCreel({QStringLiteral("import"), QStringLiteral("--catalog"), catalog,
                       m_folder->filePath(QStringLiteral("photos"))})
                 .exitCode,
             0);
    const QStringList command = QStringList{QStringLiteral("embed"), QStringLiteral("--catalog"), catalog} +
                                words("--weights none --backbone resnet18 --side 64 --json");
    const ProgramRun first = runCreel(command);
    if (first.err.contains("no learning engine"))
        QSKIP("this build has no learning engine");
    QVERIFY2(first.exitCode == 0, first.text().constData());
    QCOMPARE(first.lines().last()[QLatin1String("computed")].toInt(), 3);
    QCOMPARE(first.lines().last()[QLatin1String("features")].toInt(), 512);
    QCOMPARE(runCreel(command).lines().last()[QLatin1String("cached")].toInt(), 3);
    QCOMPARE(runCreel(command + words("--seed 2")).lines().last()[QLatin1String("computed")].toInt(), 3);
    const ProgramRun missing =
        runCreel(QStringList{QStringLiteral("embed"), QStringLiteral("--catalog"), catalog} +
                 words("--weights resnet34"));
    QCOMPARE(missing.exitCode, 1);
    QVERIFY2(missing.err.contains("creel weights fetch resnet34"), missing.text().constData());
}

void WeightsCliTest::refusesUnknownNamesAndOptions_data()
{
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("nothing to do") << QStringLiteral("--json") << 2;
    QTest::newRow("unknown weights") << QStringLiteral("fetch resnet35") << 1;
    QTest::newRow("unknown backbone") << QStringLiteral("add x.pth --name x --backbone vgg16") << 2;
    QTest::newRow("two means") << QStringLiteral("add x.pth --name x --backbone resnet18 --mean 1 2 --std 1")
                               << 1;
    QTest::newRow("no deviation") << QStringLiteral("add x.pth --name x --backbone resnet18 --std 0") << 1;
    QTest::newRow("no name") << QStringLiteral("add x.pth --backbone resnet18") << 2;
}

void WeightsCliTest::refusesUnknownNamesAndOptions()
{
    QFETCH(QString, arguments);
    QFETCH(int, exitCode);
    const ProgramRun refused = run(arguments.split(QLatin1Char(' ')));
    QVERIFY2(refused.exitCode == exitCode, refused.text().constData());
    QVERIFY(!refused.err.isEmpty());
}

QTEST_GUILESS_MAIN(WeightsCliTest)
#include "tst_weights_cli.moc"
