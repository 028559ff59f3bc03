#include "core/catalog/integrity.h"
#include "core/review/review_session.h"
#include "tests/support/boxed_catalog.h"
#include "tests/support/catalog_factory.h"
#include "ui/box_desk.h"
#include "ui/dialogs/label_palette.h"
#include "ui/grid/crop_content.h"
#include "ui/grid/grid_view.h"
#include "ui/loupe/box_tool.h"
#include "ui/loupe/loupe_view.h"
#include "ui/main_window.h"
#include "ui/panels/inspector.h"
#include "ui/status_line.h"
#include "ui/theme.h"
#include "ui/toast.h"

#include <QAbstractItemModelTester>
#include <QLineEdit>
#include <QSettings>
#include <QTemporaryDir>
#include <QtTest>

using namespace creel;
using creel::test::must;

/// Drives the window's crops by their keys: nine photos, bass p0 p2 p4 p6 p8 before trout p1 p3 p5 p7, a box
/// of its species on each and another one on p0, p3 and p6.
class CropGridTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void oneKeyTurnsPhotosIntoCropsAndBack();
    void digitsRelabelAcrossPhotosAndGoOn();
    void manyAreRelabelledInOneStep();
    void typingALabelIsAboutTheBoxes();
    void deletingIsOneStepAndGoesOn();
    void deleteKeyDoesTheSame();
    void undoShowsTheBoxThatCameBack();
    void acceptingTakesAModelsBoxOver();
    void nextUnreviewedSkipsThePersonsBoxes();
    void backToUnreviewedSaysWhatToDo();
    void whatWasDoneSurvivesARestart();
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
    void hundredsAreEditedWithoutMovingAway();
    void modelKeepsQtsRules();

private:
    void openWindow(const QString& catalog);
    void openCrops();
    void press(int key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(m_window->focusWidget(), Qt::Key(key), modifiers);
    }
    Desk& desk() { return *m_desk; }
    BoxDesk& boxes() { return m_window->boxes(); }
    int count() { return boxes().model()->rowCount(); }
    const Box& box(int position) { return boxes().model()->set().at(position); }
    QString labelAt(int position) { return boxes().model()->index(position).data().toString(); }
    QString spoken(int position)
    {
        return boxes().model()->index(position).data(Qt::AccessibleTextRole).toString();
    }
    LabelId label(const char* name)
    {
        return must(LabelStore(*desk().connection()).byName(QLatin1String(name)))->id;
    }
    void setFilter(const QSet<LabelId>& classes)
    {
        PhotoFilter filter;
        filter.boxLabels = classes;
        desk().setFilter(filter);
    }
    /// Gives the box to a model, as predictions will.
    void giveToModel(BoxId box, double score);

    std::unique_ptr<test::BoxedCatalog> m_catalog;
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<MainWindow> m_window;
};

void CropGridTest::initTestCase()
{
    QCoreApplication::setOrganizationName(QStringLiteral("CreelTest"));
    QCoreApplication::setApplicationName(QStringLiteral("tst_crop_grid"));
    QStandardPaths::setTestModeEnabled(true);
    Theme::apply(*qApp, Theme::Mode::Dark);
}

void CropGridTest::init()
{
    QSettings().clear();
    m_catalog = std::make_unique<test::BoxedCatalog>(9);
    openWindow(m_catalog->path());
    openCrops();
    QTRY_COMPARE(count(), 12);
}

void CropGridTest::openWindow(const QString& catalog)
{
    m_window.reset();
    m_desk = std::make_unique<Desk>();
    m_window = std::make_unique<MainWindow>(*m_desk);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_window->openCatalog(catalog);
    QTRY_VERIFY(desk().isFullyLoaded());
    QTRY_VERIFY(desk().counts().total > 0);
    QTRY_COMPARE(qint64(desk().model()->rowCount()), desk().counts().total);
}

void CropGridTest::openCrops()
{
    QVERIFY(m_window->focusWidget());
    press(Qt::Key_O);
    QCOMPARE(m_window->view(), MainWindow::View::Crops);
    QTRY_VERIFY(boxes().isRead());
}

void CropGridTest::cleanup()
{
    m_window.reset();
    m_desk.reset();
    m_catalog.reset();
}

void CropGridTest::giveToModel(BoxId id, double score)
{
    const auto connection = must(openCatalog(m_catalog->path(), Connection::Access::ReadWrite));
    Box box = *must(BoxStore(*connection).byId(id));
    PhotoBoxes all = must(BoxStore(*connection).ofPhoto(box.photo));
    for (Box& each : all.boxes) {
        if (each.id == id) {
            each.origin = BoxOrigin::Model;
            each.score = score;
        }
    }
    must(ReviewSession(*connection, QStringLiteral("model")).apply(SetPhotoBoxes{{all}}));
    must(desk().session()->refresh());
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

void CropGridTest::digitsRelabelAcrossPhotosAndGoOn()
{
    for (int i = 0; i < 3; ++i)
        press(Qt::Key_2);
    QCOMPARE(boxes().currentPosition(), 3);
    for (int i = 0; i < 3; ++i)
        QCOMPARE(labelAt(i), QStringLiteral("trout"));
    QCOMPARE(labelAt(3), QStringLiteral("bass"));
    QCOMPARE(m_catalog->boxesOf(0)[1].label, label("trout"));
    QCOMPARE(m_catalog->boxesOf(2)[0].label, label("trout"));
    QCOMPARE(desk().counts().accepted, 0); // the photos themselves are not decided
    QCOMPARE(m_window->toast().text(), QStringLiteral("Labelled 1 box trout"));
    for (int i = 0; i < 3; ++i)
        press(Qt::Key_Z, Qt::ControlModifier);
    for (int i = 0; i < 3; ++i)
        QCOMPARE(labelAt(i), QStringLiteral("bass"));
    QCOMPARE(boxes().currentPosition(), 0);
    press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(labelAt(0), QStringLiteral("trout"));
}

void CropGridTest::manyAreRelabelledInOneStep()
{
    press(Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(boxes().selectedCount(), 12);
    press(Qt::Key_2);
    QCOMPARE(m_window->toast().text(), QStringLiteral("Labelled 7 boxes trout")); // five are already
    for (int i = 0; i < 12; ++i)
        QCOMPARE(labelAt(i), QStringLiteral("trout"));
    QCOMPARE(boxes().selectedCount(), 12); // a second thought is about the same ones
    press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(labelAt(0), QStringLiteral("bass"));
    QCOMPARE(labelAt(7), QStringLiteral("trout"));
    QVERIFY(must(checkIntegrity(*desk().connection())).isSound());
}

void CropGridTest::typingALabelIsAboutTheBoxes()
{
    press(Qt::Key_L);
    auto* palette = m_window->findChild<LabelPalette*>();
    QTRY_VERIFY(palette->isVisible());
    auto* edit = palette->findChild<QLineEdit*>();
    QTest::keyClicks(edit, QStringLiteral("trout"));
    QTest::keyClick(edit, Qt::Key_Return);
    QTRY_COMPARE(labelAt(0), QStringLiteral("trout"));
    QCOMPARE(boxes().currentPosition(), 1);
    QVERIFY(m_window->crops().hasFocus());
}

void CropGridTest::deletingIsOneStepAndGoesOn()
{
    const BoxId next = box(1).id;
    press(Qt::Key_X); // no reason is asked for: there is nothing to keep one
    QCOMPARE(count(), 11);
    QCOMPARE(boxes().currentBox(), next);
    QCOMPARE(m_window->toast().text(), QStringLiteral("Deleted 1 box"));
    QCOMPARE(m_catalog->boxesOf(0).size(), 1);
    const BoxId behind = box(4).id;
    press(Qt::Key_Right, Qt::ShiftModifier);
    press(Qt::Key_Right, Qt::ShiftModifier);
    press(Qt::Key_Right, Qt::ShiftModifier);
    press(Qt::Key_X);
    QCOMPARE(count(), 7);
    QCOMPARE(boxes().currentBox(), behind);
    QCOMPARE(boxes().selectedBoxes(), QList{behind});
    press(Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(count(), 11);
    press(Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(count(), 12);
    press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(count(), 11);
    press(Qt::Key_A, Qt::ControlModifier);
    press(Qt::Key_X);
    QCOMPARE(count(), 0);
    press(Qt::Key_X); // nothing to delete, nothing breaks
    press(Qt::Key_1);
    press(Qt::Key_A);
    QVERIFY(must(checkIntegrity(*desk().connection())).isSound());
}

void CropGridTest::deleteKeyDoesTheSame()
{
    press(Qt::Key_Delete);
    QCOMPARE(count(), 11);
    QCOMPARE(m_catalog->boxesOf(0).size(), 1);
}

void CropGridTest::undoShowsTheBoxThatCameBack()
{
    boxes().setCurrentPosition(1);
    const BoxId second = boxes().currentBox(); // not the first of its photo
    press(Qt::Key_X);
    boxes().setCurrentPosition(9);
    press(Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(count(), 12);
    QCOMPARE(boxes().currentBox(), second);
    QCOMPARE(boxes().currentPosition(), 1);
    QCOMPARE(desk().currentPhoto(), m_catalog->idOf(0));
}

void CropGridTest::acceptingTakesAModelsBoxOver()
{
    const BoxId model = box(0).id;
    giveToModel(model, 0.81);
    QTRY_COMPARE(box(0).origin, BoxOrigin::Model);
    QCOMPARE(spoken(0), QStringLiteral("bass, p0.jpg, drawn by a model, 81 %"));
    press(Qt::Key_A);
    QCOMPARE(box(0).origin, BoxOrigin::Person);
    QVERIFY(!box(0).score);
    QCOMPARE(boxes().currentPosition(), 1);
    QCOMPARE(m_window->toast().text(), QStringLiteral("Accepted 1 box"));
    press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(box(0).score, std::optional(0.81));
    press(Qt::Key_Return); // a model's box is its proposal
    QCOMPARE(box(0).origin, BoxOrigin::Person);
}

void CropGridTest::nextUnreviewedSkipsThePersonsBoxes()
{
    press(Qt::Key_N);
    QCOMPARE(boxes().currentPosition(), 0);
    QVERIFY(!m_window->toast().text().isEmpty());
    giveToModel(box(5).id, 0.4);
    giveToModel(box(9).id, 0.4);
    press(Qt::Key_N);
    QCOMPARE(boxes().currentPosition(), 5);
    press(Qt::Key_P);
    QCOMPARE(boxes().currentPosition(), 9);
}

void CropGridTest::backToUnreviewedSaysWhatToDo()
{
    const Box before = box(0);
    press(Qt::Key_U);
    QVERIFY(m_window->toast().text().contains(QStringLiteral("Ctrl+Z")));
    QCOMPARE(box(0), before);
}

void CropGridTest::whatWasDoneSurvivesARestart()
{
    press(Qt::Key_2);
    press(Qt::Key_X);
    const QList<Box> before = m_catalog->boxesOf(0);
    QCOMPARE(before.size(), 1);
    QCOMPARE(before[0].label, label("trout"));
    openWindow(m_catalog->path());
    QCOMPARE(m_window->view(), MainWindow::View::Crops); // where the curator stopped
    QTRY_COMPARE(count(), 11);
    QCOMPARE(labelAt(0), QStringLiteral("trout"));
    press(Qt::Key_Z, Qt::ControlModifier);
    press(Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(count(), 12);
    QCOMPARE(labelAt(0), QStringLiteral("bass"));
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
    QTRY_VERIFY(isThere(0));
    QTRY_VERIFY(isThere(11));
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

void CropGridTest::hundredsAreEditedWithoutMovingAway()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("many.creel"));
    constexpr int many = 400;
    {
        const auto connection =
            test::makeCatalog(path, many, {QStringLiteral("bass"), QStringLiteral("trout")});
        QList<Box> list;
        for (int i = 0; i < many; ++i) {
            Box each;
            each.photo = PhotoId(i + 1);
            each.label = must(LabelStore(*connection).byName(QStringLiteral("bass")))->id;
            each.rect = {0.1, 0.1, 0.5, 0.5};
            list.append(each);
        }
        must(ReviewSession(*connection, QStringLiteral("tester")).apply(AddBoxes{list}));
    }
    openWindow(path);
    openCrops();
    QTRY_COMPARE(count(), many);
    desk().setOrder({SortKey::Label, false, GroupKey::Label});
    QTRY_COMPARE(boxes().model()->set().groups().size(), size_t(1));
    QList<BoxId> order;
    for (int i = 0; i < many; ++i)
        order.append(box(i).id);
    press(Qt::Key_Home);
    for (int i = 0; i < 299; ++i)
        press(Qt::Key_Right, Qt::ShiftModifier);
    m_window->labelWith(label("trout"));
    boxes().setCurrentPosition(5);
    m_window->labelWith(label("bass")); // comes after the bulk one, which a worker is still writing
    QTRY_COMPARE(labelAt(299), QStringLiteral("trout"));
    QTRY_COMPARE(must(desk().session()->history(box(5).photo)).first().entry.summary,
                 QStringLiteral("Labelled 1 box bass"));
    QTRY_COMPARE(labelAt(5), QStringLiteral("bass"));
    press(Qt::Key_Home);
    for (int i = 0; i < 299; ++i)
        press(Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(labelAt(300), QStringLiteral("bass"));
    for (int i = 0; i < many; ++i)
        QCOMPARE(box(i).id, order[i]);
    press(Qt::Key_X);
    QTRY_COMPARE(count(), many - 300);
    QCOMPARE(boxes().currentBox(), order[300]);
    press(Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(count(), many);
    QTRY_COMPARE(boxes().currentBox(), order[0]);
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
