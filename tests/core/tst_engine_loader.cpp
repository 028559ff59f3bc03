#include "core/learning/engine_loader.h"

#include <QFile>
#include <QLibraryInfo>
#include <QTemporaryDir>
#include <QtTest>

using namespace creel;

/// Says clearly what keeps the learning engine from loading.
class EngineLoaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { qunsetenv("CREEL_ENGINE"); }
    void saysThatTheFileIsMissing();
    void saysThatTheFileIsNoLibrary();
    void saysThatALibraryIsNoEngine();
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

QTEST_GUILESS_MAIN(EngineLoaderTest)
#include "tst_engine_loader.moc"
