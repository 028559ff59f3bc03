#include "tests/support/catalog_factory.h"
#include "tests/support/own_settings.h"
#include "tests/support/photo_folder.h"
#include "tests/ui/open_desk.h"
#include "ui/dialogs/reason_picker.h"
#include "ui/grid/grid_view.h"
#include "ui/job_strip.h"
#include "ui/loupe/compare_view.h"
#include "ui/loupe/loupe_view.h"
#include "ui/main_window.h"
#include "ui/panels/inspector.h"
#include "ui/panels/search_field.h"
#include "ui/theme.h"
#include "ui/toast.h"

#include <QAccessible>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QToolButton>
#include <QtTest>

using namespace creel;
using creel::test::must;

/// Drives the whole window by its keys, as a curator would: 3 folders of 8 photos, imported for real.
class MainWindowTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void labelsAWholeSetByKeys();
    void rejectTakesASecondKeyForTheReason();
    void escapeInTheReasonPickerRejectsNothing();
    void bulkRejectIsUndoneThroughARestart();
    void comesBackToTheCatalogThatWasLeftOpen();
    void letterKeysTypeIntoTheSearchField();
    void escapeLeavesLoupeThenFilter();
    void spaceOpensTheLoupeAndGoesBack();
    void decisionInTheLoupeIsAboutThePhotoShownOnly();
    void comparesTwoPhotosAndDecidesTheActiveOne();
    void nextAndPreviousUnreviewedSkipDecided();
    void digitWithoutLabelSaysWhatToDo();
    void toastSaysWhatWasDoneAndUndoesIt();
    void rejectsWhatWasAskedAboutWhateverHappensMeanwhile();
    void anotherCatalogIsNotUndoneByAnOldToast();
    void everyControlHasAnAccessibleName();
    void everyMenuActionHasTextAndKeysAreUnique();
    void withoutACatalogOnlyWhatWorksIsEnabled();
    void themeCanBeSwitchedWhileAtWork();
    void importInTheBackgroundShowsProgressAndKeepsKeysWorking();

private:
    void openWindow();
    void press(int key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(m_window->focusWidget(), Qt::Key(key), modifiers);
    }
    Desk& desk() { return *m_desk; }
    ReviewFacts review(int position) { return desk().index()->review(desk().model()->photoRow(position)); }
    QString labelAt(int position)
    {
        const auto label = desk().labelOfPhoto(desk().model()->photoRow(position));
        return label ? label->name : QString();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<MainWindow> m_window;
};

void MainWindowTest::initTestCase()
{
    test::useOwnSettings();
    Theme::apply(*qApp, Theme::Mode::Dark);
}

void MainWindowTest::init()
{
    QSettings().clear();
    m_folder = std::make_unique<QTemporaryDir>();
    int seed = 0;
    for (const char* species : {"brown trout", "bull trout", "rainbow trout"})
        test::drawPhotos(m_folder->filePath(QStringLiteral("photos/") + QLatin1String(species)), 8, ++seed);
    ImportRequest request;
    request.catalogPath = m_folder->filePath(QStringLiteral("t.creel"));
    request.paths = {bytePathFromLocal(m_folder->filePath(QStringLiteral("photos")))};
    request.labels = FolderLabels::FromFolders;
    QCOMPARE(must(importPhotos(request, {})).imported, 24);
    openWindow();
}

void MainWindowTest::openWindow()
{
    m_window.reset();
    m_desk = std::make_unique<Desk>();
    m_window = std::make_unique<MainWindow>(*m_desk);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_window->openCatalog(m_folder->filePath(QStringLiteral("t.creel")));
    QVERIFY(test::waitUntilWhole(desk()));
    QCOMPARE(desk().model()->rowCount(), 24);
    QVERIFY(m_window->focusWidget());
}

void MainWindowTest::cleanup()
{
    m_window.reset();
    m_desk.reset();
}

void MainWindowTest::labelsAWholeSetByKeys()
{
    QCOMPARE(desk().labels().size(), 3);
    for (int i = 0; i < 24; ++i)
        press(i % 3 == 0 ? Qt::Key_1 : i % 3 == 1 ? Qt::Key_2 : Qt::Key_A);
    QTRY_COMPARE(desk().counts().accepted, 24);
    QCOMPARE(labelAt(0), QStringLiteral("brown_trout"));
    QCOMPARE(labelAt(9), QStringLiteral("brown_trout")); // the folder said bull
    QCOMPARE(labelAt(4), QStringLiteral("bull_trout"));
    QCOMPARE(labelAt(23), QStringLiteral("rainbow_trout"));
    QCOMPARE(desk().decidedToday(), 24);
}

void MainWindowTest::rejectTakesASecondKeyForTheReason()
{
    press(Qt::Key_X);
    auto* picker = m_window->findChild<ReasonPicker*>();
    QVERIFY(picker);
    QTRY_VERIFY(picker->isVisible());
    QCOMPARE(review(0).state, ReviewState::Unreviewed);
    QTest::keyClick(picker, Qt::Key_E);
    QCOMPARE(review(0).state, ReviewState::Rejected);
    QCOMPARE(review(0).reason, RejectReason::Equipment);
    QCOMPARE(desk().currentPosition(), 1);
    QVERIFY(!picker->isVisible());
}

void MainWindowTest::escapeInTheReasonPickerRejectsNothing()
{
    press(Qt::Key_X);
    auto* picker = m_window->findChild<ReasonPicker*>();
    QTRY_VERIFY(picker->isVisible());
    QTest::keyClick(picker, Qt::Key_Escape);
    QTRY_VERIFY(!picker->isVisible());
    QCOMPARE(review(0).state, ReviewState::Unreviewed);
}

void MainWindowTest::bulkRejectIsUndoneThroughARestart()
{
    press(Qt::Key_A, Qt::ControlModifier);
    press(Qt::Key_X);
    auto* picker = m_window->findChild<ReasonPicker*>();
    QTRY_VERIFY(picker->isVisible());
    QTest::keyClick(picker, Qt::Key_P);
    QTRY_COMPARE(desk().counts().rejected, 24);
    openWindow();
    QCOMPARE(desk().counts().rejected, 24);
    press(Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(desk().counts().unreviewed, 24);
    press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(desk().counts().rejected, 24);
}

void MainWindowTest::comesBackToTheCatalogThatWasLeftOpen()
{
    const auto startAgain = [this] {
        m_window->close();
        m_window.reset();
        m_desk = std::make_unique<Desk>();
        m_window = std::make_unique<MainWindow>(*m_desk);
        m_window->openLast();
    };
    startAgain();
    QCOMPARE(desk().catalogPath(), m_folder->filePath(QStringLiteral("t.creel")));
    m_window->actions().action(QStringLiteral("file.close"))->trigger();
    startAgain();
    QVERIFY(!desk().isOpen());
    openWindow();
    m_window->close();
    QVERIFY(QFile::remove(m_folder->filePath(QStringLiteral("t.creel"))));
    startAgain();
    QVERIFY(!desk().isOpen());
}

void MainWindowTest::letterKeysTypeIntoTheSearchField()
{
    press(Qt::Key_F);
    auto* search = m_window->findChild<SearchField*>();
    QTRY_VERIFY(search->hasFocus());
    QTest::keyClicks(search, QStringLiteral("bull a 3"));
    QCOMPARE(search->text(), QStringLiteral("bull a 3"));
    QCOMPARE(desk().counts().accepted, 0);
    search->setText(QStringLiteral("bull 003"));
    QTRY_COMPARE(desk().model()->rowCount(), 1);
}

void MainWindowTest::escapeLeavesLoupeThenFilter()
{
    PhotoFilter filter;
    filter.labels = {desk().labels()[1].id};
    desk().setFilter(filter);
    QTRY_COMPARE(desk().model()->rowCount(), 8);
    press(Qt::Key_Space);
    QCOMPARE(m_window->view(), MainWindow::View::Loupe);
    press(Qt::Key_Escape);
    QCOMPARE(m_window->view(), MainWindow::View::Grid);
    QVERIFY(!desk().filter().isEmpty());
    press(Qt::Key_Escape);
    QTRY_COMPARE(desk().model()->rowCount(), 24);
}

void MainWindowTest::spaceOpensTheLoupeAndGoesBack()
{
    press(Qt::Key_Right);
    press(Qt::Key_Space);
    QCOMPARE(m_window->view(), MainWindow::View::Loupe);
    press(Qt::Key_Right);
    QCOMPARE(desk().currentPosition(), 2);
    press(Qt::Key_Space);
    QCOMPARE(m_window->view(), MainWindow::View::Grid);
    QCOMPARE(desk().currentPosition(), 2);
}

void MainWindowTest::decisionInTheLoupeIsAboutThePhotoShownOnly()
{
    press(Qt::Key_A, Qt::ControlModifier);
    press(Qt::Key_Space);
    QTRY_COMPARE(m_window->findChild<Inspector*>()->title(), QStringLiteral("photo_000.jpg"));
    press(Qt::Key_A);
    QTRY_COMPARE(desk().counts().accepted, 1);
}

void MainWindowTest::comparesTwoPhotosAndDecidesTheActiveOne()
{
    press(Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(desk().selectedPhotos().size(), 2);
    const QList<PhotoId> compared = desk().selectedPhotos();
    press(Qt::Key_B);
    QCOMPARE(m_window->view(), MainWindow::View::Compare);
    auto* compare = m_window->findChild<CompareView*>();
    QCOMPARE(compare->activePhotos().size(), 1);
    const PhotoId active = compare->activePhotos()[0];
    QVERIFY(compared.contains(active));
    press(Qt::Key_A);
    QTRY_COMPARE(desk().counts().accepted, 1);
    QCOMPARE(must(desk().session()->review(active)).state, ReviewState::Accepted);
    QCOMPARE(m_window->view(), MainWindow::View::Compare);
}

void MainWindowTest::nextAndPreviousUnreviewedSkipDecided()
{
    for (int i = 1; i < 5; ++i)
        desk().apply(Accept{{desk().model()->photoId(i)}});
    press(Qt::Key_N);
    QCOMPARE(desk().currentPosition(), 5);
    press(Qt::Key_P);
    QCOMPARE(desk().currentPosition(), 0);
}

void MainWindowTest::digitWithoutLabelSaysWhatToDo()
{
    press(Qt::Key_9);
    QVERIFY(m_window->toast().text().contains(QLatin1Char('9')));
    QCOMPARE(review(0).state, ReviewState::Unreviewed);
    QCOMPARE(desk().currentPosition(), 0);
}

void MainWindowTest::toastSaysWhatWasDoneAndUndoesIt()
{
    press(Qt::Key_2);
    QVERIFY(m_window->toast().isVisible());
    QCOMPARE(m_window->toast().text(), QStringLiteral("Labelled 1 photo bull_trout"));
    const auto inWindow = [this](QWidget& widget) {
        return QRect(widget.mapTo(m_window.get(), QPoint()), widget.size());
    };
    const QRect covered = inWindow(m_window->toast()) & inWindow(m_window->wall());
    QVERIFY2(covered.height() <= Theme::gap, "it lies on the photos");
    Q_EMIT m_window->toast().undoClicked();
    QCOMPARE(review(0).state, ReviewState::Unreviewed);
    QCOMPARE(desk().currentPosition(), 0);
}

void MainWindowTest::rejectsWhatWasAskedAboutWhateverHappensMeanwhile()
{
    desk().selection()->select({desk().model()->index(2), desk().model()->index(4)},
                               QItemSelectionModel::ClearAndSelect);
    const QList<PhotoId> asked = desk().selectedPhotos();
    press(Qt::Key_X);
    auto* picker = m_window->findChild<ReasonPicker*>();
    QTRY_VERIFY(picker->isVisible());
    desk().setCurrentPosition(7); // as when the set is read again and the selection is lost
    QTest::keyClick(picker, Qt::Key_E);
    for (const PhotoId photo : asked)
        QCOMPARE(must(desk().session()->review(photo)).state, ReviewState::Rejected);
    QCOMPARE(review(7).state, ReviewState::Unreviewed);
    QCOMPARE(must(desk().connection()->integer(
                 QStringLiteral("SELECT count(*) FROM review WHERE state = 'rejected'"))),
             3);
}

void MainWindowTest::anotherCatalogIsNotUndoneByAnOldToast()
{
    press(Qt::Key_2);
    auto* undo = m_window->toast().findChild<QToolButton*>();
    QVERIFY(undo->isVisible());
    m_window->openCatalog(m_folder->filePath(QStringLiteral("another.creel")));
    QVERIFY(!undo->isVisible());
}

void MainWindowTest::everyControlHasAnAccessibleName()
{
    QStringList nameless;
    for (const QWidget* widget : m_window->findChildren<QWidget*>()) {
        if (!widget->isVisible() || !(widget->focusPolicy() & Qt::TabFocus))
            continue;
        QAccessibleInterface* interface = QAccessible::queryAccessibleInterface(const_cast<QWidget*>(widget));
        if (!interface || interface->text(QAccessible::Name).isEmpty())
            nameless.append(QLatin1String(widget->metaObject()->className()) + QLatin1Char(' ') +
                            widget->objectName());
    }
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QStringLiteral(", "))));
}

void MainWindowTest::everyMenuActionHasTextAndKeysAreUnique()
{
    QHash<QKeySequence, QString> owners;
    for (const Actions::Entry& entry : m_window->actions().entries()) {
        QVERIFY(!entry.action->text().isEmpty());
        for (const QKeySequence& key : entry.action->shortcuts()) {
            QVERIFY2(!owners.contains(key), qPrintable(entry.id + QLatin1Char(' ') + owners.value(key)));
            owners.insert(key, entry.id);
        }
    }
    QVERIFY(owners.size() > 25);
}

void MainWindowTest::withoutACatalogOnlyWhatWorksIsEnabled()
{
    const auto isEnabled = [&](const char* id) {
        return m_window->actions().action(QLatin1String(id))->isEnabled();
    };
    QVERIFY(isEnabled("review.accept"));
    desk().close();
    QVERIFY(!isEnabled("review.accept"));
    QVERIFY(!isEnabled("file.backup"));
    QVERIFY(isEnabled("file.import"));
    QVERIFY(isEnabled("help.keys"));
}

void MainWindowTest::themeCanBeSwitchedWhileAtWork()
{
    m_window->toggleTheme();
    QCOMPARE(Theme::mode(), Theme::Mode::Light);
    press(Qt::Key_A);
    QTRY_COMPARE(desk().counts().accepted, 1);
    m_window->toggleTheme();
    QCOMPARE(Theme::mode(), Theme::Mode::Dark);
    for (const auto& colours : {Theme::colours()}) {
        QVERIFY(Theme::contrast(colours.text, colours.panel) >= 4.5);
        QVERIFY(Theme::contrast(colours.mutedText, colours.panel) >= 4.5);
    }
}

void MainWindowTest::importInTheBackgroundShowsProgressAndKeepsKeysWorking()
{
    const QString more = m_folder->filePath(QStringLiteral("more/cutthroat"));
    test::drawPhotos(more, 60, 9);
    ImportRequest request;
    request.paths = {bytePathFromLocal(m_folder->filePath(QStringLiteral("more")))};
    request.labels = FolderLabels::FromFolders;
    QSignalSpy finished(desk().jobs(), &JobRunner::finished);
    desk().importPhotos(request);
    QVERIFY(m_window->findChild<JobStrip*>()->isVisible());
    int decided = 0;
    while (finished.isEmpty() && decided < 24) {
        press(Qt::Key_A);
        ++decided;
        QTest::qWait(5);
    }
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, test::patienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(desk().model()->rowCount(), 84, test::patienceMs);
    QTRY_COMPARE(desk().counts().accepted, decided);
    QCOMPARE(desk().labels().size(), 4);
    QVERIFY(!m_window->findChild<JobStrip*>()->isVisible());
}

QTEST_MAIN(MainWindowTest)
#include "tst_main_window.moc"
