#include "core/catalog/catalog.h"
#include "core/catalog/migrator.h"
#include "tests/support/catalog_factory.h"

#include <QCryptographicHash>
#include <QTemporaryDir>
#include <QtTest>

#include <array>
#include <thread>
#include <vector>

using namespace creel;
using namespace creel::test;

namespace {

QByteArray contentsOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The single text that `sql` selects, rows joined by a space.
QString textOf(Connection& connection, const char* sql)
{
    auto query = connection.run(QLatin1String(sql));
    QStringList rows;
    while (query && query->next())
        rows.append(query->text(0));
    return rows.join(QLatin1Char(' '));
}

/// Rows such as the first Creel wrote.
constexpr auto firstRows = R"(
    INSERT INTO catalog_state (only_row, uuid, created_at) VALUES (1, 'u', 1);
    PRAGMA application_id = 1129465164;
    INSERT INTO root (id, path) VALUES (1, '/r');
    INSERT INTO folder (id, root_id, path) VALUES (1, 1, 'f');
    INSERT INTO label (id, name, colour, position) VALUES (1, 'brown', '#000000', 0);
    INSERT INTO photo (id, folder_id, name, file_size, file_mtime, imported_at, revision)
        VALUES (1, 1, 'a.jpg', 1, 1, 1, 1);
    INSERT INTO review (photo_id, state, label_id, decided_at) VALUES (1, 'accepted', 1, 5);
    INSERT INTO edit (id, at, who, origin, summary) VALUES (1, 1, 'me', 'person', 'Added'), (2, 2, 'me', 'person', 'L');
    INSERT INTO edit_change (entity, entity_id, edit_id, before, after) VALUES ('label', 1, 1, NULL, '{"name":"brown"}'),
        ('review', 1, 2, NULL, '{"state":"accepted"}');
)";

/// A catalog as Creel wrote it when that revision was the newest.
void makeOldCatalog(const QString& path, int revision)
{
    const auto connection = must(Connection::open(path, Connection::Access::Create));
    for (int i = 1; i <= revision; ++i)
        must(connection->runScript(contentsOf(QStringLiteral(":/schema/00%1.sql").arg(i))));
    must(connection->runScript(firstRows));
    must(connection->run(QStringLiteral("PRAGMA user_version = %1").arg(revision)));
}

/// 0 where the file is no catalog.
qint64 revisionOf(const QString& path)
{
    const auto connection = Connection::open(path, Connection::Access::ReadOnly);
    return connection ? (*connection)->integer(QStringLiteral("PRAGMA user_version")).value_or(0) : 0;
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
    void findsTheLabelsOfOlderModels();
    void bringsOlderCatalogsAlongWithTheirRows_data();
    void bringsOlderCatalogsAlongWithTheirRows();
    void opensAfterAMigrationThatFailed();
    void opensABackupThatWasPutBack();
    void opensForManyAtOnce();

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

void MigratorTest::findsTheLabelsOfOlderModels()
{
    const QString old = path("models.creel");
    {
        auto connection = Connection::open(old, Connection::Access::Create);
        for (int i = 1; i <= 4; ++i)
            QVERIFY((*connection)->runScript(contentsOf(QStringLiteral(":/schema/00%1.sql").arg(i))));
        QVERIFY((*connection)
                    ->runScript(
                        "INSERT INTO label (id, name, colour, position) VALUES (7, 'Brown', '#000000', 0);"
                        "INSERT INTO label (id, name, colour, position, merged_into) VALUES (8, 'bull', "
                        "'#000000', 1, 7);"
                        "INSERT INTO model (id, name, file, hash, info, created_at) VALUES "
                        "(3, 'm', '/m', 'h', '{\"classes\":[\"bull\",\"brown\",\"rainbow\"]}', 0);"
                        "PRAGMA application_id = 1129465164; PRAGMA user_version = 4"));
    }
    const auto connection = openCatalog(old, Connection::Access::ReadWrite);
    QVERIFY2(connection.has_value(), connection ? "" : qPrintable(connection.error().message));
    QCOMPARE(textOf(**connection, "SELECT model_id || ':' || number || '=' || label_id FROM model_class"),
             QStringLiteral("3:1=7"));
}

void MigratorTest::bringsOlderCatalogsAlongWithTheirRows_data()
{
    QTest::addColumn<int>("revision");
    for (int revision = 1; revision < Migrator::newestRevision(); ++revision)
        QTest::addRow("from %d", revision) << revision;
}

void MigratorTest::bringsOlderCatalogsAlongWithTheirRows()
{
    QFETCH(int, revision);
    const QString old = m_folder.filePath(QStringLiteral("old-%1.creel").arg(revision));
    makeOldCatalog(old, revision);
    const auto connection = openCatalog(old, Connection::Access::ReadWrite);
    QVERIFY2(connection.has_value(), connection ? "" : qPrintable(connection.error().message));
    Connection& now = **connection;
    QCOMPARE(now.integer(QStringLiteral("PRAGMA user_version")).value(), Migrator::newestRevision());
    QCOMPARE(textOf(now, "SELECT entity || entity_id || edit_id || coalesce(before, '-') || after "
                         "FROM edit_change ORDER BY edit_id"),
             QStringLiteral("label11-{\"name\":\"brown\"} review12-{\"state\":\"accepted\"}"));
    QCOMPARE(textOf(now, "SELECT state FROM review"), QStringLiteral("accepted"));
    QCOMPARE(textOf(now, "PRAGMA foreign_key_check"), QString());
    QCOMPARE(textOf(now, "PRAGMA integrity_check"), QStringLiteral("ok"));
    for (const char* sql : {"UPDATE edit_change SET after = NULL", "DELETE FROM edit_change",
                            "UPDATE edit SET who = 'x'", "DELETE FROM edit"}) {
        const auto refused = now.run(QLatin1String(sql));
        QVERIFY(!refused);
        QVERIFY(refused.error().message.contains(QStringLiteral("append-only")));
    }
    QVERIFY(!now.run(QStringLiteral("INSERT INTO edit_change VALUES ('cheese', 1, 2, NULL, NULL, NULL)")));
    QVERIFY(
        now.run(QStringLiteral("INSERT INTO edit_change VALUES ('box', 1, 2, 1, NULL, '{}')")).has_value());
    QVERIFY(QFile::exists(QStringLiteral("%1.before-00%2.creel").arg(old).arg(revision + 1)));
}

void MigratorTest::opensAfterAMigrationThatFailed()
{
    const QString old = path("failed.creel");
    makeOldCatalog(old, 1);
    must(must(Connection::open(old, Connection::Access::ReadWrite))
             ->run(QStringLiteral("CREATE TABLE split (in_the_way INTEGER)")));
    QVERIFY(!openCatalog(old, Connection::Access::ReadWrite));
    QCOMPARE(revisionOf(old), 1);
    const QByteArray kept = contentsOf(path("failed.creel.before-002.creel"));
    QVERIFY(!kept.isEmpty());

    must(must(Connection::open(old, Connection::Access::ReadWrite))->run(QStringLiteral("DROP TABLE split")));
    const auto opened = openCatalog(old, Connection::Access::ReadWrite);
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().message));
    QCOMPARE(contentsOf(path("failed.creel.before-002.creel")), kept);
    QCOMPARE(revisionOf(path("failed.creel.before-002-2.creel")), 1);
}

void MigratorTest::opensABackupThatWasPutBack()
{
    const QString old = path("back.creel");
    makeOldCatalog(old, 1);
    for (int time = 1; time <= 3; ++time) {
        {
            const auto opened = openCatalog(old, Connection::Access::ReadWrite);
            QVERIFY2(opened, opened ? "" : qPrintable(opened.error().message));
        }
        QVERIFY(QFile::remove(old));
        QVERIFY(QFile::copy(path("back.creel.before-002.creel"), old));
    }
    QCOMPARE(QDir(m_folder.path()).entryList({QStringLiteral("back.creel.before*")}),
             (QStringList{QStringLiteral("back.creel.before-002-2.creel"),
                          QStringLiteral("back.creel.before-002-3.creel"),
                          QStringLiteral("back.creel.before-002.creel")}));
}

void MigratorTest::opensForManyAtOnce()
{
    const QString old = path("shared.creel");
    makeOldCatalog(old, 1);
    std::array<QString, 4> errors;
    {
        std::vector<std::jthread> threads;
        for (QString& error : errors)
            threads.emplace_back([&error, &old] {
                const auto opened = openCatalog(old, Connection::Access::ReadWrite);
                error = opened ? QString() : opened.error().message;
            });
    }
    for (const QString& error : errors)
        QCOMPARE(error, QString());
    const QDir folder(m_folder.path());
    for (const QString& copy : folder.entryList({QStringLiteral("shared.creel.before*")}))
        QVERIFY2(revisionOf(folder.filePath(copy)) > 0 && copy.endsWith(QLatin1String(".creel")),
                 qPrintable(copy));
}

QTEST_GUILESS_MAIN(MigratorTest)
#include "tst_migrator.moc"
