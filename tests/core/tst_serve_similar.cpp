#include "core/catalog/catalog.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/drawn_photo.h"
#include "tests/support/fake_engine.h"
#include "tests/support/http_client.h"
#include "tests/support/trout_server.h"

#include <QJsonArray>
#include <QtTest>

#include <thread>

using namespace creel;
using namespace creel::test;

/// The server finds a catalog's photos that look like an upload, and shows no others.
class ServeSimilarTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsLabelledPhotosOfTheCatalog();
    void showsThumbnailsOfReferencesOnly();
    void followsTheCatalog();
    void followsTheModel();
    void needsACatalogAndItsFeatures();
    void tellsNoPathOfTheMachine();
    void answersManyAtOnce();

private:
    static void withCatalog(ServeOptions& options)
    {
        serveTroutCatalog(options, 4);
        options.similar.pause = std::chrono::milliseconds(20);
    }
    static QString catalogOf(const TroutServer& trout)
    {
        return trout.modelFile() + QStringLiteral(".creel");
    }
    static HttpReply similarTo(quint16 port, int label, int count = 3)
    {
        return ask(port, formRequest("/api/v1/similar?top_k=" + QByteArray::number(count),
                                     {{"image", troutPhoto(label), "x.jpg"}}));
    }
    static QJsonArray listOf(const HttpReply& reply)
    {
        return reply.json()[QLatin1String("similar")].toArray();
    }
    static void sql(const QString& catalog, const QString& text)
    {
        must(must(openCatalog(catalog, Connection::Access::ReadWrite))->run(text));
    }
};

void ServeSimilarTest::findsLabelledPhotosOfTheCatalog()
{
    TroutServer trout(withCatalog);
    QVERIFY(trout.isStarted());
    const HttpReply reply = similarTo(trout.port(), 2, 4);
    QVERIFY2(reply.status == 200, reply.text());
    QCOMPARE(listOf(reply).size(), 4);
    double before = 1;
    for (const auto& photo : listOf(reply)) {
        QCOMPARE(photo[QLatin1String("label")].toString(), QStringLiteral("rainbow_trout"));
        QCOMPARE(photo[QLatin1String("accepted")].toBool(true), false);
        QVERIFY(photo[QLatin1String("similarity")].toDouble() <= before);
        before = photo[QLatin1String("similarity")].toDouble();
    }
    QCOMPARE(listOf(ask(trout.port(), postRequest("/api/v1/similar", "image/jpeg", troutPhoto(0)))).size(),
             6);
    QVERIFY(ask(trout.port(), getRequest("/api/v1/models")).json()[QLatin1String("similar")].toBool());
}

void ServeSimilarTest::showsThumbnailsOfReferencesOnly()
{
    TroutServer trout(withCatalog);
    sql(catalogOf(trout), QStringLiteral("INSERT INTO review (photo_id, state) VALUES (2, 'rejected')"));
    sql(catalogOf(trout), QStringLiteral("UPDATE photo SET folder_label_id = NULL WHERE id = 3"));
    const QByteArray path =
        listOf(similarTo(trout.port(), 0)).at(0)[QLatin1String("thumbnail")].toString().toLatin1();
    const HttpReply shown = ask(trout.port(), getRequest(path));
    QCOMPARE(shown.status, 200);
    QCOMPARE(shown.headers.value("content-type"), QByteArray("image/jpeg"));
    QVERIFY(!QImage::fromData(shown.body, "jpeg").isNull());
    const auto status = [&](const QByteArray& id) {
        return ask(trout.port(), getRequest("/api/v1/photos/" + id + "/thumbnail")).status;
    };
    QTRY_COMPARE_WITH_TIMEOUT(status("2"), 404, patienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(status("3"), 404, patienceMs);
    QCOMPARE(status("1"), 200);
    for (const QByteArray id : {"0", "-1", "99", "1x", "", "1/2", "999999999999999999",
                                "99999999999999999999", "..", "%2e%2e", "{id}"})
        QVERIFY2(status(id) == 404, id);
    QCOMPARE(ask(trout.port(), getRequest("/api/v1/photos/1/thumbnail", {}, "POST")).status, 405);
}

void ServeSimilarTest::followsTheCatalog()
{
    TroutServer trout(withCatalog);
    QCOMPARE(listOf(similarTo(trout.port(), 1, 4)).size(), 4);
    sql(catalogOf(trout),
        QStringLiteral("INSERT INTO review (photo_id, state) SELECT id, 'accepted' FROM photo "
                       "WHERE name = CAST('0.png' AS BLOB)"));
    const auto accepted = [&] {
        int count = 0;
        for (const auto& photo : listOf(similarTo(trout.port(), 1, 3)))
            count += photo[QLatin1String("accepted")].toBool();
        return count;
    };
    QTRY_COMPARE_WITH_TIMEOUT(accepted(), 3, patienceMs); // one of each class, as accepted photos go first
    sql(catalogOf(trout), QStringLiteral("UPDATE review SET state = 'rejected'"));
    QTRY_COMPARE_WITH_TIMEOUT(accepted(), 0, patienceMs);
    // The cache may go at any time, and come back. Its side files go first: those of one that the server
    // makes anew meanwhile must stay.
    for (const char* suffix : {"-cache-wal", "-cache-shm", "-cache"})
        QFile::remove(catalogOf(trout) + QLatin1String(suffix));
    QTRY_COMPARE_WITH_TIMEOUT(similarTo(trout.port(), 1).status, 409, patienceMs);
    embedTroutCatalog(catalogOf(trout), trout.modelFile());
    QTRY_COMPARE_WITH_TIMEOUT(listOf(similarTo(trout.port(), 1)).size(), 3, patienceMs);
}

void ServeSimilarTest::followsTheModel()
{
    TroutServer trout([](ServeOptions& options) {
        withCatalog(options);
        options.predict.watchPause = std::chrono::milliseconds(20);
    });
    QCOMPARE(similarTo(trout.port(), 0).status, 200);
    writeTroutModel(trout.file(QStringLiteral("new")), QStringLiteral("new"));
    QVERIFY(QFile::remove(trout.modelFile()));
    QVERIFY(QFile::rename(trout.file(QStringLiteral("new")), trout.modelFile()));
    // Another body: what the old one saw does not count.
    QTRY_COMPARE_WITH_TIMEOUT(similarTo(trout.port(), 0).status, 409, patienceMs);
    embedTroutCatalog(catalogOf(trout), trout.modelFile());
    QTRY_COMPARE_WITH_TIMEOUT(similarTo(trout.port(), 0).status, 200, patienceMs);
    QCOMPARE(similarTo(trout.port(), 0).json()[QLatin1String("model")][QLatin1String("name")].toString(),
             QStringLiteral("new"));
}

void ServeSimilarTest::needsACatalogAndItsFeatures()
{
    TroutServer plain;
    const HttpReply none = similarTo(plain.port(), 0);
    QVERIFY2(none.status == 404 && none.body.contains("catalog"), none.text());
    QCOMPARE(ask(plain.port(), getRequest("/api/v1/photos/1/thumbnail")).status, 404);
    QVERIFY(!ask(plain.port(), getRequest("/api/v1/models")).json()[QLatin1String("similar")].toBool(true));
    QVERIFY(!plain.server().figures().photosToCompare);
    TroutServer unseen([](ServeOptions& options) {
        options.similar.catalog = options.model + QStringLiteral(".creel");
        writeTroutCatalog(options.similar.catalog, 1);
    });
    const HttpReply later = similarTo(unseen.port(), 0);
    QVERIFY2(later.status == 409 && later.body.contains("creel embed"), later.text());
    QCOMPARE(unseen.server().figures().photosToCompare, std::optional<size_t>(0));
    TroutServer missing(
        [](ServeOptions& options) { options.similar.catalog = QStringLiteral("/no/such.creel"); });
    QVERIFY(!missing.isStarted());
}

void ServeSimilarTest::tellsNoPathOfTheMachine()
{
    TroutServer trout(withCatalog);
    const QByteArray folder = QFileInfo(trout.modelFile()).absolutePath().toUtf8();
    for (const HttpReply& reply : {similarTo(trout.port(), 0), similarTo(trout.port(), 0, 49),
                                   ask(trout.port(), getRequest("/api/v1/photos/1/thumbnail")),
                                   ask(trout.port(), getRequest("/api/v1/photos/77/thumbnail"))})
        QVERIFY2(!reply.body.contains(folder) && !reply.body.contains(".png"), reply.text());
}

/// Questions of both kinds share the queue; each gets what it asked for.
void ServeSimilarTest::answersManyAtOnce()
{
    TroutServer trout(withCatalog);
    QCOMPARE(similarTo(trout.port(), 0).status, 200);
    const QList<QString> classes{QStringLiteral("brown_trout"), QStringLiteral("bull_trout"),
                                 QStringLiteral("rainbow_trout")};
    std::atomic<int> wrong = 0;
    std::vector<std::thread> clients;
    for (int client = 0; client < 8; ++client)
        clients.emplace_back([&, client] {
            for (int i = 0; i < 12; ++i) {
                const int label = (client + i) % 3;
                const HttpReply similar = similarTo(trout.port(), label, 2);
                const HttpReply predicted =
                    ask(trout.port(), formRequest("/api/predict", {{"image", troutPhoto(label), "x"}}));
                wrong += listOf(similar).size() != 2 ||
                         listOf(similar)[0][QLatin1String("label")].toString() != classes[label] ||
                         predicted.json()[QLatin1String("class")].toString() != classes[label];
            }
        });
    for (std::thread& client : clients)
        client.join();
    QCOMPARE(wrong.load(), 0);
}

QTEST_GUILESS_MAIN(ServeSimilarTest)
#include "tst_serve_similar.moc"
