#include "core/catalog/catalog.h"
#include "core/catalog/review_store.h"
#include "core/catalog/transaction.h"
#include "core/ingest/import.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/drawn_photo.h"
#include "tests/support/hardship.h"
#include "tests/support/http_client.h"
#include "tests/support/trout_server.h"

#include <QJsonArray>
#include <QtTest>

using namespace creel;
using namespace creel::test;

namespace {

QByteArray correction(const QByteArray& photo, const QByteArray& label = "bull_trout")
{
    return formRequest("/api/v1/feedback", {{"image", photo, "IMG_1.jpg"},
                                            {"label", label},
                                            {"predicted", "brown_trout"},
                                            {"model", "0123456789abcdef"},
                                            {"consent", "yes"}});
}

} // namespace

/// Corrections from the web end up in the catalog, marked, unreviewed and without a label.
class FeedbackBoxTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aCorrectionLandsInTheCatalog();
    void whatWasAcceptedIsOnTheDisk();
    void goesOnAfterACrash();
    void doesWithoutWhatWasTakenAway();
    void stopsInTheMiddleOfAnImport();
    void importPassesThePhotosBy();
    void refusesWhatIsNoCorrection_data();
    void refusesWhatIsNoCorrection();
    void refusesOtherPages();
    void hasItsQuota();
    void failedOnesTakeNoRoom();
    void takesNothingWithoutACatalog();

private:
    QString catalog() const { return m_folder->filePath(QStringLiteral("test.creel")); }
    QString webFolder() const { return FeedbackBox::folderOf(catalog()); }
    auto withCatalog() const
    {
        return [this](ServeOptions& options) {
            options.feedback.catalog = catalog();
        };
    }
    QList<PhotoId> photosFromTheWeb() const
    {
        const auto connection = must(openCatalog(catalog(), Connection::Access::ReadOnly));
        return must(FeedbackStore(*connection).photos());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void FeedbackBoxTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    must(openCatalog(catalog(), Connection::Access::Create));
}

void FeedbackBoxTest::aCorrectionLandsInTheCatalog()
{
    TroutServer trout(withCatalog());
    const HttpReply terms = ask(trout.port(), getRequest("/api/v1/feedback"));
    QVERIFY(terms.json()[QLatin1String("labels")].toArray().contains(QStringLiteral("bull_trout")));
    QVERIFY(!terms.json()[QLatin1String("consent")].toString().isEmpty());
    const HttpReply reply = ask(trout.port(), correction(encoded(drawnPhoto(1))));
    QVERIFY2(reply.status == 201, reply.text());
    QTRY_COMPARE_WITH_TIMEOUT(photosFromTheWeb().size(), 1, patienceMs);
    const auto connection = must(openCatalog(catalog(), Connection::Access::ReadOnly));
    const PhotoId id = photosFromTheWeb().first();
    const Photo photo = *must(PhotoStore(*connection).byId(id));
    QVERIFY(!photo.folderLabel.isValid());
    QCOMPARE(photo.width, 320);
    QCOMPARE(must(ReviewStore(*connection).byPhoto(id)), Review());
    const WebFeedback said = *must(FeedbackStore(*connection).byPhoto(id));
    QCOMPARE(said.label, QStringLiteral("bull_trout"));
    QCOMPARE(said.predicted, QStringLiteral("brown_trout"));
    QVERIFY(said.receivedAt > 0);
    QTRY_COMPARE_WITH_TIMEOUT(QDir(webFolder()).entryList({QStringLiteral("*.json")}).size(), 0, patienceMs);
}

void FeedbackBoxTest::whatWasAcceptedIsOnTheDisk()
{
    TroutServer trout(withCatalog());
    const auto blocker = must(openCatalog(catalog(), Connection::Access::ReadWrite));
    const Transaction held = must(Transaction::begin(*blocker)); // nobody else can write to the catalog
    const QByteArray photo = encoded(drawnPhoto(2));
    QCOMPARE(ask(trout.port(), correction(photo)).status, 201);
    const QDir folder(webFolder());
    QCOMPARE(folder.entryList({QStringLiteral("*.json")}).size(), 1);
    const QStringList photos = folder.entryList({QStringLiteral("*.jpg")});
    QCOMPARE(photos.size(), 1);
    QFile file(folder.filePath(photos.first()));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), photo);
}

void FeedbackBoxTest::goesOnAfterACrash()
{
    // What a server that was killed right after its answer leaves behind.
    QVERIFY(QDir().mkpath(webFolder()));
    writeFile(QFile::encodeName(webFolder() + QStringLiteral("/a.jpg")), encoded(drawnPhoto(3)));
    writeFile(QFile::encodeName(webFolder() + QStringLiteral("/a.json")),
              R"({"photo":"a.jpg","label":"bull_trout","predicted":"x","model_hash":"","received_at":5})");
    writeFile(QFile::encodeName(webFolder() + QStringLiteral("/b.jpg.Xy12Zt")), "half a pho");
    TroutServer trout(withCatalog());
    QTRY_COMPARE_WITH_TIMEOUT(photosFromTheWeb().size(), 1, patienceMs);
}

void FeedbackBoxTest::doesWithoutWhatWasTakenAway()
{
    const auto put = [&](const char* name, const QByteArray& bytes) {
        writeFile(QFile::encodeName(webFolder() + QLatin1Char('/') + QLatin1String(name)), bytes);
    };
    const QByteArray rest = R"(,"label":"bull_trout","predicted":"x","model_hash":"","received_at":5})";
    put("gone.json", R"({"photo":"gone.jpg")" + rest);
    put("here.json", R"({"photo":"here.jpg")" + rest);
    put("here.jpg", encoded(drawnPhoto(3)));
    put("naming-nothing.json", "{}"); // as where another server was faster
    put("no-correction.jpg", encoded(drawnPhoto(4)));
    TroutServer trout(withCatalog());
    QTRY_COMPARE_WITH_TIMEOUT(QDir(webFolder()).entryList({QStringLiteral("*.json")}).size(), 0, 20'000);
    QCOMPARE(photosFromTheWeb().size(), 1);
    const auto connection = must(openCatalog(catalog(), Connection::Access::ReadOnly));
    QCOMPARE(must(connection->integer(QStringLiteral("SELECT count(*) FROM photo"))), 1);
}

void FeedbackBoxTest::stopsInTheMiddleOfAnImport()
{
    QImage large(3000, 2000, QImage::Format_RGB32); // takes a while to read
    large.fill(Qt::darkGreen);
    const QByteArray photo = encoded(large, "png");
    constexpr int count = 60;
    for (int i = 0; i < count; ++i) { // bytes after the end make every file another one
        const QByteArray name = QByteArray::number(i);
        const BytePath path = QFile::encodeName(webFolder()) + '/' + name;
        writeFile(path + ".png", photo + name);
        writeFile(path + ".json", R"({"photo":")" + name + R"(.png","label":"bull_trout"})");
    }
    const auto connection = must(openCatalog(catalog(), Connection::Access::ReadOnly));
    const auto jobs = [&](const char* where) {
        return must(
            connection->integer(QStringLiteral("SELECT count(*) FROM job WHERE ") + QLatin1String(where)));
    };
    {
        const auto box = must(FeedbackBox::open({catalog()}));
        QTRY_COMPARE_WITH_TIMEOUT(jobs("1"), 1, 20'000);
    }
    QCOMPARE(jobs("outcome = 'cancelled'"), 1);
    QCOMPARE(QDir(webFolder()).entryList({QStringLiteral("*.json")}).size(), count); // for the next start
}

void FeedbackBoxTest::importPassesThePhotosBy()
{
    {
        TroutServer trout(withCatalog());
        QCOMPARE(ask(trout.port(), correction(encoded(drawnPhoto(4)))).status, 201);
        QTRY_COMPARE_WITH_TIMEOUT(photosFromTheWeb().size(), 1, patienceMs);
    }
    writeFile(QFile::encodeName(m_folder->filePath(QStringLiteral("brown trout/1.jpg"))),
              encoded(drawnPhoto(5)));
    ImportRequest request;
    request.catalogPath = catalog();
    request.paths = {bytePathFromLocal(m_folder->path())};
    request.labels = FolderLabels::FromFolders;
    const ImportSummary summary = must(importPhotos(request, {}));
    QCOMPARE(summary.imported, 1);
    QCOMPARE(summary.missing, 0);
    const auto connection = must(openCatalog(catalog(), Connection::Access::ReadOnly));
    const Photo photo = *must(PhotoStore(*connection).byId(photosFromTheWeb().first()));
    QVERIFY(!photo.missing);
    QVERIFY(!photo.folderLabel.isValid());
}

void FeedbackBoxTest::refusesWhatIsNoCorrection_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    const FormField photo{"image", troutPhoto(1), "x"}, label{"label", "bull_trout"},
        consent{"consent", "yes"};
    const QByteArray path = "/api/v1/feedback";
    QTest::newRow("no consent") << formRequest(path, {photo, label}) << 400;
    QTest::newRow("consent denied") << formRequest(path, {photo, label, {"consent", "no"}}) << 400;
    QTest::newRow("no label") << formRequest(path, {photo, consent}) << 400;
    QTest::newRow("an unknown label") << formRequest(path, {photo, {"label", "../whale"}, consent}) << 400;
    QTest::newRow("no photo") << formRequest(path, {label, consent}) << 400;
    QTest::newRow("two photos") << formRequest(path, {photo, photo, label, consent}) << 413;
    QTest::newRow("a page") << formRequest(path, {{"image", "<html>", "x"}, label, consent}) << 415;
    QTest::newRow("a strange model") << formRequest(path, {photo, label, consent, {"model", "<script>"}})
                                     << 400;
}

void FeedbackBoxTest::refusesWhatIsNoCorrection()
{
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    TroutServer trout(withCatalog());
    const HttpReply reply = ask(trout.port(), request);
    QVERIFY2(reply.status == status, reply.text());
    QCOMPARE(QDir(webFolder()).entryList(QDir::Files).size(), 0);
}

void FeedbackBoxTest::refusesOtherPages()
{
    TroutServer trout(withCatalog());
    QByteArray request = correction(troutPhoto(1));
    request.replace("\r\n\r\n--", "\r\nOrigin: http://evil.example\r\n\r\n--");
    QCOMPARE(ask(trout.port(), request).status, 403);
    request.replace("http://evil.example", "http://localhost");
    QCOMPARE(ask(trout.port(), request).status, 201);
}

void FeedbackBoxTest::hasItsQuota()
{
    TroutServer trout([&](ServeOptions& options) {
        options.feedback.catalog = catalog();
        options.feedback.folderBytes = troutPhoto(1).size() + 10;
    });
    QCOMPARE(ask(trout.port(), correction(troutPhoto(1))).status, 201);
    QCOMPARE(ask(trout.port(), correction(troutPhoto(1))).status, 503);

    TroutServer limited([&](ServeOptions& options) {
        options.feedback.catalog = catalog();
        options.api.correctionsAnHour = 1;
    });
    QCOMPARE(ask(limited.port(), correction(troutPhoto(1))).status, 201);
    QCOMPARE(ask(limited.port(), correction(troutPhoto(1))).status, 429);
}

void FeedbackBoxTest::failedOnesTakeNoRoom()
{
    const QByteArray photo(3000, 'p');
    const auto box = must(FeedbackBox::open({catalog(), 3000}));
    const auto take = [&](const QString& label) {
        return box->take(photo, "jpeg", {label, QStringLiteral("x"), QStringLiteral("y"), 5});
    };
    {
        const FileSizeLimit photoFails(1000);
        QCOMPARE(take(QStringLiteral("bull_trout")).error().code, ErrorCode::Unwritable);
    }
    {
        const FileSizeLimit noteFails(4000);
        QCOMPARE(take(QString(5000, QLatin1Char('x'))).error().code, ErrorCode::Unwritable);
    }
    QCOMPARE(QDir(webFolder()).entryList(QDir::Files | QDir::Hidden), QStringList());
    QVERIFY(take(QStringLiteral("bull_trout")));
    QCOMPARE(take(QStringLiteral("bull_trout")).error().code, ErrorCode::DiskFull);
}

void FeedbackBoxTest::takesNothingWithoutACatalog()
{
    TroutServer trout;
    QCOMPARE(ask(trout.port(), getRequest("/api/v1/feedback")).status, 404);
    QCOMPARE(ask(trout.port(), correction(troutPhoto(1))).status, 404);
}

QTEST_GUILESS_MAIN(FeedbackBoxTest)
#include "tst_feedback_box.moc"
