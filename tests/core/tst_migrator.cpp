#include "core/catalog/catalog.h"
#include "core/catalog/migrator.h"

#include <QCryptographicHash>
#include <QTemporaryDir>
#include <QtTest>

using namespace creel;

namespace {

QByteArray contentsOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class MigratorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void makesAnEmptyFileACatalog();
    void opensItAgainWithoutChange();
    void refusesNewerCatalogAndLeavesItUntouched();
    void refusesForeignDatabaseAndLeavesItUntouched();
    void refusesGarbage();
    void saysWhereNoCatalogIs();

private:
    QString path(const char* name) { return m_folder.filePath(QLatin1String(name)); }

    QTemporaryDir m_folder;
};

void MigratorTest::makesAnEmptyFileACatalog()
{
    auto connection = openCatalog(path("new.creel"), Connection::Access::Create);
    QVERIFY2(connection.has_value(), connection ? "" : qPrintable(connection.error().message));
    QCOMPARE((*connection)->integer(QStringLiteral("PRAGMA user_version")).value(),
             Migrator::newestRevision());
    QCOMPARE((*connection)->integer(QStringLiteral("SELECT count(*) FROM catalog_state")).value(), 1);
    QCOMPARE((*connection)->integer(QStringLiteral("PRAGMA foreign_keys")).value(), 1);
}

void MigratorTest::opensItAgainWithoutChange()
{
    const auto uuid = [&](Connection::Access access) {
        auto connection = openCatalog(path("again.creel"), access);
        auto query = (*connection)->run(QStringLiteral("SELECT uuid FROM catalog_state"));
        return query->next() ? query->text(0) : QString();
    };
    const QString first = uuid(Connection::Access::Create);
    QVERIFY(!first.isEmpty());
    QCOMPARE(uuid(Connection::Access::ReadWrite), first);
    QCOMPARE(uuid(Connection::Access::ReadOnly), first);
}

void MigratorTest::refusesNewerCatalogAndLeavesItUntouched()
{
    {
        auto connection = openCatalog(path("newer.creel"), Connection::Access::Create);
        QVERIFY((*connection)->run(QStringLiteral("PRAGMA user_version = 99")).has_value());
        QVERIFY((*connection)->run(QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)")).has_value());
    }
    const QByteArray before = contentsOf(path("newer.creel"));
    for (const auto access :
         {Connection::Access::ReadOnly, Connection::Access::ReadWrite, Connection::Access::Create}) {
        const auto connection = openCatalog(path("newer.creel"), access);
        QVERIFY(!connection);
        QCOMPARE(connection.error().code, ErrorCode::NewerVersion);
        QVERIFY(connection.error().message.contains(QStringLiteral("newer.creel")));
    }
    QCOMPARE(contentsOf(path("newer.creel")), before);
}

void MigratorTest::refusesForeignDatabaseAndLeavesItUntouched()
{
    {
        auto connection = Connection::open(path("foreign.db"), Connection::Access::Create);
        QVERIFY((*connection)->run(QStringLiteral("CREATE TABLE cheese (name TEXT)")).has_value());
    }
    const QByteArray before = contentsOf(path("foreign.db"));
    const auto connection = openCatalog(path("foreign.db"), Connection::Access::ReadWrite);
    QVERIFY(!connection);
    QCOMPARE(connection.error().code, ErrorCode::Corrupt);
    QCOMPARE(contentsOf(path("foreign.db")), before);
}

void MigratorTest::refusesGarbage()
{
    QFile file(path("garbage.creel"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(5000, 'x'));
    file.close();
    const auto connection = openCatalog(path("garbage.creel"), Connection::Access::ReadWrite);
    QVERIFY(!connection);
    QCOMPARE(connection.error().code, ErrorCode::Corrupt);
    QCOMPARE(contentsOf(path("garbage.creel")).size(), 5000);
}

void MigratorTest::saysWhereNoCatalogIs()
{
    const auto connection = openCatalog(path("nowhere.creel"), Connection::Access::ReadWrite);
    QVERIFY(!connection);
    QCOMPARE(connection.error().code, ErrorCode::NotFound);
    QVERIFY(!QFile::exists(path("nowhere.creel")));
}

QTEST_GUILESS_MAIN(MigratorTest)
#include "tst_migrator.moc"
