#include "core/catalog/backup.h"

#include "core/catalog/catalog.h"
#include "tests/support/catalog_factory.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QtTest>

using namespace creel;
using namespace creel::test;

/// Copies of a catalog: by hand and by themselves.
class BackupTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void copiesAllPhotos();
    void writesOverNothing();
    void stopsInTheMiddleAndLeavesNothing();
    void keepsTheNewest();

private:
    QString path(const char* name) const { return m_folder->filePath(QLatin1String(name)); }
    QStringList files() const { return QDir(m_folder->path()).entryList(QDir::Files); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Connection> m_catalog;
};

void BackupTest::init()
{
    m_catalog.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    makeCatalog(path("c.creel"), 20'000, {QStringLiteral("brown")});
    m_catalog = must(openCatalog(path("c.creel"), Connection::Access::ReadWrite));
}

void BackupTest::copiesAllPhotos()
{
    must(backupTo(*m_catalog, path("copy.creel")));
    const auto copy = must(openCatalog(path("copy.creel"), Connection::Access::ReadOnly));
    QCOMPARE(must(copy->integer(QStringLiteral("SELECT count(*) FROM photo"))), 20'000);
}

void BackupTest::writesOverNothing()
{
    QFile other(path("copy.creel"));
    QVERIFY(other.open(QIODevice::WriteOnly) && other.write("mine") == 4);
    other.close();
    QCOMPARE(backupTo(*m_catalog, path("copy.creel")).error().code, ErrorCode::Exists);
    QVERIFY(other.open(QIODevice::ReadOnly));
    QCOMPARE(other.readAll(), QByteArray("mine"));
}

void BackupTest::stopsInTheMiddleAndLeavesNothing()
{
    const QStringList before = files();
    CancelToken cancel;
    cancel.cancel();
    QCOMPARE(backupTo(*m_catalog, path("copy.creel"), cancel).error().code, ErrorCode::Cancelled);
    QCOMPARE(files(), before);
    must(backupTo(*m_catalog, path("copy.creel"))); // the connection is as good as before
}

void BackupTest::keepsTheNewest()
{
    const QDir folder(backupFolder(path("c.creel")));
    QVERIFY(folder.mkpath(QStringLiteral(".")));
    QFile left(folder.filePath(QStringLiteral("20200101-000000-000.creel.1234abcd.part"))); // by a kill
    QVERIFY(left.open(QIODevice::WriteOnly));
    QVERIFY(left.setFileTime(QDateTime::currentDateTime().addDays(-2), QFileDevice::FileModificationTime));
    left.close();
    for (int i = 0; i < 3; ++i) {
        must(m_catalog->run(QStringLiteral("UPDATE label SET description = ?"), {i}));
        QVERIFY(!must(rotateBackups(*m_catalog, 2, 0)).isEmpty());
        QTest::qWait(5); // their names tell milliseconds
    }
    QCOMPARE(folder.entryList(QDir::Files).size(), 2);
    const auto newest = must(openCatalog(folder.filePath(folder.entryList(QDir::Files, QDir::Name).last()),
                                         Connection::Access::ReadOnly));
    QCOMPARE(must(newest->integer(QStringLiteral("SELECT count(*) FROM label WHERE description = '2'"))), 1);
    QVERIFY(must(rotateBackups(*m_catalog, 2, 3600)).isEmpty()); // none is due
}

QTEST_GUILESS_MAIN(BackupTest)
#include "tst_backup.moc"
