#include "core/catalog/integrity.h"
#include "core/review/review_session.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/own_settings.h"
#include "tests/ui/crop_window.h"
#include "ui/dialogs/label_palette.h"
#include "ui/grid/grid_view.h"
#include "ui/theme.h"
#include "ui/toast.h"

#include <QLineEdit>
#include <QTemporaryDir>
#include <QtTest>

using namespace creel;
using creel::test::CropWindow;
using creel::test::must;

/// Edits boxes among the window's crops by keys.
class CropEditsTest : public QObject, private CropWindow
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { prepare(); }
    void cleanup() { close(); }

    void digitsRelabelAcrossPhotosAndGoOn();
    void manyAreRelabelledInOneStep();
    void typingALabelIsAboutTheBoxes();
    void deletingIsOneStepAndGoesOn();
    void deleteKeyDoesTheSame();
    void attributesAreSetUnlessAllHaveThem();
    void verifyingIsAboutThePhotosOfTheBoxes();
    void undoShowsTheBoxThatCameBack();
    void acceptingTakesAModelsBoxOver();
    void nextUnreviewedSkipsThePersonsBoxes();
    void backToUnreviewedSaysWhatToDo();
    void whatWasDoneSurvivesARestart();
    void hundredsAreEditedWithoutMovingAway();
};

void CropEditsTest::initTestCase()
{
    test::useOwnSettings();
    Theme::apply(*qApp, Theme::Mode::Dark);
}

void CropEditsTest::digitsRelabelAcrossPhotosAndGoOn()
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

void CropEditsTest::manyAreRelabelledInOneStep()
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

void CropEditsTest::typingALabelIsAboutTheBoxes()
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

void CropEditsTest::deletingIsOneStepAndGoesOn()
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

void CropEditsTest::deleteKeyDoesTheSame()
{
    press(Qt::Key_Delete);
    QCOMPARE(count(), 11);
    QCOMPARE(m_catalog->boxesOf(0).size(), 1);
}

void CropEditsTest::attributesAreSetUnlessAllHaveThem()
{
    press(Qt::Key_O, Qt::ShiftModifier);
    QCOMPARE(m_window->view(), MainWindow::View::Crops); // O alone would have left them
    QVERIFY(box(0).occluded);
    QCOMPARE(boxes().currentPosition(), 0);
    QCOMPARE(m_window->toast().text(), QStringLiteral("Marked 1 box as occluded"));
    press(Qt::Key_Right, Qt::ShiftModifier);
    press(Qt::Key_O, Qt::ShiftModifier);
    QCOMPARE(m_window->toast().text(), QStringLiteral("Marked 1 box as occluded")); // the other one
    QVERIFY(box(0).occluded && box(1).occluded && !box(2).occluded);
    press(Qt::Key_O, Qt::ShiftModifier);
    QCOMPARE(m_window->toast().text(), QStringLiteral("No longer occluded: 2 boxes"));
    QVERIFY(!box(0).occluded && !box(1).occluded);
    press(Qt::Key_D, Qt::ShiftModifier);
    press(Qt::Key_T, Qt::ShiftModifier);
    QVERIFY(box(0).difficult && box(1).difficult && box(0).truncated && box(1).truncated);
    for (int i = 0; i < 4; ++i)
        press(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(box(0).occluded && !box(0).difficult && !box(0).truncated && !box(1).occluded);
    QVERIFY(must(checkIntegrity(*desk().connection())).isSound());
}

void CropEditsTest::verifyingIsAboutThePhotosOfTheBoxes()
{
    const auto isVerified = [this](int photo) {
        return must(BoxStore(*desk().connection()).ofPhoto(m_catalog->idOf(photo))).verified;
    };
    press(Qt::Key_V);
    QVERIFY(isVerified(0));
    QCOMPARE(m_window->toast().text(), QStringLiteral("Verified the boxes of 1 photo"));
    press(Qt::Key_A, Qt::ControlModifier);
    press(Qt::Key_V);
    QCOMPARE(m_window->toast().text(), QStringLiteral("Verified the boxes of 8 photos")); // one is already
    for (int photo = 0; photo < 9; ++photo)
        QVERIFY(isVerified(photo));
    press(Qt::Key_V);
    for (int photo = 0; photo < 9; ++photo)
        QVERIFY(!isVerified(photo));
    press(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(isVerified(8));
    QVERIFY(must(checkIntegrity(*desk().connection())).isSound());
}

void CropEditsTest::undoShowsTheBoxThatCameBack()
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

void CropEditsTest::acceptingTakesAModelsBoxOver()
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

void CropEditsTest::nextUnreviewedSkipsThePersonsBoxes()
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

void CropEditsTest::backToUnreviewedSaysWhatToDo()
{
    const Box before = box(0);
    press(Qt::Key_U);
    QVERIFY(m_window->toast().text().contains(QStringLiteral("Ctrl+Z")));
    QCOMPARE(box(0), before);
}

void CropEditsTest::whatWasDoneSurvivesARestart()
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

void CropEditsTest::hundredsAreEditedWithoutMovingAway()
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
    QTRY_COMPARE_WITH_TIMEOUT(count(), many, test::patienceMs);
    desk().setOrder({SortKey::Label, false, GroupKey::Label});
    QTRY_COMPARE_WITH_TIMEOUT(boxes().model()->set().groups().size(), size_t(1), test::patienceMs);
    QList<BoxId> order;
    for (int i = 0; i < many; ++i)
        order.append(box(i).id);
    press(Qt::Key_Home);
    for (int i = 0; i < 299; ++i)
        press(Qt::Key_Right, Qt::ShiftModifier);
    m_window->labelWith(label("trout"), {});
    boxes().setCurrentPosition(5);
    m_window->labelWith(label("bass"), {}); // comes after the bulk one, which a worker is still writing
    QTRY_COMPARE_WITH_TIMEOUT(labelAt(299), QStringLiteral("trout"), test::patienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(must(desk().session()->history(box(5).photo)).first().entry.summary,
                              QStringLiteral("Labelled 1 box bass"), test::patienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(labelAt(5), QStringLiteral("bass"), test::patienceMs);
    press(Qt::Key_Home);
    for (int i = 0; i < 299; ++i)
        press(Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(labelAt(300), QStringLiteral("bass"));
    for (int i = 0; i < many; ++i)
        QCOMPARE(box(i).id, order[i]);
    press(Qt::Key_X);
    QTRY_COMPARE_WITH_TIMEOUT(count(), many - 300, test::patienceMs);
    QCOMPARE(boxes().currentBox(), order[300]);
    press(Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(count(), many, test::patienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(boxes().currentBox(), order[0], test::patienceMs);
}

QTEST_MAIN(CropEditsTest)
#include "tst_crop_edits.moc"
