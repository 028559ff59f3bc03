#include "ui/dialogs/action_card.h"
#include "ui/dialogs/dropped_paths.h"
#include "ui/dialogs/recent_row.h"
#include "ui/dialogs/welcome_page.h"

#include <QDir>
#include <QDropEvent>
#include <QFile>
#include <QMimeData>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QToolButton>
#include <QtTest>

using namespace creel;

class WelcomePageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void keysReachEveryWayIn();
    void clicksReachEveryWayIn();
    void opensARecentCatalog();
    void saysWhichRecentCatalogIsGone();
    void takesARecentCatalogOffTheList();
    void takesDroppedFoldersByteForByte();
    void droppedCatalogIsOpened();
    void webAddressesAreNoFolders();

private:
    QList<ActionCard*> cards() const { return m_page->findChildren<ActionCard*>(); }
    bool drop(const QMimeData& data);

    std::unique_ptr<WelcomePage> m_page;
};

void WelcomePageTest::init()
{
    m_page = std::make_unique<WelcomePage>(nullptr);
    m_page->resize(960, 720);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    m_page->setFocus();
}

/// Returns whether the page would take it.
bool WelcomePageTest::drop(const QMimeData& data)
{
    QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_page.get(), &enter);
    if (!enter.isAccepted())
        return false;
    QDropEvent drop({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_page.get(), &drop);
    return drop.isAccepted();
}

void WelcomePageTest::keysReachEveryWayIn()
{
    QSignalSpy folder(m_page.get(), &WelcomePage::openFolderRequested);
    QSignalSpy catalog(m_page.get(), &WelcomePage::openCatalogRequested);
    QSignalSpy demo(m_page.get(), &WelcomePage::demoRequested);
    const auto press = [](Qt::Key key) {
        QTest::keyClick(QApplication::focusWidget(), key);
    };
    QCOMPARE(QApplication::focusWidget(), cards()[0]);
    press(Qt::Key_Return);
    press(Qt::Key_Tab);
    press(Qt::Key_Space);
    press(Qt::Key_Down);
    press(Qt::Key_Enter);
    QCOMPARE(folder.size(), 1);
    QCOMPARE(catalog.size(), 1);
    QCOMPARE(demo.size(), 1);
}

void WelcomePageTest::clicksReachEveryWayIn()
{
    QSignalSpy folder(m_page.get(), &WelcomePage::openFolderRequested);
    QSignalSpy catalog(m_page.get(), &WelcomePage::openCatalogRequested);
    QSignalSpy demo(m_page.get(), &WelcomePage::demoRequested);
    for (ActionCard* card : cards())
        QTest::mouseClick(card, Qt::LeftButton);
    QCOMPARE(folder.size() + catalog.size() + demo.size(), 3);
    QCOMPARE(demo.size(), 1);
}

void WelcomePageTest::opensARecentCatalog()
{
    QSignalSpy chosen(m_page.get(), &WelcomePage::recentChosen);
    m_page->setRecent({QStringLiteral("/a/one.creel"), QStringLiteral("/b/two.creel")});
    QCOMPARE(m_page->recentRows().size(), 2);
    m_page->recentRows()[1]->setFocus();
    QTest::keyClick(m_page->recentRows()[1], Qt::Key_Return);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][0].toString(), QStringLiteral("/b/two.creel"));
}

void WelcomePageTest::saysWhichRecentCatalogIsGone()
{
    QTemporaryDir folder;
    const QString here = folder.filePath(QStringLiteral("here.creel"));
    QFile file(here);
    QVERIFY(file.open(QIODevice::WriteOnly));
    m_page->setRecent({here, folder.filePath(QStringLiteral("gone.creel"))});
    QTRY_VERIFY(!m_page->recentRows()[1]->isFound());
    QVERIFY(m_page->recentRows()[0]->isFound());
    QVERIFY(m_page->recentRows()[1]->accessibleName().endsWith(QStringLiteral("not found")));
}

void WelcomePageTest::takesARecentCatalogOffTheList()
{
    QSignalSpy removed(m_page.get(), &WelcomePage::recentRemoved);
    QSignalSpy chosen(m_page.get(), &WelcomePage::recentChosen);
    QStringList paths{QStringLiteral("/a/one.creel"), QStringLiteral("/b/two.creel")};
    connect(m_page.get(), &WelcomePage::recentRemoved, m_page.get(), [&](const QString& path) {
        paths.removeAll(path);
        m_page->setRecent(paths);
    });
    m_page->setRecent(paths);
    QTest::keyClick(m_page->recentRows()[0], Qt::Key_Delete);
    QTRY_COMPARE(m_page->recentRows().size(), 1);
    QTest::mouseClick(m_page->recentRows()[0]->findChild<QToolButton*>(), Qt::LeftButton);
    QTRY_COMPARE(m_page->recentRows().size(), 0);
    QCOMPARE(removed.size(), 2);
    QCOMPARE(chosen.size(), 0);
}

void WelcomePageTest::takesDroppedFoldersByteForByte()
{
    QSignalSpy dropped(m_page.get(), &WelcomePage::foldersDropped);
    QMimeData data;
    data.setUrls({QUrl(QStringLiteral("file:///photos/br%FCn%20%23%3F")),
                  QUrl::fromLocalFile(QStringLiteral("/photos/Äsche 100%/"))});
    QVERIFY(drop(data));
    QCOMPARE(dropped.size(), 1);
    const auto folders = dropped[0][0].value<QList<BytePath>>();
    QCOMPARE(folders, QList<BytePath>({"/photos/br\xFCn #?", "/photos/\xC3\x84sche 100%"}));
}

void WelcomePageTest::droppedCatalogIsOpened()
{
    QSignalSpy dropped(m_page.get(), &WelcomePage::foldersDropped);
    QSignalSpy chosen(m_page.get(), &WelcomePage::recentChosen);
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(QStringLiteral("/fish/montana.creel"))});
    QVERIFY(drop(data));
    QCOMPARE(dropped.size(), 0);
    QCOMPARE(chosen[0][0].toString(), QStringLiteral("/fish/montana.creel"));
}

void WelcomePageTest::webAddressesAreNoFolders()
{
    QMimeData data;
    data.setUrls({QUrl(QStringLiteral("https://example.org/photos"))});
    QVERIFY(!drop(data));
}

QTEST_MAIN(WelcomePageTest)
#include "tst_welcome_page.moc"
