#include "core/serve/metrics.h"
#include "tests/support/drawn_photo.h"
#include "tests/support/fake_engine.h"
#include "tests/support/gated_engine.h"
#include "tests/support/http_client.h"
#include "tests/support/trout_server.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>
#include <QScopeGuard>
#include <QtTest>

#include <thread>

using namespace creel;
using namespace creel::test;

namespace {

QByteArray predictRequest(int label, const QByteArray& path = "/api/v1/predict")
{
    return formRequest(path, {{"image", troutPhoto(label), "x.jpg"}});
}

QString classOf(const HttpReply& reply)
{
    return reply.json()[QLatin1String("predictions")][0][QLatin1String("class")].toString();
}

/// Opens the gate in the end, so that a test that fails leaves no request behind that waits for ever.
auto openInTheEnd(const std::shared_ptr<GatedEngine::Gate>& gate)
{
    return qScopeGuard([gate] { gate->mayLeave.release(1000); });
}

} // namespace

/// The service as its clients meet it, over real sockets.
class ServeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersTheArticleByteForByte();
    void failsAsTheArticleSays();
    void tellsScoresAndTheModel();
    void takesSeveralImagesAndRawBodies();
    void takesEveryFormatAndOrientation();
    void refusesByStatus_data();
    void refusesByStatus();
    void refusesABombUndecoded();
    void keepsAConnectionForManyRequests();
    void answersPipelinedRequestsInOrder();
    void invitesTheBodyThatAClientHoldsBack();
    void putsRequestsTogether();
    void refusesWhenTheQueueIsFull();
    void swapsTheModelWithoutLosingARequest();
    void keepsTheModelWhenTheNewFileIsBroken();
    void notReadyYetIsNoFailure();
    void finishesWhatIsUnderWayWhenItStops();
    void wantsAKey();
    void limitsTheRate();
    void letsOtherOriginsIn();
    void servesThePageToBrowsers();
    void countsForPrometheus();
    void tellsNoPath();
    void saysWhatIsWrongAtTheStart();
};

void ServeTest::answersTheArticleByteForByte()
{
    TroutServer trout;
    QVERIFY(trout.isStarted());
    // What curl 7.88 sends for: curl http://localhost:8080/api/classes
    const HttpReply classes =
        ask(trout.port(), "GET /api/classes HTTP/1.1\r\nHost: localhost:8080\r\nUser-Agent: curl/7.88.1\r\n"
                          "Accept: */*\r\n\r\n");
    QCOMPARE(classes.status, 200);
    QCOMPARE(classes.headers.value("content-type"), QByteArray("application/json"));
    QCOMPARE(classes.body, QByteArray(R"(["brown_trout","bull_trout","rainbow_trout"])"));
    // And for: curl -F image=@x.jpg http://localhost:8080/api/predict
    const HttpReply rainbow = ask(trout.port(), predictRequest(2, "/api/predict"));
    QCOMPARE(rainbow.status, 200);
    QCOMPARE(rainbow.headers.value("content-type"), QByteArray("application/json"));
    QCOMPARE(rainbow.body, QByteArray(R"({"class":"rainbow_trout","success":true})"));
    QCOMPARE(ask(trout.port(), predictRequest(0, "/api/predict")).body,
             QByteArray(R"({"class":"brown_trout","success":true})"));
}

void ServeTest::failsAsTheArticleSays()
{
    TroutServer trout;
    const HttpReply reply = ask(trout.port(), formRequest("/api/predict", {{"photo", "x", "x.jpg"}}));
    QCOMPARE(reply.status, 400);
    QCOMPARE(reply.body, QByteArray(R"({"success":false,"error":"The form has no field \"image\"."})"));
}

void ServeTest::tellsScoresAndTheModel()
{
    TroutServer trout;
    const HttpReply reply =
        ask(trout.port(), formRequest("/api/v1/predict?top_k=2", {{"image", troutPhoto(1), "x.jpg"}}));
    QVERIFY2(reply.status == 200, reply.text());
    const QJsonObject photo = reply.json()[QLatin1String("predictions")][0].toObject();
    QCOMPARE(photo[QLatin1String("class")].toString(), QStringLiteral("bull_trout"));
    QCOMPARE(photo[QLatin1String("top")].toArray().size(), 2);
    QCOMPARE(photo[QLatin1String("scores")].toObject().size(), 3);
    QCOMPARE(photo[QLatin1String("width")].toInt(), 64);
    QCOMPARE(photo[QLatin1String("abstains")].toBool(), photo[QLatin1String("confidence")].toDouble() < 0.5);
    const QJsonObject model = reply.json()[QLatin1String("model")].toObject();
    QCOMPARE(model[QLatin1String("name")].toString(), QStringLiteral("trout"));
    QCOMPARE(model[QLatin1String("data_revision")].toInt(), 7);
    QCOMPARE(model[QLatin1String("hash")].toString().size(), 32);
}

void ServeTest::takesSeveralImagesAndRawBodies()
{
    TroutServer trout;
    const HttpReply several = ask(
        trout.port(),
        formRequest("/api/v1/predict",
                    {{"image", troutPhoto(2), "a.jpg"}, {"image", troutPhoto(0), "b.jpg"}, {"top_k", "1"}}));
    const QJsonArray photos = several.json()[QLatin1String("predictions")].toArray();
    QCOMPARE(photos.size(), 2);
    QCOMPARE(photos[0][QLatin1String("class")].toString(), QStringLiteral("rainbow_trout"));
    QCOMPARE(photos[1][QLatin1String("class")].toString(), QStringLiteral("brown_trout"));
    QCOMPARE(photos[1][QLatin1String("top")].toArray().size(), 1);
    QCOMPARE(classOf(ask(trout.port(), postRequest("/api/v1/predict", "image/jpeg", troutPhoto(1)))),
             QStringLiteral("bull_trout"));
}

void ServeTest::takesEveryFormatAndOrientation()
{
    TroutServer trout;
    const QImage image = QImage::fromData(troutPhoto(2, {60, 40}));
    for (const char* format : {"png", "webp", "bmp", "tiff"}) {
        const HttpReply reply = ask(
            trout.port(), postRequest("/api/v1/predict", "application/octet-stream", encoded(image, format)));
        QVERIFY2(classOf(reply) == QStringLiteral("rainbow_trout"), reply.text());
    }
    const QByteArray turned = withMetadata(troutPhoto(2, {60, 40}), {{"Exif.Image.Orientation", "6"}});
    const HttpReply reply = ask(trout.port(), postRequest("/api/v1/predict", "image/jpeg", turned));
    QCOMPARE(reply.json()[QLatin1String("predictions")][0][QLatin1String("width")].toInt(), 40);
}

void ServeTest::refusesByStatus_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    const QByteArray photo = troutPhoto(0);
    QTest::newRow("no image field") << formRequest("/api/predict", {{"file", photo, "x.jpg"}}) << 400;
    QTest::newRow("an empty image") << formRequest("/api/predict", {{"image", "", "x.jpg"}}) << 400;
    QTest::newRow("no boundary") << postRequest("/api/predict", "multipart/form-data", "x") << 400;
    QTest::newRow("top_k of nothing")
        << formRequest("/api/v1/predict?top_k=0", {{"image", photo, "x"}}) << 400;
    QTest::newRow("a length that is none")
        << QByteArray("POST /api/predict HTTP/1.1\r\nContent-Length: -5\r\n\r\n") << 400;
    QTest::newRow("two lengths") << QByteArray(
                                        "POST /api/predict HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: "
                                        "6\r\n\r\nhello")
                                 << 400;
    QTest::newRow("no HTTP") << QByteArray("\x16\x03\x01\x02\r\n\r\n") << 400;
    QTest::newRow("nothing there") << getRequest("/api/predictions") << 404;
    QTest::newRow("a path outside") << getRequest("/../../etc/passwd") << 404;
    QTest::newRow("GET for POST") << getRequest("/api/predict") << 405;
    QTest::newRow("POST for GET") << postRequest("/api/classes", "text/plain", "x") << 405;
    QTest::newRow("DELETE") << getRequest("/api/classes", {}, "DELETE") << 405;
    QTest::newRow("no length") << getRequest("/api/predict", {}, "POST") << 411;
    QTest::newRow("chunked") << QByteArray("POST /api/predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
                                           "chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
                             << 411;
    QTest::newRow("a body too large")
        << QByteArray("POST /api/predict HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n") << 413;
    QTest::newRow("too many images") << formRequest("/api/v1/predict",
                                                    QList<FormField>(20, {"image", photo, "x"}))
                                     << 413;
    QTest::newRow("no form") << postRequest("/api/predict", "application/json", "{}") << 415;
    QTest::newRow("a raw body for the article") << postRequest("/api/predict", "image/jpeg", photo) << 415;
    QTest::newRow("a page for an image")
        << formRequest("/api/predict", {{"image", "<html>no photo</html>", "x.jpg"}}) << 415;
    QTest::newRow("SVG") << formRequest("/api/predict",
                                        {{"image", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "x.svg"}})
                         << 415;
    QTest::newRow("a compressed body")
        << postRequest("/api/predict", "multipart/form-data; boundary=x", "x", "Content-Encoding: gzip\r\n")
        << 415;
    QTest::newRow("a broken image") << formRequest("/api/predict", {{"image", photo.left(30), "x.jpg"}})
                                    << 422;
    QTest::newRow("endless headers") << getRequest("/healthz", "X: " + QByteArray(7000, 'x') +
                                                                   "\r\nY: " + QByteArray(7000, 'y') +
                                                                   "\r\nZ: " + QByteArray(7000, 'z') +
                                                                   "\r\nA: " + QByteArray(7000, 'a') +
                                                                   "\r\nB: " + QByteArray(7000, 'b') + "\r\n")
                                     << 431;
}

void ServeTest::refusesByStatus()
{
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    TroutServer trout;
    const HttpReply reply = ask(trout.port(), request);
    QVERIFY2(reply.status == status, reply.text());
    QCOMPARE(reply.json()[QLatin1String("success")], QJsonValue(false));
    QVERIFY(!reply.json()[QLatin1String("error")].toString().isEmpty());
    QCOMPARE(ask(trout.port(), predictRequest(1, "/api/predict")).status, 200);
}

void ServeTest::refusesABombUndecoded()
{
    TroutServer trout([](ServeOptions& options) { options.api.decode.maxPixels = 1'000'000; });
    QImage large(1001, 1000, QImage::Format_Mono);
    large.fill(0);
    const HttpReply reply =
        ask(trout.port(), formRequest("/api/predict", {{"image", encoded(large, "png"), "x.png"}}));
    QCOMPARE(reply.status, 413);
    QVERIFY2(reply.body.contains("1,001"), reply.text());
}

void ServeTest::keepsAConnectionForManyRequests()
{
    TroutServer trout;
    HttpClient client(trout.port());
    for (int i = 0; i < 30; ++i)
        QCOMPARE(classOf(client.ask(predictRequest(i % 3))),
                 (QStringList{QStringLiteral("brown_trout"), QStringLiteral("bull_trout"),
                              QStringLiteral("rainbow_trout")}[i % 3]));
    client.send(getRequest("/healthz", "Connection: close\r\n"));
    QCOMPARE(client.receive().status, 200);
    QVERIFY(client.isHungUp());
}

void ServeTest::answersPipelinedRequestsInOrder()
{
    TroutServer trout;
    HttpClient client(trout.port());
    client.send(predictRequest(2) + predictRequest(0) + getRequest("/healthz"));
    QCOMPARE(classOf(client.receive()), QStringLiteral("rainbow_trout"));
    QCOMPARE(classOf(client.receive()), QStringLiteral("brown_trout"));
    QCOMPARE(client.receive().status, 200);
}

void ServeTest::invitesTheBodyThatAClientHoldsBack()
{
    TroutServer trout;
    const QByteArray request =
        formRequest("/api/predict", {{"image", troutPhoto(1), "x.jpg"}}, "Expect: 100-continue\r\n");
    const qsizetype headEnd = request.indexOf("\r\n\r\n") + 4;
    HttpClient client(trout.port());
    QCOMPARE(client.ask(request.left(headEnd)).status, 100);
    QCOMPARE(client.ask(request.mid(headEnd)).body, QByteArray(R"({"class":"bull_trout","success":true})"));
    // One that is refused anyway is not invited.
    HttpClient refused(trout.port());
    QCOMPARE(
        refused.ask("POST /nowhere HTTP/1.1\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n").status,
        404);
}

void ServeTest::putsRequestsTogether()
{
    const auto gate = std::make_shared<GatedEngine::Gate>();
    TroutServer trout({}, GatedEngine::factory(gate));
    const auto open = openInTheEnd(gate);
    std::vector<std::unique_ptr<HttpClient>> clients;
    for (int i = 0; i < 9; ++i)
        clients.push_back(std::make_unique<HttpClient>(trout.port()));
    clients[0]->send(predictRequest(0));
    QVERIFY(gate->entered.tryAcquire(1, patienceMs));
    for (int i = 1; i < 9; ++i)
        clients[size_t(i)]->send(predictRequest(i % 3));
    QVERIFY(QTest::qWaitFor(
        [&] { return ask(trout.port(), getRequest("/metrics")).body.contains("creel_queue_photos 8\n"); },
        patienceMs));
    gate->mayLeave.release(2);
    for (const auto& client : clients)
        QCOMPARE(client->receive().status, 200);
    const std::lock_guard lock(gate->mutex);
    QCOMPARE(gate->batches, (std::vector<int>{1, 8}));
}

void ServeTest::refusesWhenTheQueueIsFull()
{
    const auto gate = std::make_shared<GatedEngine::Gate>();
    TroutServer trout([](ServeOptions& options) { options.predict.queuePhotos = 2; },
                      GatedEngine::factory(gate));
    const auto open = openInTheEnd(gate);
    std::vector<std::unique_ptr<HttpClient>> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(std::make_unique<HttpClient>(trout.port()));
        clients.back()->send(predictRequest(i));
        if (i == 0)
            QVERIFY(gate->entered.tryAcquire(1, patienceMs));
    }
    QVERIFY(QTest::qWaitFor(
        [&] { return ask(trout.port(), getRequest("/metrics")).body.contains("creel_queue_photos 2\n"); },
        patienceMs));
    const HttpReply refused = ask(trout.port(), predictRequest(0));
    QCOMPARE(refused.status, 503);
    QCOMPARE(refused.headers.value("retry-after"), QByteArray("1"));
    gate->mayLeave.release(3);
    for (const auto& client : clients)
        QCOMPARE(client->receive().status, 200);
}

void ServeTest::swapsTheModelWithoutLosingARequest()
{
    TroutServer trout(
        [](ServeOptions& options) { options.predict.watchPause = std::chrono::milliseconds(20); });
    std::atomic<bool> isOver = false;
    std::atomic<int> failures = 0, before = 0, after = 0;
    std::vector<std::jthread> threads;
    const auto end = qScopeGuard([&] { isOver = true; });
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            HttpClient client(trout.port());
            while (!isOver) {
                const HttpReply reply = client.ask(predictRequest(2));
                const QString name = classOf(reply);
                ++(reply.status != 200                       ? failures
                   : name == QStringLiteral("rainbow_trout") ? before
                   : name == QStringLiteral("golden_trout")  ? after
                                                             : failures);
            }
        });
    QTRY_VERIFY_WITH_TIMEOUT(before > 20, patienceMs);
    writeTroutModel(
        trout.modelFile(), QStringLiteral("newer"),
        {QStringLiteral("lake_trout"), QStringLiteral("cutthroat"), QStringLiteral("golden_trout")});
    QTRY_VERIFY_WITH_TIMEOUT(after > 20, patienceMs);
    isOver = true;
    threads.clear(); // joins them
    QCOMPARE(failures.load(), 0);
    QVERIFY(ask(trout.port(), getRequest("/api/classes")).body.contains("golden_trout"));
}

void ServeTest::keepsTheModelWhenTheNewFileIsBroken()
{
    TroutServer trout(
        [](ServeOptions& options) { options.predict.watchPause = std::chrono::milliseconds(20); });
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("the old one goes on")));
    QSaveFile file(trout.modelFile()); // written in place, it might be seen twice
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("half a mod");
    QVERIFY(file.commit());
    QTRY_VERIFY_WITH_TIMEOUT(
        ask(trout.port(), getRequest("/metrics")).body.contains("creel_model_swaps_failed_total 1\n"),
        patienceMs);
    QCOMPARE(classOf(ask(trout.port(), predictRequest(2))), QStringLiteral("rainbow_trout"));
}

void ServeTest::notReadyYetIsNoFailure()
{
    Metrics metrics;
    metrics.count(readinessRoute, 503, 10);
    metrics.count("/api/predict", 503, 10);
    metrics.count("/api/predict", 400, 10);
    const RequestFigures figures = metrics.figures();
    QCOMPARE(figures.answered, 3);
    QCOMPARE(figures.failed, 1);
    QCOMPARE(figures.refused, 1);
}

void ServeTest::finishesWhatIsUnderWayWhenItStops()
{
    const auto gate = std::make_shared<GatedEngine::Gate>();
    TroutServer trout({}, GatedEngine::factory(gate));
    std::jthread stopper;
    const auto open = openInTheEnd(gate);
    HttpClient idle(trout.port());
    QCOMPARE(idle.ask(getRequest("/healthz")).status, 200);
    HttpClient busy(trout.port());
    busy.send(predictRequest(1));
    QVERIFY(gate->entered.tryAcquire(1, patienceMs));
    stopper = std::jthread([&] { trout.server().stop(); });
    QVERIFY(idle.isHungUp(patienceMs));
    gate->mayLeave.release();
    QCOMPARE(classOf(busy.receive()), QStringLiteral("bull_trout"));
    QVERIFY(busy.isHungUp(patienceMs));
    stopper.join();
    QVERIFY(!HttpClient(trout.port()).isConnected());
}

void ServeTest::wantsAKey()
{
    TroutServer trout([](ServeOptions& options) { options.api.keys = {"first-key", "second-key"}; });
    QCOMPARE(ask(trout.port(), getRequest("/api/classes")).status, 401);
    QCOMPARE(ask(trout.port(), getRequest("/metrics")).status, 401);
    QCOMPARE(ask(trout.port(), getRequest("/api/classes", "X-API-Key: wrong-key\r\n")).status, 401);
    QCOMPARE(ask(trout.port(), getRequest("/api/classes", "X-API-Key: second-key\r\n")).status, 200);
    QCOMPARE(ask(trout.port(), getRequest("/api/classes", "Authorization: Bearer first-key\r\n")).status,
             200);
    QCOMPARE(ask(trout.port(), getRequest("/healthz")).status, 200);
}

void ServeTest::limitsTheRate()
{
    TroutServer trout([](ServeOptions& options) {
        options.api.requestsPerMinute = 2;
        options.api.isBehindProxy = true;
    });
    const QByteArray request = getRequest("/api/classes", "X-Forwarded-For: 1.2.3.4, 192.0.2.1\r\n");
    QCOMPARE(ask(trout.port(), request).status, 200);
    QCOMPARE(ask(trout.port(), request).status, 200);
    const HttpReply refused = ask(trout.port(), request);
    QCOMPARE(refused.status, 429);
    QVERIFY(refused.headers.value("retry-after").toInt() > 0);
    QCOMPARE(ask(trout.port(), getRequest("/api/classes", "X-Forwarded-For: 192.0.2.2\r\n")).status, 200);
    QCOMPARE(ask(trout.port(), getRequest("/healthz")).status, 200);
}

void ServeTest::letsOtherOriginsIn()
{
    TroutServer trout([](ServeOptions& options) { options.api.origins = {"https://fish.example"}; });
    const HttpReply mine = ask(trout.port(), getRequest("/api/classes", "Origin: https://fish.example\r\n"));
    QCOMPARE(mine.headers.value("access-control-allow-origin"), QByteArray("https://fish.example"));
    const HttpReply other = ask(trout.port(), getRequest("/api/classes", "Origin: https://evil.example\r\n"));
    QVERIFY(!other.headers.contains("access-control-allow-origin"));
    const HttpReply preflight =
        ask(trout.port(), getRequest("/api/v1/predict", "Origin: https://fish.example\r\n", "OPTIONS"));
    QCOMPARE(preflight.status, 204);
    QVERIFY(preflight.headers.value("access-control-allow-methods").contains("POST"));
    QVERIFY(preflight.headers.value("access-control-allow-headers").contains("X-API-Key"));
}

void ServeTest::servesThePageToBrowsers()
{
    TroutServer trout;
    const HttpReply described = ask(trout.port(), getRequest("/openapi.json"));
    QCOMPARE(described.status, 200);
    QCOMPARE(described.headers.value("content-type"), QByteArray("application/json"));
    QVERIFY(described.headers.value("content-security-policy").contains("default-src 'self'"));
    QCOMPARE(described.headers.value("x-content-type-options"), QByteArray("nosniff"));
    const QByteArray tag = described.headers.value("etag");
    const HttpReply again = ask(trout.port(), getRequest("/openapi.json", "If-None-Match: " + tag + "\r\n"));
    QCOMPARE(again.status, 304);
    QVERIFY(again.body.isEmpty());
    HttpClient client(trout.port());
    client.send(getRequest("/openapi.json", {}, "HEAD"));
    const HttpReply head = client.receive(false);
    QCOMPARE(head.headers.value("content-length").toInt(), int(described.body.size()));
    QCOMPARE(client.ask(getRequest("/healthz")).status, 200);
}

void ServeTest::countsForPrometheus()
{
    TroutServer trout;
    ask(trout.port(), predictRequest(1, "/api/predict"));
    ask(trout.port(), getRequest("/nowhere/\"quoted\""));
    const HttpReply reply = ask(trout.port(), getRequest("/metrics"));
    QVERIFY(reply.headers.value("content-type").startsWith("text/plain; version=0.0.4"));
    for (const char* line :
         {"creel_requests_total{route=\"/api/predict\",status=\"200\"} 1\n",
          "creel_requests_total{route=\"other\",status=\"404\"} 1\n", "creel_photos_total 1\n",
          "creel_request_seconds_bucket{route=\"/api/predict\",le=\"+Inf\"} 1\n",
          "creel_request_seconds_count{route=\"/api/predict\"} 1\n",
          "# TYPE creel_request_seconds histogram\n"})
        QVERIFY2(reply.body.contains(line), reply.body);
}

void ServeTest::tellsNoPath()
{
    TroutServer trout;
    for (const char* path : {"/api/classes", "/api/v1/models", "/metrics", "/readyz", "/nowhere"})
        QVERIFY2(!ask(trout.port(), getRequest(path)).body.contains(QFile::encodeName(QDir::tempPath())),
                 path);
}

void ServeTest::saysWhatIsWrongAtTheStart()
{
    TroutServer trout;
    ServeOptions options;
    options.model = trout.modelFile();
    options.port = trout.port();
    const EngineFactory fake = []() -> Result<std::unique_ptr<Engine>> {
        return std::make_unique<FakeEngine>();
    };
    ModelServer second(fake, options);
    const auto taken = second.start();
    QVERIFY(!taken);
    QCOMPARE(taken.error().code, ErrorCode::Conflict);
    QVERIFY(taken.error().message.contains(QStringLiteral("--port")));

    options.port = 0;
    options.model = trout.file(QStringLiteral("none.safetensors"));
    ModelServer third(fake, options);
    QVERIFY(!third.start());

    ModelServer fourth(
        []() -> Result<std::unique_ptr<Engine>> {
            return fail(ErrorCode::NotFound, QStringLiteral("no engine"));
        },
        options);
    QCOMPARE(fourth.start().error().message, QStringLiteral("no engine"));
}

QTEST_GUILESS_MAIN(ServeTest)
#include "tst_serve.moc"
