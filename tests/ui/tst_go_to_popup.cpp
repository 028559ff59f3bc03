#include "tests/support/catalog_factory.h"
#include "tests/ui/open_desk.h"
#include "ui/dialogs/go_to_popup.h"

#include <QLineEdit>
#include <QTemporaryDir>
#include <QtTest>

using namespace creel;
using creel::test::must;

class GoToPopupTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void numberGoesToThePosition();
    void partOfANameGoesToThePhoto();
    void wholeNameBeatsAPartOfAnEarlierOne();
    void leadingZerosMeanAName();
    void saysInWordsWhatIsNotThere();
    void downAndUpStepThroughWhatFits();
    void followsTheSetWhenItChanges();
    void escapeStaysWhereItWas();
    void largeSetsAreSearchedInSmallSteps();
    void enterDuringASearchGoesWhenItIsFound();
    void escapeEndsTheSearch();

private:
    void open(int photos);
    void type(const QString& text);
    void press(Qt::Key key) { QTest::keyClick(m_popup->findChild<QLineEdit*>(), key); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<QWidget> m_window;
    GoToPopup* m_popup = nullptr;
};

void GoToPopupTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_desk = std::make_unique<Desk>();
    m_window = std::make_unique<QWidget>();
    m_window->resize(800, 600);
    m_window->setFocusPolicy(Qt::StrongFocus);
    m_popup = new GoToPopup(*m_desk, m_window.get());
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_window->setFocus();
}

void GoToPopupTest::cleanup()
{
    m_window.reset();
    m_desk.reset();
}

void GoToPopupTest::open(int photos)
{
    const QString path = m_folder->filePath(QStringLiteral("desk.creel"));
    test::makeCatalog(path, photos, {QStringLiteral("brown")});
    QVERIFY(test::openWhole(*m_desk, path));
    m_popup->open();
}

void GoToPopupTest::type(const QString& text)
{
    auto* edit = m_popup->findChild<QLineEdit*>();
    edit->clear();
    QTest::keyClicks(edit, text);
}

void GoToPopupTest::numberGoesToThePosition()
{
    open(412);
    QCOMPARE(m_popup->preview(), QStringLiteral("1 to 412, or a part of a name"));
    type(QStringLiteral("13"));
    QCOMPARE(m_popup->preview(), QStringLiteral("photo_0000012.jpg, 13 of 412"));
    press(Qt::Key_Return);
    QCOMPARE(m_desk->currentPosition(), 12);
    QVERIFY(m_popup->isHidden());
    QVERIFY(m_window->hasFocus());
}

void GoToPopupTest::partOfANameGoesToThePhoto()
{
    open(412);
    type(QStringLiteral("PHOTO_0000400"));
    QTRY_COMPARE(m_popup->preview(), QStringLiteral("photo_0000400.jpg, 401 of 412"));
    press(Qt::Key_Return);
    QCOMPARE(m_desk->currentPosition(), 400);
}

void GoToPopupTest::wholeNameBeatsAPartOfAnEarlierOne()
{
    open(50);
    {
        auto connection = must(openCatalog(m_desk->catalogPath(), Connection::Access::ReadWrite));
        must(connection->run(QStringLiteral(
            "UPDATE photo SET name = CAST('b1.jpg' AS BLOB) WHERE CAST(name AS TEXT) LIKE '%0000005.jpg'")));
        must(connection->run(QStringLiteral(
            "UPDATE photo SET name = CAST('1.jpg' AS BLOB) WHERE CAST(name AS TEXT) LIKE '%0000049.jpg'")));
    }
    QVERIFY(test::openWhole(*m_desk, m_desk->catalogPath()));
    const auto nameAt = [&](int position) {
        return m_desk->model()->index(position).data().toString();
    };
    QCOMPARE(nameAt(0), QStringLiteral("1.jpg"));
    m_desk->setCurrentPosition(1); // b1.jpg comes before 1.jpg from here
    QCOMPARE(nameAt(1), QStringLiteral("b1.jpg"));
    m_popup->open();
    type(QStringLiteral("1.jpg"));
    QTRY_COMPARE(m_popup->preview(), QStringLiteral("1.jpg, 1 of 50"));
}

void GoToPopupTest::leadingZerosMeanAName()
{
    open(30);
    type(QStringLiteral("00020"));
    QTRY_COMPARE(m_popup->preview(), QStringLiteral("photo_0000020.jpg, 21 of 30"));
}

void GoToPopupTest::saysInWordsWhatIsNotThere()
{
    open(412);
    type(QStringLiteral("99999"));
    QTRY_COMPARE(m_popup->preview(),
                 QStringLiteral("There is no photo 99999: 412 photos are shown, and no name has it."));
    type(QStringLiteral("pike"));
    QTRY_COMPARE(m_popup->preview(), QStringLiteral("None of the 412 photos shown has “pike” in its name."));
    press(Qt::Key_Return);
    QVERIFY(m_popup->isVisible()); // there is nowhere to go
    QCOMPARE(m_desk->currentPosition(), 0);
}

void GoToPopupTest::downAndUpStepThroughWhatFits()
{
    open(412);
    type(QStringLiteral("_00002"));
    QTRY_COMPARE(m_popup->preview(), QStringLiteral("photo_0000200.jpg, 201 of 412"));
    press(Qt::Key_Down);
    QTRY_COMPARE(m_popup->preview(), QStringLiteral("photo_0000201.jpg, 202 of 412"));
    press(Qt::Key_Up);
    press(Qt::Key_Up); // around the beginning
    QTRY_COMPARE(m_popup->preview(), QStringLiteral("photo_0000299.jpg, 300 of 412"));
}

void GoToPopupTest::followsTheSetWhenItChanges()
{
    open(100);
    type(QStringLiteral("0000050"));
    QTRY_COMPARE(m_popup->preview(), QStringLiteral("photo_0000050.jpg, 51 of 100"));
    m_desk->setOrder({SortKey::Name, true, GroupKey::None});
    QTRY_COMPARE(m_popup->preview(), QStringLiteral("photo_0000050.jpg, 50 of 100"));
    PhotoFilter filter;
    filter.text = QStringLiteral("nothing like it");
    m_desk->setFilter(filter);
    QTRY_COMPARE(m_popup->preview(), QStringLiteral("No photos are shown, so there is nowhere to go."));
}

void GoToPopupTest::escapeStaysWhereItWas()
{
    open(100);
    m_desk->setCurrentPosition(7);
    type(QStringLiteral("50"));
    press(Qt::Key_Escape);
    QVERIFY(m_popup->isHidden());
    QCOMPARE(m_desk->currentPosition(), 7);
}

void GoToPopupTest::largeSetsAreSearchedInSmallSteps()
{
    open(100000);
    PhotoFinder finder;
    finder.start(*m_desk->model(), QStringLiteral("no such name"), 0, PhotoFinder::Aim::Best);
    int steps = 0;
    while (!finder.step(0)) // looks at a stride of photos, then at the clock
        ++steps;
    QVERIFY(steps > 100);
    QCOMPARE(finder.found(), -1);
}

void GoToPopupTest::enterDuringASearchGoesWhenItIsFound()
{
    open(200000);
    auto* edit = m_popup->findChild<QLineEdit*>();
    edit->setText(QStringLiteral("_0199999")); // far behind the first step
    press(Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(m_desk->currentPosition(), 199999, test::patienceMs);
    QVERIFY(m_popup->isHidden());
}

void GoToPopupTest::escapeEndsTheSearch()
{
    open(200000);
    m_popup->findChild<QLineEdit*>()->setText(QStringLiteral("_0199999"));
    press(Qt::Key_Return);
    press(Qt::Key_Escape);
    QTest::qWait(500); // longer than the search takes
    QCOMPARE(m_desk->currentPosition(), 0);
    m_popup->open();
    m_popup->findChild<QLineEdit*>()->setText(QStringLiteral("no such name"));
    press(Qt::Key_Escape);
    m_desk->close(); // the search must not go on in photos that are gone
    QTest::qWait(100);
    QVERIFY(m_popup->isHidden());
}

QTEST_MAIN(GoToPopupTest)
#include "tst_go_to_popup.moc"
