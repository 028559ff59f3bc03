#include "core/catalog/integrity.h"

#include "core/catalog/transaction.h"
#include "core/review/review_session.h"
#include "tests/support/catalog_factory.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace creel;
using namespace creel::test;

/// A check is worth what it finds: every kind of damage must be seen, and a sound catalog must pass.
class IntegrityTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_connection.reset(); }
    void passesWhateverPeopleDid();
    void readsWhileAnotherWrites();
    void findsTampering_data();
    void findsTampering();
    void findsADamagedFile();

private:
    IntegrityReport check() { return must(checkIntegrity(*m_connection)); }

    QTemporaryDir m_folder;
    int m_serial = 0;
    QString m_path;
    std::unique_ptr<Connection> m_connection;
};

/// A catalog whose labels went through the journal, with some decisions made and taken back.
void IntegrityTest::init()
{
    m_path = m_folder.filePath(QStringLiteral("%1.creel").arg(++m_serial));
    m_connection = makeCatalog(m_path, 40, {});
    must(m_connection->run(QStringLiteral("INSERT INTO root (id, path) VALUES (9, '/r')")));
    must(m_connection->run(QStringLiteral("INSERT INTO folder (id, root_id, path) VALUES (9, 9, 'f')")));
    for (int i = 1; i <= 20; ++i)
        must(m_connection->run(
            QStringLiteral(
                "INSERT INTO photo (id, folder_id, name, file_size, file_mtime, imported_at, revision) "
                "VALUES (?, 9, ?, 1, 1, 1, 1)"),
            {i, QByteArray::number(i)}));
    ReviewSession session(*m_connection, QStringLiteral("tester"));
    must(session.apply(AddLabel{QStringLiteral("brown")}));
    must(session.apply(AddLabel{QStringLiteral("bull")}));
    must(session.apply(SetLabel{{PhotoId(1), PhotoId(2), PhotoId(3)}, LabelId(1)}));
    must(session.apply(Reject{{PhotoId(2), PhotoId(4)}, RejectReason::Scenery}));
    must(session.apply(SetNote{PhotoId(5), QStringLiteral("a “note” with 鱒")}));
    must(session.apply(ClearReview{{PhotoId(3)}}));
}

void IntegrityTest::passesWhateverPeopleDid()
{
    ReviewSession session(*m_connection, QStringLiteral("tester"));
    must(session.undo());
    must(session.undo());
    must(session.redo());
    Label label = must(session.labels()).first();
    label.name = QStringLiteral("German brown");
    label.referencePhotos = {PhotoId(1)};
    must(session.apply(ChangeLabel{label}));
    must(session.apply(ReorderLabels{{LabelId(2), LabelId(1)}}));
    must(session.apply(MergeLabels{LabelId(1), LabelId(2)}));
    must(session.apply(AddLabel{QStringLiteral("spare")}));
    must(session.apply(RemoveLabel{LabelId(3)}));
    must(session.undo());
    const IntegrityReport report = check();
    QVERIFY2(report.isSound(), qPrintable(report.faults.join(QLatin1Char('\n'))));
    QCOMPARE(report.photos, 20);
    QCOMPARE(report.edits, 15);
    QVERIFY(report.changes > report.edits);
}

void IntegrityTest::readsWhileAnotherWrites()
{
    const auto reader = must(openCatalog(m_path, Connection::Access::ReadOnly));
    const auto transaction = must(Transaction::begin(*m_connection));
    must(m_connection->run(QStringLiteral("UPDATE review SET state = 'rejected'")));
    QVERIFY(must(checkIntegrity(*reader)).isSound()); // the writer has not committed
}

void IntegrityTest::findsTampering_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("fault");
    QTest::newRow("a changed review") << "UPDATE review SET label_id = 2 WHERE photo_id = 1"
                                      << "photo 1";
    QTest::newRow("a lost review") << "DELETE FROM review WHERE photo_id = 4"
                                   << "photo 4";
    QTest::newRow("a review without journal") << "INSERT INTO review (photo_id, state) VALUES (7, 'accepted')"
                                              << "photo 7";
    QTest::newRow("a review that came back") << "INSERT INTO review (photo_id, state) VALUES (3, 'accepted')"
                                             << "photo 3";
    QTest::newRow("a changed label") << "UPDATE label SET name = 'x' WHERE id = 2"
                                     << "Label 2";
    QTest::newRow("a label without journal")
        << "INSERT INTO label (id, name, colour, position) VALUES (8, 'x', '#000000', 8)"
        << "Label 8";
    QTest::newRow("a broken chain") << "DROP TRIGGER edit_change_is_append_only; "
                                       "UPDATE edit_change SET before = '{\"state\":\"accepted\"}' "
                                       "WHERE entity = 'review' AND entity_id = 5"
                                    << "photo 5";
    QTest::newRow("a lost change") << "DROP TRIGGER edit_change_is_kept; "
                                      "DELETE FROM edit_change WHERE entity = 'review' AND entity_id = 1"
                                   << "photo 1";
    QTest::newRow("a reference to nothing") << "PRAGMA foreign_keys = OFF; "
                                               "UPDATE photo SET folder_id = 77 WHERE id = 12"
                                            << "photo";
}

void IntegrityTest::findsTampering()
{
    QFETCH(QString, sql);
    QFETCH(QString, fault);
    QVERIFY(check().isSound());
    must(m_connection->runScript(sql.toUtf8()));
    const IntegrityReport report = check();
    QCOMPARE(report.faults.size(), 1);
    QVERIFY2(report.faults.first().contains(fault), qPrintable(report.faults.first()));
    QVERIFY(integrityText(report).contains(QStringLiteral("not sound")));
}

void IntegrityTest::findsADamagedFile()
{
    must(m_connection->run(QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)")));
    const qint64 page = must(
        m_connection->integer(QStringLiteral("SELECT rootpage FROM sqlite_schema WHERE name = 'review'")));
    const qint64 pageSize = must(m_connection->integer(QStringLiteral("PRAGMA page_size")));
    m_connection.reset();
    QFile file(m_path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(page * pageSize - 40)); // where the newest rows end
    QCOMPARE(file.write(QByteArray(40, '\x5a')), 40);
    file.close();
    m_connection = must(Connection::open(m_path, Connection::Access::ReadOnly));
    const IntegrityReport report = check();
    QVERIFY(!report.isSound());
    QVERIFY2(report.faults.first().contains(QStringLiteral("damaged")), qPrintable(report.faults.first()));
}

QTEST_GUILESS_MAIN(IntegrityTest)
#include "tst_integrity.moc"
