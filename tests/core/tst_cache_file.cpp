#include "core/catalog/cache_file.h"

#include "core/catalog/thumbnail_store.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/drawn_photo.h"

#include <QTemporaryDir>
#include <QtTest>

#include <barrier>
#include <thread>

using namespace creel;
using namespace creel::test;

/// The cache may be lost and comes back; nobody loses it for the others.
class CacheFileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isMadeAnewOnceForManyThreads_data();
    void isMadeAnewOnceForManyThreads();
};

void CacheFileTest::isMadeAnewOnceForManyThreads_data()
{
    QTest::addColumn<bool>("hasSideFiles"); // as after a crash
    QTest::newRow("alone") << false;
    QTest::newRow("with side files") << true;
}

void CacheFileTest::isMadeAnewOnceForManyThreads()
{
    QFETCH(const bool, hasSideFiles);
    constexpr int count = 8;
    for (int round = 0; round < 20; ++round) {
        const QTemporaryDir folder;
        const QString catalog = folder.filePath(QStringLiteral("test.creel"));
        const BytePath cache = QFile::encodeName(cachePathOf(catalog));
        for (const char* suffix : {"", "-wal", "-shm"})
            if (hasSideFiles || *suffix == '\0')
                writeFile(cache + suffix, QByteArray(10'000, '?'));
        std::barrier together(count);
        std::vector<std::thread> threads;
        for (int i = 0; i < count; ++i)
            threads.emplace_back([&, i] {
                const std::pair<QByteArray, QByteArray> thumbnail(QByteArray::number(i), "jpeg");
                together.arrive_and_wait();
                ThumbnailStore store = must(ThumbnailStore::open(catalog));
                must(store.put({&thumbnail, 1}));
                together.arrive_and_wait(); // all have it open
            });
        for (std::thread& thread : threads)
            thread.join();
        ThumbnailStore store = must(ThumbnailStore::open(catalog));
        for (int i = 0; i < count; ++i)
            QCOMPARE(must(store.thumbnail(QByteArray::number(i))), QByteArray("jpeg"));
    }
}

QTEST_GUILESS_MAIN(CacheFileTest)
#include "tst_cache_file.moc"
