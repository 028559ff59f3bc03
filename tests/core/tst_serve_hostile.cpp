#include "core/serve/multipart.h"
#include "tests/support/hostile_requests.h"
#include "tests/support/http_client.h"
#include "tests/support/odd_files.h"
#include "tests/support/trout_server.h"

#include <QtTest>

#include <filesystem>

using namespace creel;
using namespace creel::test;

namespace {

bool stillServes(quint16 port)
{
    return ask(port, formRequest("/api/predict", {{"image", troutPhoto(2), "x.jpg"}})).body ==
           R"({"class":"rainbow_trout","success":true})";
}

} // namespace

/// Clients that lie, break off, dawdle or shout: the server goes on serving the others.
class ServeHostileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void survivesHundredsOfHostileRequests();
    void survivesOddFiles();
    void givesSlowWritersUp();
    void givesSilentClientsUp();
    void endlessHeadersEnd();
    void servesWhileSlowWritersHoldConnections();
    void turnsClientsAwayWhenItIsFull();
    void limitsWhatAllUploadsTake();
    void takesFormsApart_data();
    void takesFormsApart();
};

void ServeHostileTest::survivesHundredsOfHostileRequests()
{
    TroutServer trout([](ServeOptions& options) {
        serveTroutCatalog(options);
        options.http.bodyMilliseconds = 300;
    });
    HostileRequests hostile(20'26, {});
    for (int i = 0; i < 600; ++i) {
        HttpClient client(trout.port());
        client.send(hostile.next());
        if (i % 3 == 0)
            client.receive(true, 50);
    }
    // What it still has to refuse may fill it for a while on a slow machine.
    QVERIFY(QTest::qWaitFor([&] { return stillServes(trout.port()); }, patienceMs));
    // Asking once more after the answer is right, as QTRY does, may meet the last question's connection.
    QVERIFY(QTest::qWaitFor(
        [&] { return ask(trout.port(), getRequest("/metrics")).body.contains("creel_connections 1\n"); },
        patienceMs));
}

void ServeHostileTest::survivesOddFiles()
{
    CREEL_NEEDS_ODD_FILES(odd);
    TroutServer trout;
    int sent = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(
             odd.folder().toStdString(), std::filesystem::directory_options::skip_permission_denied)) {
        std::error_code ignored;
        if (!entry.is_regular_file(ignored))
            continue;
        const auto bytes = readPhotoFile(QByteArray::fromStdString(entry.path().string()));
        const HttpReply reply =
            ask(trout.port(), formRequest("/api/predict", {{"image", bytes.value_or(QByteArray()), "x"}}));
        const QList<int> expected{200, 400, 413, 415, 422};
        QVERIFY2(expected.contains(reply.status), reply.text() + entry.path().c_str());
        ++sent;
    }
    QVERIFY(sent > 10);
    QVERIFY(stillServes(trout.port()));
}

void ServeHostileTest::givesSlowWritersUp()
{
    TroutServer trout([](ServeOptions& options) {
        options.http.headMilliseconds = 200;
        options.http.bodyMilliseconds = 200;
    });
    HttpClient slowHead(trout.port());
    slowHead.send("GET /healthz HTTP/1.1\r\nX-Slow: ");
    QCOMPARE(slowHead.receive().status, 408);
    QVERIFY(slowHead.isHungUp());
    HttpClient slowBody(trout.port());
    slowBody.send("POST /api/predict HTTP/1.1\r\nContent-Type: multipart/form-data; "
                  "boundary=x\r\nContent-Length: 1000\r\n\r\n--x");
    QCOMPARE(slowBody.receive().status, 408);
    QVERIFY(slowBody.isHungUp());
}

void ServeHostileTest::givesSilentClientsUp()
{
    TroutServer trout([](ServeOptions& options) { options.http.idleMilliseconds = 200; });
    HttpClient silent(trout.port());
    QVERIFY(silent.isConnected());
    QVERIFY(silent.isHungUp());
}

void ServeHostileTest::endlessHeadersEnd()
{
    TroutServer trout;
    QByteArray request = "GET /healthz HTTP/1.1\r\n";
    for (int i = 0; i < 100; ++i)
        request += "X-" + QByteArray::number(i) + ": " + QByteArray(1000, 'x') + "\r\n";
    HttpClient client(trout.port());
    client.send(request); // at once, as a write after the server has gone may cost the answer
    QCOMPARE(client.receive().status, 431);
    HttpClient endlessLine(trout.port());
    endlessLine.send("GET /" + QByteArray(200'000, 'x'));
    QVERIFY(endlessLine.isHungUp());
    QVERIFY(stillServes(trout.port()));
}

void ServeHostileTest::servesWhileSlowWritersHoldConnections()
{
    TroutServer trout([](ServeOptions& options) { options.http.connections = 20; });
    std::vector<std::unique_ptr<HttpClient>> slow;
    for (int i = 0; i < 19; ++i) {
        slow.push_back(std::make_unique<HttpClient>(trout.port()));
        slow.back()->send("POST /api/predict HTTP/1.1\r\nContent-Type: multipart/form-data; "
                          "boundary=x\r\nContent-Length: 30000000\r\n\r\n");
    }
    QVERIFY(stillServes(trout.port()));
    for (const auto& client : slow)
        client->abort();
}

void ServeHostileTest::turnsClientsAwayWhenItIsFull()
{
    TroutServer trout([](ServeOptions& options) {
        options.http.connections = 2;
        options.http.idleMilliseconds = 600'000; // it is less patient when it is full
    });
    HttpClient first(trout.port()), second(trout.port());
    QCOMPARE(first.ask(getRequest("/healthz")).status, 200);
    QCOMPARE(second.ask(getRequest("/healthz")).status, 200);
    HttpClient third(trout.port());
    const HttpReply refused = third.receive();
    QCOMPARE(refused.status, 503);
    QCOMPARE(refused.headers.value("retry-after"), QByteArray("1"));
    first.abort();
    QVERIFY(
        QTest::qWaitFor([&] { return ask(trout.port(), getRequest("/healthz")).status == 200; }, patienceMs));
}

void ServeHostileTest::limitsWhatAllUploadsTake()
{
    TroutServer trout([](ServeOptions& options) { options.http.allBodyBytes = 256 * 1024; });
    const QByteArray large = QByteArray(300 * 1024, 'x');
    QCOMPARE(ask(trout.port(), postRequest("/api/v1/predict", "image/jpeg", large)).status, 503);
    QVERIFY(stillServes(trout.port()));
}

void ServeHostileTest::takesFormsApart_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArrayList>("parts"); // name=content; empty where the form is broken
    const QByteArray type = "multipart/form-data; boundary=B";
    const QByteArray head = "Content-Disposition: form-data; name=\"a\"\r\n\r\n";
    QTest::newRow("one part") << type << "--B\r\n" + head + "x\r\n--B--\r\n" << QByteArrayList{"a=x"};
    QTest::newRow("an empty part") << type << "--B\r\n" + head + "\r\n--B--" << QByteArrayList{"a="};
    QTest::newRow("text before") << type << "hello\r\n--B\r\n" + head + "x\r\n--B--" << QByteArrayList{"a=x"};
    QTest::newRow("lines inside") << type << "--B\r\n" + head + "x\r\n\r\n-B\r\n--C\r\n--B--"
                                  << QByteArrayList{"a=x\r\n\r\n-B\r\n--C"};
    QTest::newRow("two parts") << type << "--B\r\n" + head + "x\r\n--B\r\n" + head + "y\r\n--B--"
                               << QByteArrayList{"a=x", "a=y"};
    QTest::newRow("a quoted boundary") << QByteArray("multipart/form-data; charset=utf-8; boundary=\"B\"")
                                       << "--B\r\n" + head + "x\r\n--B--" << QByteArrayList{"a=x"};
    QTest::newRow("a name without quotes")
        << type
        << QByteArray(
               "--B\r\ncontent-disposition: form-data; filename=\"q;name=z\"; name=a\r\n\r\nx\r\n--B--")
        << QByteArrayList{"a=x"};
    QTest::newRow("no boundary") << QByteArray("multipart/form-data") << "--B\r\n" + head + "x\r\n--B--"
                                 << QByteArrayList{};
    QTest::newRow("no end") << type << "--B\r\n" + head + "x" << QByteArrayList{};
    QTest::newRow("no end of the head")
        << type << QByteArray("--B\r\nContent-Disposition: x\r\n") << QByteArrayList{};
    QTest::newRow("garbage after a boundary") << type << "--B\r\n" + head + "x\r\n--B??" << QByteArrayList{};
    QTest::newRow("nothing") << type << QByteArray() << QByteArrayList{};
    QTest::newRow("too many parts") << type << ("--B\r\n" + head + "x\r\n").repeated(9) + "--B--"
                                    << QByteArrayList{};
}

void ServeHostileTest::takesFormsApart()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    QFETCH(QByteArrayList, parts);
    const auto parsed = parseForm(type, body, 8);
    QCOMPARE(parsed.has_value(), !parts.isEmpty());
    QByteArrayList found;
    for (const FormPart& part : parsed.value_or(std::vector<FormPart>()))
        found.append(part.name + '=' + part.content.toByteArray());
    QCOMPARE(found, parts);
}

QTEST_GUILESS_MAIN(ServeHostileTest)
#include "tst_serve_hostile.moc"
