#include "tests/support/catalog_factory.h"
#include "tests/support/own_settings.h"
#include "tests/ui/crop_window.h"
#include "ui/grid/crop_content.h"
#include "ui/grid/grid_view.h"
#include "ui/loupe/box_tool.h"
#include "ui/loupe/loupe_view.h"
#include "ui/panels/inspector.h"
#include "ui/status_line.h"
#include "ui/theme.h"

#include <QAbstractItemModelTester>
#include <QtTest>

using namespace creel;
using creel::test::CropWindow;
using creel::test::must;

/// Shows, filters and leaves the window's crops by their keys.
class CropGridTest : public QObject, private CropWindow
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { prepare(); }
    void cleanup() { close(); }

    void oneKeyTurnsPhotosIntoCropsAndBack();
    void filterByClassShowsOnlyThatClass();
    void aRelabelledBoxStaysUntilTheSetIsRefreshed();
    void groupsByTheBoxesOwnLabel();
    void spaceOpensTheLoupeOnThatBoxAndComesBack();
    void loupeComesBackToThePhotoItWentTo();
    void aPhotoWithoutBoxesLeavesTheCropWhereItWas();
    void boxDrawnInTheLoupeIsCurrentAfterwards();
    void escapeClearsTheFilterAndStaysInTheCrops();
    void shiftAndBandSelectBoxes();
    void inspectorShowsThePhotoOfTheCurrentCrop();
    void changesMadeElsewhereAppear();
    void picturesArrive();
    void emptyPlaceSaysHowToDraw();
    void modelKeepsQtsRules();
};

void CropGridTest::initTestCase()
{
    test::useOwnSettings();
    Theme::apply(*qApp, Theme::Mode::Dark);
}

void CropGridTest::oneKeyTurnsPhotosIntoCropsAndBack()
{
    QVERIFY(m_window->crops().isVisible());
    QVERIFY(m_window->crops().hasFocus());
    QCOMPARE(m_window->crops().accessibleName(), QStringLiteral("Boxes"));
    QCOMPARE(boxes().currentPosition(), 0);
    QCOMPARE(box(0).photo, m_catalog->idOf(0));
    QCOMPARE(box(1).photo, m_catalog->idOf(0));
    QCOMPARE(box(2).photo, m_catalog->idOf(2));
    QCOMPARE(box(11).photo, m_catalog->idOf(7));
    QCOMPARE(spoken(0), QStringLiteral("bass, p0.jpg"));
    QTRY_VERIFY(
        m_window->findChild<StatusLine*>()->progressText().contains(QStringLiteral("12 boxes shown")));
    boxes().setCurrentPosition(2);
    press(Qt::Key_O);
    QCOMPARE(m_window->view(), MainWindow::View::Grid);
    QVERIFY(m_window->grid().hasFocus());
    QCOMPARE(desk().currentPhoto(), m_catalog->idOf(2));
    QCOMPARE(count(), 0); // nothing is kept while nobody looks
    desk().goToPhoto(m_catalog->idOf(3));
    openCrops();
    QCOMPARE(box(boxes().currentPosition()).photo, m_catalog->idOf(3));
}

void CropGridTest::filterByClassShowsOnlyThatClass()
{
    press(Qt::Key_Right);
    press(Qt::Key_2); // p0 has one bass and one trout now
    setFilter({label("trout")});
    QTRY_COMPARE(count(), 6);
    for (int i = 0; i < count(); ++i)
        QCOMPARE(labelAt(i), QStringLiteral("trout"));
    QCOMPARE(box(0).photo, m_catalog->idOf(0));
    desk().setFilter({});
    QTRY_COMPARE(count(), 12);
}

void CropGridTest::aRelabelledBoxStaysUntilTheSetIsRefreshed()
{
    setFilter({label("trout")});
    QTRY_COMPARE(count(), 5);
    boxes().setCurrentPosition(0);
    press(Qt::Key_1);
    QCOMPARE(count(), 5);
    QCOMPARE(labelAt(0), QStringLiteral("bass"));
    press(Qt::Key_F5);
    QTRY_COMPARE(count(), 4);
}

void CropGridTest::groupsByTheBoxesOwnLabel()
{
    press(Qt::Key_End);
    press(Qt::Key_1); // the last trout is a bass
    desk().setOrder({SortKey::Folder, false, GroupKey::Label});
    QTRY_COMPARE(boxes().model()->set().groups().size(), size_t(2));
    QCOMPARE(boxes().model()->set().groups()[0].title, QStringLiteral("bass"));
    QCOMPARE(boxes().model()->set().groups()[0].count, quint32(8));
    QCOMPARE(box(7).photo, m_catalog->idOf(7));
    QCOMPARE(boxes().currentPosition(), 7); // it is still the current one
    QCOMPARE(m_window->crops().gridLayout().groupCount(), 2);
    press(Qt::Key_X);
    QCOMPARE(boxes().model()->set().groups()[0].count, quint32(7));
    QCOMPARE(m_window->crops().gridLayout().groupRange(1).first, 7);
}

void CropGridTest::spaceOpensTheLoupeOnThatBoxAndComesBack()
{
    boxes().setCurrentPosition(1);
    const BoxId second = boxes().currentBox();
    press(Qt::Key_Space);
    QCOMPARE(m_window->view(), MainWindow::View::Loupe);
    QCOMPARE(desk().currentPhoto(), m_catalog->idOf(0));
    QCOMPARE(m_window->loupe().boxTool().selected(), second);
    press(Qt::Key_2); // names the box, not the photo
    QCOMPARE(m_catalog->boxesOf(0)[1].label, label("trout"));
    QCOMPARE(desk().counts().accepted, 0);
    press(Qt::Key_Space);
    QCOMPARE(m_window->view(), MainWindow::View::Crops);
    QCOMPARE(boxes().currentBox(), second);
    QCOMPARE(labelAt(1), QStringLiteral("trout"));
}

void CropGridTest::loupeComesBackToThePhotoItWentTo()
{
    press(Qt::Key_Space);
    press(Qt::Key_PageDown);
    press(Qt::Key_Space);
    QCOMPARE(boxes().currentPosition(), 2); // the first of p2
    press(Qt::Key_Space);
    press(Qt::Key_Escape); // lets go of the box
    press(Qt::Key_Escape);
    QCOMPARE(m_window->view(), MainWindow::View::Crops);
    QCOMPARE(boxes().currentPosition(), 2);
    boxes().setCurrentPosition(0);
    press(Qt::Key_Space);
    press(Qt::Key_Tab); // the other one of p0
    press(Qt::Key_Space);
    QCOMPARE(boxes().currentPosition(), 1);
}

void CropGridTest::aPhotoWithoutBoxesLeavesTheCropWhereItWas()
{
    m_catalog->apply(RemoveBoxes{{box(2).id}}); // the only one of p2
    must(desk().session()->refresh());
    QTRY_COMPARE(count(), 11);
    boxes().setCurrentPosition(1);
    press(Qt::Key_Space);
    press(Qt::Key_PageDown);
    QCOMPARE(desk().currentPhoto(), m_catalog->idOf(2));
    press(Qt::Key_Space);
    QCOMPARE(boxes().currentPosition(), 1);
    QCOMPARE(desk().currentPhoto(), m_catalog->idOf(0)); // what the inspector shows
}

void CropGridTest::boxDrawnInTheLoupeIsCurrentAfterwards()
{
    press(Qt::Key_Space);
    Box drawn;
    drawn.photo = m_catalog->idOf(0);
    drawn.label = label("bass");
    drawn.rect = {0, 0, 0.2, 0.2};
    QVERIFY(desk().apply(AddBoxes{{drawn}}));
    const BoxId added = m_catalog->boxesOf(0).last().id;
    m_window->loupe().boxTool().select(added);
    press(Qt::Key_Space);
    QTRY_COMPARE(count(), 13);
    QCOMPARE(boxes().currentBox(), added);
    QCOMPARE(boxes().currentPosition(), 2);
}

void CropGridTest::escapeClearsTheFilterAndStaysInTheCrops()
{
    setFilter({label("trout")});
    QTRY_COMPARE(count(), 5);
    press(Qt::Key_Escape);
    QTRY_COMPARE(count(), 12);
    press(Qt::Key_A, Qt::ControlModifier);
    press(Qt::Key_Escape);
    QCOMPARE(boxes().selectedCount(), 1);
    QCOMPARE(m_window->view(), MainWindow::View::Crops);
}

void CropGridTest::shiftAndBandSelectBoxes()
{
    press(Qt::Key_Right, Qt::ShiftModifier);
    press(Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(boxes().selectedBoxes(), (QList{box(0).id, box(1).id, box(2).id}));
    QCOMPARE(desk().selectedPhotos(), QList{m_catalog->idOf(2)}); // the photo of the current one
    GridView& crops = m_window->crops();
    const auto centre = [&](int position) {
        return crops.visualRect(boxes().model()->index(position)).center();
    };
    QTest::mousePress(crops.viewport(), Qt::LeftButton, {}, centre(1));
    QTest::mouseMove(crops.viewport(), centre(2));
    QTest::mouseMove(crops.viewport(), centre(3));
    QTest::mouseRelease(crops.viewport(), Qt::LeftButton, {}, centre(3));
    QCOMPARE(boxes().selectedBoxes(), (QList{box(1).id, box(2).id, box(3).id}));
    press(Qt::Key_Home);
    QCOMPARE(boxes().currentPosition(), 0);
    press(Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(boxes().currentPosition(), 11);
}

void CropGridTest::inspectorShowsThePhotoOfTheCurrentCrop()
{
    boxes().setCurrentPosition(11);
    auto* inspector = m_window->findChild<Inspector*>();
    QTRY_COMPARE(inspector->title(), QStringLiteral("p7.jpg"));
    press(Qt::Key_Left);
    QTRY_COMPARE(inspector->title(), QStringLiteral("p5.jpg"));
    press(Qt::Key_Left);
    QTRY_COMPARE(inspector->title(), QStringLiteral("p3.jpg"));
}

void CropGridTest::changesMadeElsewhereAppear()
{
    boxes().setCurrentPosition(3);
    const BoxId current = boxes().currentBox();
    m_catalog->apply(LabelBoxes{{box(4).id}, label("trout")});
    must(desk().session()->refresh());
    QTRY_COMPARE(labelAt(4), QStringLiteral("trout"));
    m_catalog->apply(RemoveBoxes{{box(0).id, box(1).id}});
    must(desk().session()->refresh());
    QTRY_COMPARE(count(), 10);
    QCOMPARE(boxes().currentBox(), current);
    Box more;
    more.photo = m_catalog->idOf(0);
    more.rect = {0.2, 0.2, 0.4, 0.4};
    m_catalog->apply(AddBoxes{{more}});
    must(desk().session()->refresh());
    QTRY_COMPARE(count(), 11);
    QCOMPARE(labelAt(0), QStringLiteral("no label"));
    QCOMPARE(boxes().currentBox(), current);
    m_catalog->apply(RemoveBoxes{{current}});
    must(desk().session()->refresh());
    QTRY_COMPARE(count(), 10);
    QVERIFY(boxes().currentBox().isValid());
}

void CropGridTest::picturesArrive()
{
    auto* content = m_window->findChild<CropContent*>();
    QVERIFY(content);
    const QObject viewer;
    const auto isThere = [&](int position) {
        return !content->tile(position, 160, &viewer).picture.isNull();
    };
    QTRY_VERIFY_WITH_TIMEOUT(isThere(0), test::patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(isThere(11), test::patienceMs);
    const Tile tile = content->tile(0, 160, &viewer);
    QCOMPARE(tile.picture.width(), 160); // enlarged: the photo is 120 wide
    QCOMPARE(tile.labelName, QStringLiteral("bass"));
    QCOMPARE(tile.name, QStringLiteral("p0.jpg"));
    QVERIFY(tile.isLabelOwn);
    QVERIFY(tile.proposal.isEmpty());
    giveToModel(box(0).id, 0.81);
    QTRY_VERIFY(!content->tile(0, 160, &viewer).isLabelOwn);
    QCOMPARE(content->tile(0, 160, &viewer).confidence, 0.81F);
    Box marked = box(1);
    marked.truncated = true;
    marked.difficult = true;
    desk().apply(ChangeBoxes{{marked}});
    QCOMPARE(content->tile(1, 160, &viewer).marks, QStringLiteral("DT"));
}

void CropGridTest::emptyPlaceSaysHowToDraw()
{
    auto* content = m_window->findChild<CropContent*>();
    press(Qt::Key_A, Qt::ControlModifier);
    press(Qt::Key_X);
    QCOMPARE(count(), 0);
    QCOMPARE(content->emptyText(),
             QStringLiteral("No boxes in these photos. Draw some in the loupe with W."));
    press(Qt::Key_Right);
    press(Qt::Key_X);
    press(Qt::Key_2);
    press(Qt::Key_Space); // a photo to draw on, and a way back
    QVERIFY(desk().currentPhoto().isValid());
    press(Qt::Key_Space);
    QCOMPARE(m_window->view(), MainWindow::View::Crops);
    PhotoFilter filter;
    filter.hasBoxes = true;
    desk().setFilter(filter);
    QTRY_COMPARE(desk().model()->rowCount(), 0);
    QTRY_COMPARE(content->emptyText(), QStringLiteral("No photo matches the filter. Press Esc to clear it."));
}

void CropGridTest::modelKeepsQtsRules()
{
    const QAbstractItemModelTester tester(boxes().model(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    press(Qt::Key_2);
    press(Qt::Key_X);
    press(Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(count(), 12);
    setFilter({label("trout")});
    QTRY_VERIFY(count() < 12);
    press(Qt::Key_O);
    QCOMPARE(count(), 0);
    QVERIFY(!boxes().model()->data(boxes().model()->index(0), Qt::DisplayRole).isValid());
}

QTEST_MAIN(CropGridTest)
#include "tst_crop_grid.moc"
