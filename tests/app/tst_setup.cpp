#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

namespace {

struct Run
{
    int exitCode = -1;
    QString out, err;
};

Run run(const QString& program, const QStringList& arguments)
{
    QProcess process;
    process.setWorkingDirectory(QStringLiteral(CREEL_SOURCE_DIR));
    process.start(program, arguments);
    if (!process.waitForFinished(120'000) || process.exitStatus() != QProcess::NormalExit)
        return {};
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

Run script(const QString& name, const QStringList& arguments)
{
    return run(QStringLiteral(CREEL_SOURCE_DIR "/") + name, arguments);
}

/// What looks like a virtual environment with pip's torch, without its libraries.
class TorchVenv
{
public:
    void add(const QString& file, const QByteArray& text = {}) const
    {
        const QString path = torch() + QLatin1Char('/') + file;
        QDir().mkpath(QFileInfo(path).path());
        QFile out(path);
        QVERIFY(out.open(QIODevice::WriteOnly) && out.write(text) == text.size());
    }
    void addVersion(const QByteArray& version) const
    {
        add(QStringLiteral("version.py"), "debug = False\n__version__ = '" + version + "'\ncuda = '13.2'\n");
        add(QStringLiteral("share/cmake/Torch/TorchConfig.cmake"));
    }
    /// What configuring says about it, in one line.
    QString complaint() const
    {
        const Run result = run(QStringLiteral(CREEL_CMAKE),
                               {QStringLiteral("-DCREEL_TORCH_VENV=") + m_folder.path(), QStringLiteral("-P"),
                                QStringLiteral(CREEL_SOURCE_DIR "/models/pip_torch.cmake")});
        return result.exitCode == 1 ? result.err.simplified() : QString();
    }

private:
    QString torch() const { return m_folder.filePath(QStringLiteral("lib/python3.11/site-packages/torch")); }

    QTemporaryDir m_folder;
};

} // namespace

/// Setting Creel up, as far as it installs and builds nothing.
class SetupTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void explainsItself();
    void refusesWhatItDoesNotKnow_data();
    void refusesWhatItDoesNotKnow();
    void saysThatTheEnvironmentHasNoTorch();
    void refusesATorchOfAnotherVersion_data();
    void refusesATorchOfAnotherVersion();
    void refusesATorchWithOldStrings();
    void refusesATorchWithoutCuda();
};

void SetupTest::explainsItself()
{
    const Run help = script(QStringLiteral("app/setup"), {QStringLiteral("--help")});
    QCOMPARE(help.exitCode, 0);
    for (const char* option : {"--preset", "--torch pip", "--torch debian", "--help"})
        QVERIFY2(help.out.contains(QLatin1String(option)), option);
}

void SetupTest::refusesWhatItDoesNotKnow_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("complaint");
    const QString setup = QStringLiteral("app/setup");
    QTest::newRow("an option") << setup << QStringList{QStringLiteral("--gpu")} << "unknown option --gpu";
    QTest::newRow("no preset") << setup << QStringList{QStringLiteral("--preset")} << "--preset needs a name";
    QTest::newRow("no torch") << setup << QStringList{QStringLiteral("--torch")} << "pip or debian";
    QTest::newRow("a torch") << setup << QStringList{QStringLiteral("--torch"), QStringLiteral("conda")}
                             << "pip or debian";
    QTest::newRow("tests of no torch")
        << QStringLiteral("tests/run") << QStringList{QStringLiteral("--torch")} << "pip or debian";
}

void SetupTest::refusesWhatItDoesNotKnow()
{
    QFETCH(QString, name);
    QFETCH(QStringList, arguments);
    QFETCH(QString, complaint);
    const Run refused = script(name, arguments);
    QCOMPARE(refused.exitCode, 2);
    QVERIFY2(refused.err.contains(complaint), qPrintable(refused.err));
    QVERIFY(refused.err.contains(QLatin1String("usage: app/setup")));
    QCOMPARE(refused.out, QString());
}

void SetupTest::saysThatTheEnvironmentHasNoTorch()
{
    const QString complaint = TorchVenv().complaint();
    QVERIFY2(complaint.contains(QLatin1String("There is no torch in the virtual environment")),
             qPrintable(complaint));
    QVERIFY(complaint.contains(QLatin1String("app/setup --torch pip")));
    QVERIFY(complaint.contains(QLatin1String("app/setup --torch debian")));
}

void SetupTest::refusesATorchOfAnotherVersion_data()
{
    QTest::addColumn<QByteArray>("version");
    QTest::newRow("old") << QByteArray("1.13.1+cu117");
    QTest::newRow("not quite new enough") << QByteArray("2.3.1+cu121");
    QTest::newRow("not known yet") << QByteArray("3.0.0+cu150");
    QTest::newRow("odd") << QByteArray("nightly");
}

void SetupTest::refusesATorchOfAnotherVersion()
{
    QFETCH(QByteArray, version);
    const TorchVenv venv;
    venv.addVersion(version);
    const QString complaint = venv.complaint();
    QVERIFY2(complaint.contains(QLatin1String("Creel takes 2.4 to 2.x")), qPrintable(complaint));
}

void SetupTest::refusesATorchWithOldStrings()
{
    const TorchVenv venv;
    venv.addVersion("2.4.1+cu121");
    venv.add(QStringLiteral("share/cmake/Torch/TorchConfig.cmake"),
             "set(TORCH_CXX_FLAGS \"-D_GLIBCXX_USE_CXX11_ABI=0\")\n");
    const QString complaint = venv.complaint();
    QVERIFY2(complaint.contains(QLatin1String("_GLIBCXX_USE_CXX11_ABI=0")), qPrintable(complaint));
}

void SetupTest::refusesATorchWithoutCuda()
{
    const TorchVenv venv;
    venv.addVersion("2.15.0+cpu");
    for (const char* part : {"c10", "torch", "torch_cpu"})
        venv.add(QStringLiteral("lib/lib%1.so").arg(QLatin1String(part)));
    const QString complaint = venv.complaint();
    QVERIFY2(complaint.contains(QLatin1String("not one for NVIDIA GPUs")), qPrintable(complaint));
}

QTEST_GUILESS_MAIN(SetupTest)
#include "tst_setup.moc"
