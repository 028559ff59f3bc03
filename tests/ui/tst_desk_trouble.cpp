#include "core/catalog/transaction.h"
#include "tests/support/hardship.h"
#include "tests/support/own_settings.h"
#include "tests/ui/open_desk.h"
#include "ui/main_window.h"
#include "ui/theme.h"
#include "ui/toast.h"

#include <QSettings>
#include <QTemporaryDir>
#include <QtTest>

using namespace creel;
using namespace creel::test;

/// The window's catalog when things go wrong around it: no space, no permission, others at work, damage.
/// Whatever is not written is said not to be, and nothing that was is lost.
class DeskTroubleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void decisionsWaitForAnotherProgramWithoutStoppingTheWindow();
    void undoWaitsForAnotherProgramToo();
    void labelsSayThatAnotherProgramIsWriting();
    void aFullDiskIsSaidAndNothingIsLost();
    void aReadOnlyCatalogCanBeLookedAtAndSaysSo();
    void aCatalogOnAReadOnlyShelfIsRefused();
    void aDamagedCatalogIsRefusedAndLeftAlone();
    void theWindowSaysWhyACatalogDoesNotOpen();

private:
    QString path() const { return m_folder->filePath(QStringLiteral("desk.creel")); }
    static ReviewState state(Desk& desk, int position)
    {
        return desk.index()->review(desk.model()->photoRow(position)).state;
    }
    static QString lastMessage(const QSignalSpy& failed)
    {
        return failed.isEmpty() ? QString() : failed.last().first().value<Error>().message;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void DeskTroubleTest::initTestCase()
{
    useOwnSettings();
    QSettings().clear();
    Theme::apply(*qApp, Theme::Mode::Dark);
}

void DeskTroubleTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    must(makeCatalog(path(), 300, {QStringLiteral("brown"), QStringLiteral("bull")})
             ->run(QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)")));
}

void DeskTroubleTest::decisionsWaitForAnotherProgramWithoutStoppingTheWindow()
{
    Desk desk;
    QVERIFY(openWhole(desk, path()));
    const QSignalSpy applied(&desk, &Desk::applied);
    const QSignalSpy failed(&desk, &Desk::failed);
    {
        const auto other = must(openCatalog(path(), Connection::Access::ReadWrite));
        const Transaction writing = must(Transaction::begin(*other));
        desk.decide(Accept{{desk.currentPhoto()}});
        desk.decide(Reject{{desk.currentPhoto()}, RejectReason::Scenery});
        QCOMPARE(desk.currentPosition(), 2);
        QCOMPARE(applied.count() + failed.count(), 0);
    }
    QTRY_COMPARE_WITH_TIMEOUT(applied.count(), 2, patienceMs);
    QCOMPARE(failed.count(), 0);
    QTRY_COMPARE(state(desk, 0), ReviewState::Accepted);
    QTRY_COMPARE(state(desk, 1), ReviewState::Rejected);
}

void DeskTroubleTest::undoWaitsForAnotherProgramToo()
{
    Desk desk;
    QVERIFY(openWhole(desk, path()));
    desk.decide(Accept{{desk.currentPhoto()}});
    const QSignalSpy applied(&desk, &Desk::applied);
    {
        const auto other = must(openCatalog(path(), Connection::Access::ReadWrite));
        const Transaction writing = must(Transaction::begin(*other));
        desk.undo();
        QCOMPARE(applied.count(), 0);
    }
    QTRY_COMPARE_WITH_TIMEOUT(applied.count(), 1, patienceMs);
    QTRY_COMPARE(state(desk, 0), ReviewState::Unreviewed);
}

void DeskTroubleTest::labelsSayThatAnotherProgramIsWriting()
{
    Desk desk;
    QVERIFY(openWhole(desk, path()));
    const QSignalSpy failed(&desk, &Desk::failed);
    {
        const auto other = must(openCatalog(path(), Connection::Access::ReadWrite));
        const Transaction writing = must(Transaction::begin(*other));
        QVERIFY(!desk.apply(AddLabel{QStringLiteral("golden")}));
    }
    QCOMPARE(failed.count(), 1);
    QVERIFY(lastMessage(failed).contains(QStringLiteral("locked by another program")));
    QVERIFY(desk.apply(AddLabel{QStringLiteral("golden")}));
}

void DeskTroubleTest::aFullDiskIsSaidAndNothingIsLost()
{
    Desk desk;
    QVERIFY(openWhole(desk, path()));
    desk.decide(Accept{{desk.currentPhoto()}});
    const QSignalSpy failed(&desk, &Desk::failed);
    {
        const FileSizeLimit full(512);
        desk.decide(Accept{{desk.currentPhoto()}});
        QCOMPARE(failed.count(), 1);
    }
    QVERIFY2(lastMessage(failed).contains(QStringLiteral("disk")), qPrintable(lastMessage(failed)));
    QCOMPARE(desk.currentPosition(), 1); // not decided, so not gone on
    QCOMPARE(state(desk, 0), ReviewState::Accepted);
    QCOMPARE(state(desk, 1), ReviewState::Unreviewed);
    desk.decide(Accept{{desk.currentPhoto()}});
    QCOMPARE(state(desk, 1), ReviewState::Accepted);
    desk.close();
    QVERIFY(openWhole(desk, path()));
    QCOMPARE(desk.counts().accepted, 2);
}

void DeskTroubleTest::aReadOnlyCatalogCanBeLookedAtAndSaysSo()
{
    const auto readable = QFile::ReadOwner | QFile::ReadGroup | QFile::ReadOther;
    const auto open = QFile::ExeOwner | QFile::ExeGroup | QFile::ExeOther | QFile::WriteOwner |
                      QFile::WriteGroup | QFile::WriteOther;
    QVERIFY(QFile::setPermissions(m_folder->path(), readable | open));
    QVERIFY(QFile::setPermissions(path(), readable));
    const WithoutPrivileges nobody;
    if (!nobody.isValid())
        QSKIP("cannot give up root here");
    Desk desk;
    const QSignalSpy failed(&desk, &Desk::failed);
    QVERIFY(openWhole(desk, path()));
    QCOMPARE(desk.model()->rowCount(), 300);
    desk.decide(Accept{{desk.currentPhoto()}});
    QVERIFY2(lastMessage(failed).contains(QStringLiteral("read-only")), qPrintable(lastMessage(failed)));
    QVERIFY(lastMessage(failed).contains(QStringLiteral("desk.creel")));
    QCOMPARE(state(desk, 0), ReviewState::Unreviewed);
    QCOMPARE(desk.currentPosition(), 0);
}

void DeskTroubleTest::aCatalogOnAReadOnlyShelfIsRefused()
{
    const auto readable = QFile::ReadOwner | QFile::ReadGroup | QFile::ReadOther;
    QVERIFY(QFile::setPermissions(path(), readable));
    QVERIFY(QFile::setPermissions(m_folder->path(),
                                  readable | QFile::ExeOwner | QFile::ExeGroup | QFile::ExeOther));
    {
        const WithoutPrivileges nobody;
        if (!nobody.isValid())
            QSKIP("cannot give up root here");
        Desk desk;
        const auto opened = desk.open(path());
        QVERIFY(!opened);
        QVERIFY2(opened.error().message.contains(QStringLiteral("desk.creel")),
                 qPrintable(opened.error().message));
        QVERIFY2(opened.error().message.contains(QStringLiteral("read-only")),
                 qPrintable(opened.error().message));
    }
    QVERIFY(QFile::setPermissions(m_folder->path(), readable | QFile::ExeOwner | QFile::WriteOwner));
}

void DeskTroubleTest::aDamagedCatalogIsRefusedAndLeftAlone()
{
    const QString damaged = m_folder->filePath(QStringLiteral("damaged.creel"));
    QFile file(damaged);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(9000, 'x'));
    file.close();
    Desk desk;
    QVERIFY(openWhole(desk, path()));
    const auto opened = desk.open(damaged);
    QVERIFY(!opened);
    QVERIFY(opened.error().message.contains(QStringLiteral("damaged.creel")));
    QCOMPARE(desk.catalogPath(), path());
    QCOMPARE(QFileInfo(damaged).size(), 9000);
}

void DeskTroubleTest::theWindowSaysWhyACatalogDoesNotOpen()
{
    must(makeCatalog(m_folder->filePath(QStringLiteral("newer.creel")), 1, {QStringLiteral("brown")})
             ->run(QStringLiteral("PRAGMA user_version = 99")));
    Desk desk;
    MainWindow window(desk);
    window.show();
    window.openCatalog(m_folder->filePath(QStringLiteral("newer.creel")));
    QVERIFY(window.toast().isVisible());
    QVERIFY(window.toast().text().contains(QStringLiteral("newer Creel")));
    window.openCatalog(path());
    QVERIFY(waitUntilWhole(desk));
    QVERIFY(QFile::rename(path(), path() + QStringLiteral(".away")));
    desk.decide(Accept{{desk.currentPhoto()}});
    QVERIFY(window.toast().text().contains(QStringLiteral("deleted or replaced")));
}

QTEST_MAIN(DeskTroubleTest)
#include "tst_desk_trouble.moc"
