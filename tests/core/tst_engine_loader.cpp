#include "core/learning/engine_loader.h"

#include <QFile>
#include <QLibraryInfo>
#include <QTemporaryDir>
#include <QtTest>

using namespace creel;

namespace {

const QString plainFile = QStringLiteral("libcreel_models.so");
const QString gpuFile = QStringLiteral("libcreel_models_cuda.so");

/// A folder in which plug-ins lie as they do beside the program.
class PluginFolder
{
public:
    QString add(const QString& name, const char* plugin) const
    {
        const QString path = m_folder.filePath(name);
        return QFile::copy(QString::fromUtf8(plugin), path) ? path : QString();
    }
    QString addBroken(const QString& name) const
    {
        QFile file(m_folder.filePath(name));
        return file.open(QIODevice::WriteOnly) && file.write("no library") > 0 ? file.fileName() : QString();
    }
    EnginePlaces places(bool hasNvidiaDriver) const { return {{}, {m_folder.path()}, hasNvidiaDriver}; }
    /// Names of its files that are in this process.
    QStringList loaded() const
    {
        QFile maps(QStringLiteral("/proc/self/maps"));
        QStringList names;
        if (!maps.open(QIODevice::ReadOnly))
            return names;
        const QByteArray text = maps.readAll();
        for (const QString& name : {plainFile, gpuFile})
            if (text.contains(QFile::encodeName(m_folder.filePath(name)) + '\n'))
                names.append(name);
        return names;
    }

private:
    QTemporaryDir m_folder;
};

} // namespace

/// Takes the build of the learning engine that suits the machine, one a process, and says clearly what keeps
/// it from loading.
class EngineLoaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { qunsetenv("CREEL_ENGINE"); }
    void saysThatTheFileIsMissing();
    void saysThatTheFileIsNoLibrary();
    void saysThatALibraryIsNoEngine();
    void takesTheGpusBuildWhereADriverIs();
    void takesThePlainBuildElsewhere();
    void saysHowToGetTheGpusBuild();
    void takesThePlainBuildIfTheGpusDoesNotLoad();
    void takesTheOnlyBuildThereIs();
    void takesTheNamedFileAlone();
    void keepsToWhatItOpened();
    void refusesAnEngineOfAnotherVersion();
    void triesAgainAfterAFailure();
};

void EngineLoaderTest::saysThatTheFileIsMissing()
{
    qputenv("CREEL_ENGINE", "/no/such/engine.so");
    const auto engine = loadEngine();
    QVERIFY(!engine);
    QCOMPARE(engine.error().code, ErrorCode::NotFound);
    QVERIFY(engine.error().message.contains(QLatin1String("/no/such/engine.so")));
}

void EngineLoaderTest::saysThatTheFileIsNoLibrary()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("engine.so")));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("no library") > 0);
    file.close();
    qputenv("CREEL_ENGINE", QFile::encodeName(file.fileName()));
    const auto engine = loadEngine();
    QVERIFY(!engine);
    QCOMPARE(engine.error().code, ErrorCode::Unreadable);
}

void EngineLoaderTest::saysThatALibraryIsNoEngine()
{
    const QString qt = QLibraryInfo::path(QLibraryInfo::LibrariesPath) + QStringLiteral("/libQt6Core.so.6");
    if (!QFile::exists(qt))
        QSKIP("Qt's own library is not where it says");
    qputenv("CREEL_ENGINE", QFile::encodeName(qt));
    const auto engine = loadEngine();
    QVERIFY(!engine);
    QCOMPARE(engine.error().code, ErrorCode::Unsupported);
    QVERIFY(engine.error().message.contains(QLatin1String("CREEL_ENGINE")));
}

void EngineLoaderTest::takesTheGpusBuildWhereADriverIs()
{
    const PluginFolder folder;
    folder.add(plainFile, CREEL_FAKE_ENGINE);
    const QString gpu = folder.add(gpuFile, CREEL_FAKE_ENGINE);
    EngineLoader loader;
    QVERIFY(loader.load(folder.places(true)));
    QCOMPARE(loader.source().file, gpu);
    QVERIFY(loader.source().isForGpu);
    QVERIFY(loader.source().reason.contains(QLatin1String("driver")));
    QCOMPARE(folder.loaded(), QStringList{gpuFile});
}

void EngineLoaderTest::takesThePlainBuildElsewhere()
{
    const PluginFolder folder;
    const QString plain = folder.add(plainFile, CREEL_FAKE_ENGINE);
    folder.add(gpuFile, CREEL_FAKE_ENGINE);
    EngineLoader loader;
    QVERIFY(loader.load(folder.places(false)));
    QCOMPARE(loader.source().file, plain);
    QVERIFY(!loader.source().isForGpu);
    QVERIFY(loader.source().reason.contains(QLatin1String("no NVIDIA driver")));
    QCOMPARE(folder.loaded(), QStringList{plainFile});
}

void EngineLoaderTest::saysHowToGetTheGpusBuild()
{
    const PluginFolder folder;
    folder.add(plainFile, CREEL_FAKE_ENGINE);
    QStringList reasons;
    for (const bool hasDriver : {false, true}) {
        EngineLoader loader;
        QVERIFY(loader.load(folder.places(hasDriver)));
        QVERIFY(!loader.source().isForGpu);
        reasons.append(loader.source().reason);
        QVERIFY(reasons.last().contains(QLatin1String("app/setup --torch pip")));
    }
    QVERIFY(reasons[0] != reasons[1]);
}

void EngineLoaderTest::takesThePlainBuildIfTheGpusDoesNotLoad()
{
    const PluginFolder folder;
    const QString plain = folder.add(plainFile, CREEL_FAKE_ENGINE);
    QVERIFY(!folder.addBroken(gpuFile).isEmpty());
    EngineLoader loader;
    QVERIFY(loader.load(folder.places(true)));
    QCOMPARE(loader.source().file, plain);
    QVERIFY(!loader.source().isForGpu);
    QVERIFY(loader.source().reason.contains(gpuFile)); // the linker's own words
    QVERIFY(loader.source().reason.contains(QLatin1String("app/setup --torch pip")));
    QCOMPARE(folder.loaded(), QStringList{plainFile});
}

void EngineLoaderTest::takesTheOnlyBuildThereIs()
{
    const PluginFolder folder;
    const QString gpu = folder.add(gpuFile, CREEL_FAKE_ENGINE);
    EngineLoader loader;
    QVERIFY(loader.load(folder.places(false)));
    QCOMPARE(loader.source().file, gpu);

    const PluginFolder broken;
    const QString file = broken.addBroken(gpuFile);
    EngineLoader other;
    const auto refused = other.load(broken.places(true));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Unreadable);
    QVERIFY(refused.error().message.contains(file));
}

void EngineLoaderTest::takesTheNamedFileAlone()
{
    const PluginFolder folder;
    const QString plain = folder.add(plainFile, CREEL_FAKE_ENGINE);
    folder.add(gpuFile, CREEL_FAKE_ENGINE);
    EnginePlaces places = folder.places(true);
    places.named = plain;
    EngineLoader loader;
    QVERIFY(loader.load(places));
    QCOMPARE(loader.source().file, plain);
    QVERIFY(loader.source().reason.contains(QLatin1String("CREEL_ENGINE")));

    places.named = QStringLiteral("/no/such/engine.so");
    EngineLoader other;
    const auto missing = other.load(places);
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
}

void EngineLoaderTest::keepsToWhatItOpened()
{
    const PluginFolder folder;
    const QString plain = folder.add(plainFile, CREEL_FAKE_ENGINE);
    EngineLoader loader;
    QVERIFY(loader.load(folder.places(false)));
    folder.add(gpuFile, CREEL_FAKE_ENGINE); // somebody builds it meanwhile
    QVERIFY(loader.load(folder.places(true)));
    QCOMPARE(loader.source().file, plain);
    QCOMPARE(folder.loaded(), QStringList{plainFile});
}

void EngineLoaderTest::refusesAnEngineOfAnotherVersion()
{
    const PluginFolder folder;
    folder.add(plainFile, CREEL_FAKE_ENGINE);
    const QString gpu = folder.add(gpuFile, CREEL_OLD_ENGINE);
    EngineLoader loader;
    for (int i = 0; i < 2; ++i) { // it is in the process now, so nothing else may follow
        const auto refused = loader.load(folder.places(true));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::NewerVersion);
        QVERIFY(refused.error().message.contains(gpu));
        QVERIFY(refused.error().message.contains(QLatin1String("app/setup")));
        QCOMPARE(folder.loaded(), QStringList{gpuFile});
    }
}

void EngineLoaderTest::triesAgainAfterAFailure()
{
    const PluginFolder folder;
    EngineLoader loader;
    const auto missing = loader.load(folder.places(false));
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
    QVERIFY(missing.error().message.contains(QLatin1String("app/setup")));
    QVERIFY(loader.source().file.isEmpty());
    const QString plain = folder.add(plainFile, CREEL_FAKE_ENGINE);
    QVERIFY(loader.load(folder.places(false)));
    QCOMPARE(loader.source().file, plain);
}

QTEST_GUILESS_MAIN(EngineLoaderTest)
#include "tst_engine_loader.moc"
