#include "core/ingest/import.h"

#include "core/catalog/catalog.h"
#include "core/catalog/review_store.h"
#include "core/catalog/transaction.h"
#include "tests/support/byte_folder.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/drawn_photo.h"
#include "tests/support/hardship.h"

#include <QScopeGuard>
#include <QTest>

#include <atomic>
#include <thread>

#include <sys/stat.h>

using namespace creel;
using namespace creel::test;

/// Import when things go wrong around it: no space, no permission, others at work.
class ImportTroubleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void keepsWhatWasCommittedWhenTheDiskFillsUp();
    void saysThatTheCatalogIsReadOnly();
    void readsAgainWhatCouldNotBeRead();
    void doesNotCallMissingWhatItCouldNotList();
    void doesNotCallMissingWhatCameMeanwhile();
    void letsOthersWriteMeanwhile();
    void sharesAFolderWithAnotherImport();

private:
    BytePath photos(const BytePath& name = {}) const { return joinPath(m_folder->path("photos"), name); }
    void draw(int count) const
    {
        for (int i = 0; i < count; ++i)
            writeFile(photos(QByteArray::number(i) + ".jpg"),
                      encoded(drawnPhoto(quint32(i), QSize(160, 120))));
    }
    std::unique_ptr<Connection> catalog() const
    {
        return must(openCatalog(m_request.catalogPath, Connection::Access::ReadWrite));
    }
    qint64 count(const char* where) const
    {
        return must(
            catalog()->integer(QStringLiteral("SELECT count(*) FROM photo WHERE ") + QLatin1String(where)));
    }

    std::unique_ptr<ByteFolder> m_folder;
    ImportRequest m_request;
};

void ImportTroubleTest::init()
{
    m_folder = std::make_unique<ByteFolder>();
    ::chmod(m_folder->path().constData(), 0755);
    m_request = {};
    m_request.catalogPath = m_folder->file("test.creel");
    m_request.paths = {photos()};
}

void ImportTroubleTest::keepsWhatWasCommittedWhenTheDiskFillsUp()
{
    draw(300);
    int reported = 0;
    {
        const FileSizeLimit limit(1'000'000);
        const auto result = importPhotos(m_request, {}, [&](const FileReport&) { ++reported; });
        QVERIFY(!result);
        QVERIFY(result.error().code == ErrorCode::DiskFull || result.error().code == ErrorCode::Unwritable);
        QVERIFY(!result.error().message.isEmpty());
    }
    QVERIFY(reported > 0 && reported < 300);
    QCOMPARE(must(catalog()->integer(QStringLiteral("SELECT count(*) FROM pragma_integrity_check WHERE "
                                                    "integrity_check <> 'ok'"))),
             0);
    QVERIFY(count("1") >= reported);
    const ImportSummary rest = must(importPhotos(m_request, {}));
    QVERIFY(rest.unchanged >= reported);
    QCOMPARE(rest.unchanged + rest.imported, 300);
}

void ImportTroubleTest::saysThatTheCatalogIsReadOnly()
{
    draw(1);
    must(importPhotos(m_request, {}));
    draw(2);
    ::chmod(m_request.catalogPath.toUtf8().constData(), 0444);
    const auto allow = qScopeGuard([&] { ::chmod(m_request.catalogPath.toUtf8().constData(), 0644); });
    {
        const WithoutPrivileges nobody;
        if (!nobody.isValid())
            QSKIP("cannot give up root here");
        const auto result = importPhotos(m_request, {});
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Unwritable);
        QVERIFY(result.error().message.contains(QStringLiteral("read-only")));
    }
    QCOMPARE(count("1"), 1);
}

void ImportTroubleTest::readsAgainWhatCouldNotBeRead()
{
    draw(2);
    ::chmod(m_folder->path().constData(), 0777);
    ::chmod(photos("1.jpg").constData(), 0);
    {
        const WithoutPrivileges nobody;
        if (!nobody.isValid())
            QSKIP("cannot give up root here");
        const ImportSummary summary = must(importPhotos(m_request, {}));
        QCOMPARE(summary.imported, 1);
        QCOMPARE(summary.problems, 1);
    }
    QCOMPARE(count("problem = 'unreadable'"), 1);
    ::chmod(photos("1.jpg").constData(), 0644);
    QCOMPARE(must(importPhotos(m_request, {})).updated, 1); // though neither size nor time changed
    QCOMPARE(count("problem = '' AND width > 0"), 2);
}

void ImportTroubleTest::doesNotCallMissingWhatItCouldNotList()
{
    writeFile(photos("closed/inner/a.jpg"), encoded(drawnPhoto(1)));
    ::chmod(m_folder->path().constData(), 0777);
    {
        const WithoutPrivileges nobody;
        if (!nobody.isValid())
            QSKIP("cannot give up root here");
        QCOMPARE(must(importPhotos(m_request, {})).imported, 1);
    }
    ::chmod(photos("closed").constData(), 0);
    const auto allow = qScopeGuard([&] { ::chmod(photos("closed").constData(), 0755); });
    {
        const WithoutPrivileges nobody;
        const ImportSummary summary = must(importPhotos(m_request, {}));
        QCOMPARE(summary.missing, 0);
        QCOMPARE(summary.ignored, 1);
    }
    QCOMPARE(count("missing"), 0);
}

void ImportTroubleTest::doesNotCallMissingWhatCameMeanwhile()
{
    writeFile(photos("a/1.jpg"), encoded(drawnPhoto(1)));
    writeFile(photos("b/2.jpg"), encoded(drawnPhoto(2)));
    must(importPhotos(m_request, {}));
    writeFile(photos("b/3.jpg"), encoded(drawnPhoto(3)));
    must(importPhotos(m_request, {}));
    ::rename(photos("b/3.jpg").constData(), m_folder->path("3.jpg").constData());
    must(importPhotos(m_request, {}));
    QCOMPARE(count("missing"), 1);
    // Its scan is over when it reports the first file, and folder b is still to be compared.
    bool isFirst = true;
    const ImportSummary slow = must(importPhotos(m_request, {}, [&](const FileReport&) {
        if (!std::exchange(isFirst, false))
            return;
        ::rename(m_folder->path("3.jpg").constData(), photos("b/3.jpg").constData());
        writeFile(photos("b/4.jpg"), encoded(drawnPhoto(4)));
        must(importPhotos(m_request, {}));
    }));
    QVERIFY(!isFirst);
    QCOMPARE(slow.missing, 0);
    QCOMPARE(count("missing"), 0);
    QCOMPARE(count("1"), 4);
}

void ImportTroubleTest::letsOthersWriteMeanwhile()
{
    draw(1);
    must(importPhotos(m_request, {}));
    draw(200);
    std::atomic<bool> isDone = false;
    std::atomic<int> writes = 0;
    std::thread curator([&] {
        const auto connection = catalog();
        ReviewStore reviews(*connection);
        Review review;
        do {
            review.decidedAt = ++writes;
            auto transaction = must(Transaction::begin(*connection));
            must(reviews.put(PhotoId(1), review));
            must(transaction.commit());
            std::this_thread::sleep_for(std::chrono::milliseconds(5)); // no person is faster
        } while (!isDone);
    });
    const auto result = importPhotos(m_request, {});
    isDone = true;
    curator.join();
    QCOMPARE(must(result).imported, 199);
    QCOMPARE(must(ReviewStore(*catalog()).byPhoto(PhotoId(1))).decidedAt, writes.load());
}

void ImportTroubleTest::sharesAFolderWithAnotherImport()
{
    draw(150);
    must(openCatalog(m_request.catalogPath, Connection::Access::Create));
    Result<ImportSummary> other = fail(ErrorCode::Internal, QString());
    std::thread second([&] { other = importPhotos(m_request, {}); });
    const auto first = importPhotos(m_request, {});
    second.join();
    must(first);
    must(other);
    QCOMPARE(count("1"), 150);
    QCOMPARE(must(importPhotos(m_request, {})).unchanged, 150);
}

QTEST_GUILESS_MAIN(ImportTroubleTest)
#include "tst_import_trouble.moc"
