#include "core/catalog/catalog.h"
#include "core/catalog/feedback_store.h"
#include "core/serve/feedback_box.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/creel_program.h"
#include "tests/support/drawn_photo.h"
#include "tests/support/http_client.h"
#include "tests/support/patience.h"
#include "tests/support/trout_server.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QUrl>
#include <QtTest>

#include <csignal>

using namespace creel;
using namespace creel::test;

/// The real program as a server: it says where it is, stops when asked, and survives being murdered.
class ServeCliTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void answersAtTheAddressThatItPrints();
    void stopsWhenItIsAsked_data();
    void stopsWhenItIsAsked();
    void killedServerKeepsWhatItAccepted();
    void wantsAKeyOfTheFile();
    void saysWhatIsMissing();
    void thePageWorksInABrowser();

private:
    QString file(const char* name) const { return m_folder->filePath(QLatin1String(name)); }
    QStringList command(const QStringList& rest = {}) const
    {
        return QStringList{QStringLiteral("serve"),  QStringLiteral("--model"), file("trout.safetensors"),
                           QStringLiteral("--port"), QStringLiteral("0"),       QStringLiteral("--json")} +
               rest;
    }
    /// Starts the program and returns its port; 0 if it does not say one.
    static quint16 start(QProcess& process, const QStringList& arguments)
    {
        prepareCreel(process, arguments);
        process.start();
        while (!process.canReadLine() && process.waitForReadyRead(patienceMs)) {
        }
        const QJsonObject line = QJsonDocument::fromJson(process.readLine()).object();
        return quint16(QUrl(line[QLatin1String("address")].toString()).port(0));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void ServeCliTest::init()
{
    qputenv("CREEL_ENGINE", CREEL_FAKE_ENGINE);
    m_folder = std::make_unique<QTemporaryDir>();
    writeTroutModel(file("trout.safetensors"));
}

void ServeCliTest::answersAtTheAddressThatItPrints()
{
    QProcess process;
    const quint16 port = start(process, command());
    QVERIFY2(port > 0, process.readAllStandardError());
    QCOMPARE(ask(port, formRequest("/api/predict", {{"image", troutPhoto(0), "x"}})).body,
             QByteArray(R"({"class":"brown_trout","success":true})"));
    const HttpReply page = ask(port, getRequest("/"));
    QVERIFY(page.headers.value("content-type").startsWith("text/html"));
    QVERIFY(page.body.contains("/app.js"));
    process.kill();
    process.waitForFinished();
}

void ServeCliTest::stopsWhenItIsAsked_data()
{
    QTest::addColumn<int>("number");
    QTest::newRow("SIGTERM") << SIGTERM;
    QTest::newRow("SIGINT") << SIGINT;
}

void ServeCliTest::stopsWhenItIsAsked()
{
    QFETCH(int, number);
    QProcess process;
    const quint16 port = start(process, command());
    HttpClient idle(port);
    QCOMPARE(idle.ask(getRequest("/healthz")).status, 200);
    QVERIFY(sendSignal(process, number));
    QVERIFY(process.waitForFinished(patienceMs));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 0);
    QVERIFY(idle.isHungUp());
}

void ServeCliTest::killedServerKeepsWhatItAccepted()
{
    must(openCatalog(file("test.creel"), Connection::Access::Create));
    const QStringList arguments = command({QStringLiteral("--catalog"), file("test.creel")});
    int accepted = 0;
    for (quint32 round = 0; round < 3; ++round) {
        QProcess process;
        HttpClient client(start(process, arguments));
        for (quint32 i = 0; i < 4; ++i)
            accepted += client
                            .ask(formRequest("/api/v1/feedback",
                                             {{"image", encoded(drawnPhoto(10 * round + i)), "x.jpg"},
                                              {"label", "bull_trout"},
                                              {"consent", "yes"}}))
                            .status == 201;
        process.kill();
        QVERIFY(process.waitForFinished());
    }
    QCOMPARE(accepted, 12);
    QProcess process;
    QVERIFY(start(process, arguments) > 0);
    const auto inCatalog = [&] {
        const auto connection = must(openCatalog(file("test.creel"), Connection::Access::ReadOnly));
        return int(must(FeedbackStore(*connection).photos()).size());
    };
    QTRY_COMPARE_WITH_TIMEOUT(inCatalog(), accepted, patienceMs);
    process.kill();
    process.waitForFinished();
}

void ServeCliTest::wantsAKeyOfTheFile()
{
    writeFile(QFile::encodeName(file("keys")), "one-key\n\nanother-key\n");
    QProcess process;
    const quint16 port = start(process, command({QStringLiteral("--api-keys"), file("keys")}));
    QCOMPARE(ask(port, getRequest("/api/classes")).status, 401);
    QCOMPARE(ask(port, getRequest("/api/classes", "X-API-Key: another-key\r\n")).status, 200);
    process.kill();
    process.waitForFinished();
}

void ServeCliTest::saysWhatIsMissing()
{
    const ProgramRun noModel = runCreel({QStringLiteral("serve")});
    QCOMPARE(noModel.exitCode, 2);
    const ProgramRun wrongModel = runCreel({QStringLiteral("serve"), QStringLiteral("--model"), file("none"),
                                            QStringLiteral("--port"), QStringLiteral("0")});
    QVERIFY2(wrongModel.exitCode == 1, wrongModel.text());
    const ProgramRun noCatalog = runCreel(command({QStringLiteral("--catalog"), file("none.creel")}));
    QVERIFY2(noCatalog.exitCode == 1 && noCatalog.err.contains("none.creel"), noCatalog.text());
    must(openCatalog(file("test.creel"), Connection::Access::Create));
    for (const bool isHidden : {false, true}) {
        QProcess server;
        QStringList more{QStringLiteral("--catalog"), file("test.creel")};
        if (isHidden)
            more.append(QStringLiteral("--hide-photos"));
        QVERIFY(start(server, command(more)) > 0);
        QByteArray said;
        QTRY_VERIFY_WITH_TIMEOUT((said += server.readAllStandardError()).contains("Ctrl-C"), patienceMs);
        QVERIFY2(said.contains("creel embed --catalog " + file("test.creel").toUtf8()) != isHidden, said);
        server.kill();
        server.waitForFinished();
    }
}

/// Drives headless Chromium; tests/support/web_page.py says what is looked at.
void ServeCliTest::thePageWorksInABrowser()
{
    writeTroutCatalog(file("test.creel"), 4);
    embedTroutCatalog(file("test.creel"), file("trout.safetensors"));
    writeFile(QFile::encodeName(file("rainbow.jpg")), troutPhoto(2, {1600, 1200}));
    writeFile(QFile::encodeName(file("page.jpg")), "<html>no photo</html>");
    QProcess server;
    const quint16 port = start(server, command({QStringLiteral("--catalog"), file("test.creel")}));
    QVERIFY(port > 0);
    QProcess browser;
    browser.setProcessChannelMode(QProcess::MergedChannels);
    browser.start(QStringLiteral("/usr/bin/python3"),
                  {QStringLiteral(CREEL_SOURCE_DIR "/tests/support/web_page.py"),
                   QStringLiteral("http://127.0.0.1:%1").arg(port), m_folder->path()});
    if (!browser.waitForStarted())
        QSKIP("there is no python3");
    QVERIFY(browser.waitForFinished(180'000));
    const QByteArray said = browser.readAll();
    server.kill();
    server.waitForFinished();
    if (browser.exitCode() == 77)
        QSKIP(said.constData());
    QVERIFY2(browser.exitCode() == 0, said);
    if (qEnvironmentVariableIsSet("CREEL_KEEP_SHOTS"))
        m_folder->setAutoRemove(false);
}

QTEST_GUILESS_MAIN(ServeCliTest)
#include "tst_serve_cli.moc"
