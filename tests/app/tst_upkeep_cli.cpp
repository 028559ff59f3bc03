#include "tests/support/catalog_factory.h"
#include "tests/support/cli_catalog.h"

#include <QJsonArray>
#include <QtTest>

using namespace creel;
using namespace creel::test;

/// Looking after a catalog as a script does it: check, backup and roots.
class UpkeepCliTest : public QObject, protected CliCatalog
{
    Q_OBJECT

private Q_SLOTS:
    void init() { startAfresh(); }
    void checksTheCatalog();
    void writesBackups();
    void relocatesARoot();
};

void UpkeepCliTest::checksTheCatalog()
{
    importFour();
    linesOf(QStringLiteral("label"), words("--id 1 2 --accept"));
    QVERIFY(field(linesOf(QStringLiteral("check")).first(), "ok").toBool());
    {
        const auto connection = must(openCatalog(catalog(), Connection::Access::ReadWrite));
        must(connection->run(QStringLiteral("UPDATE review SET state = 'rejected' WHERE photo_id = 2")));
    }
    const ProgramRun result = run(QStringLiteral("check"));
    QCOMPARE(result.exitCode, 1);
    QCOMPARE(field(result.lines().first(), "ok").toBool(true), false);
    QCOMPARE(field(result.lines().first(), "faults").toArray().size(), 1);
    QVERIFY2(result.err.contains("photo 2"), result.err.constData());
}

void UpkeepCliTest::writesBackups()
{
    importFour();
    const QString target = m_folder->file("copy.creel");
    linesOf(QStringLiteral("backup"), {target});
    linesOf(QStringLiteral("label"), words("--id 1 --accept"));
    const auto copied =
        runCreel({QStringLiteral("list"), QStringLiteral("--json"), QStringLiteral("--catalog"), target,
                  QStringLiteral("--state"), QStringLiteral("unreviewed")});
    QCOMPARE(copied.lines().size(), 4);
    QCOMPARE(run(QStringLiteral("backup"), {target}).exitCode, 1); // never overwrites
    const QString own = field(linesOf(QStringLiteral("backup")).first(), "backup").toString();
    QVERIFY(own.startsWith(catalog() + QStringLiteral(".backups/")));
    QVERIFY(QFile::exists(own));
    QVERIFY(field(linesOf(QStringLiteral("backup")).first(), "backup").isNull()); // nothing is new
}

void UpkeepCliTest::relocatesARoot()
{
    importFour();
    const auto roots = linesOf(QStringLiteral("roots"));
    QCOMPARE(roots.size(), 1);
    QCOMPARE(field(roots[0], "path").toString(), displayPath(photos()));
    QVERIFY(field(roots[0], "is_there").toBool());
    const QString elsewhere = m_folder->file("elsewhere");
    QVERIFY(QFile::rename(displayPath(photos()), elsewhere));
    QVERIFY(!field(linesOf(QStringLiteral("roots")).first(), "is_there").toBool());
    linesOf(QStringLiteral("roots"), {QStringLiteral("--relocate"), QStringLiteral("1"), elsewhere});
    QCOMPARE(field(photo(1), "root").toString(), elsewhere);
    const QJsonObject summary = linesOf(QStringLiteral("import"), {elsewhere}).last();
    QCOMPARE(field(summary, "unchanged").toInt(), 4);
}

QTEST_GUILESS_MAIN(UpkeepCliTest)
#include "tst_upkeep_cli.moc"
