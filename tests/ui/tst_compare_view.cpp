#include "tests/support/drawn_catalog.h"
#include "tests/ui/open_desk.h"
#include "ui/desk.h"
#include "ui/grid/thumbnail_loader.h"
#include "ui/loupe/compare_pane.h"
#include "ui/loupe/compare_view.h"
#include "ui/loupe/photo_canvas.h"
#include "ui/loupe/photo_caption.h"
#include "ui/loupe/photo_loader.h"

#include <QLayout>
#include <QSignalSpy>
#include <QtTest>

using namespace creel;

namespace {

/// A compare view on a catalog of eight drawn photos.
struct Setup
{
    Setup() : catalog(8, {600, 400})
    {
        QVERIFY(test::openWhole(desk, catalog.path()));
        view.resize(900, 640);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
    }

    void select(int first, int last)
    {
        desk.selection()->select({desk.model()->index(first), desk.model()->index(last)},
                                 QItemSelectionModel::ClearAndSelect);
    }
    void waitForPixels()
    {
        for (int i = 0; i < view.shownPhotos().size(); ++i)
            QVERIFY(QTest::qWaitFor([&] { return view.pane(i).canvas().hasPixels(); }, test::patienceMs));
    }
    /// Whether the panes fill the view and their photos have equal room, to the pixel that a division leaves:
    /// layouts follow a selection in events of their own.
    bool isLaidOut()
    {
        const int count = int(view.shownPhotos().size());
        const QWidget& area = *view.pane(0).parentWidget();
        if (area.geometry() != view.layout()->contentsRect() ||
            view.pane(count - 1).geometry().bottomRight() != area.layout()->contentsRect().bottomRight())
            return false;
        const QSize room = view.pane(0).canvas().size();
        for (int i = 1; i < count; ++i) {
            const QSize other = view.pane(i).canvas().size() - room;
            if (std::abs(other.width()) > 1 || std::abs(other.height()) > 1)
                return false;
        }
        return true;
    }
    PhotoId id(int position) { return desk.model()->photoId(position); }

    test::DrawnCatalog catalog;
    Desk desk;
    PhotoLoader photos{desk};
    ThumbnailLoader thumbnails{desk};
    CompareView view{desk, photos, thumbnails};
};

} // namespace

class CompareViewTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhatToDoWithOnePhoto();
    void showsTheSelectedPhotosInOrder();
    void showsTheFirstFourOfMoreAndSaysSo();
    void panesAreEqualAndInRows();
    void panesZoomInStep();
    void keysAndClicksChooseThePane();
    void decisionsApplyToTheActivePhotoAndTheOthersStay();
    void captionsTellThePhotosApart();
    void anotherSelectionBeginsWhole();
    void aNewSetChangesNothingThatIsCompared();
    void decodesNothingWhileHidden();
};

void CompareViewTest::saysWhatToDoWithOnePhoto()
{
    Setup setup;
    setup.desk.setCurrentPosition(2);
    QVERIFY(setup.view.shownPhotos().isEmpty());
    QVERIFY(setup.view.activePhotos().isEmpty());
    QVERIFY(setup.view.hint().contains(QStringLiteral("Select two to four photos")));
    setup.view.zoomIn(); // must not mind
    setup.view.activateNext();
    QTest::keyClick(&setup.view, Qt::Key_Right);
}

void CompareViewTest::showsTheSelectedPhotosInOrder()
{
    Setup setup;
    setup.select(5, 6);
    setup.desk.selection()->select(setup.desk.model()->index(1), QItemSelectionModel::Select);
    QCOMPARE(setup.view.shownPhotos(), QList<PhotoId>({setup.id(1), setup.id(5), setup.id(6)}));
    QVERIFY(setup.view.hint().isEmpty());
    setup.waitForPixels();
}

void CompareViewTest::showsTheFirstFourOfMoreAndSaysSo()
{
    Setup setup;
    setup.select(1, 6);
    QCOMPARE(setup.view.shownPhotos(), QList<PhotoId>({setup.id(1), setup.id(2), setup.id(3), setup.id(4)}));
    QVERIFY(setup.view.hint().contains(QStringLiteral("first four of 6")));
    setup.select(1, 4);
    QVERIFY(setup.view.hint().isEmpty());
}

void CompareViewTest::panesAreEqualAndInRows()
{
    Setup setup;
    for (const int count : {2, 3, 4}) {
        setup.select(0, count - 1);
        QTRY_VERIFY(setup.isLaidOut());
        const QRect first = setup.view.pane(0).geometry();
        for (int i = 1; i < count; ++i) {
            const QRect pane = setup.view.pane(i).geometry();
            QVERIFY(std::abs(pane.width() - first.width()) <= 1);
            QVERIFY(std::abs(pane.height() - first.height()) <= 1);
            QCOMPARE(pane.top() == first.top(), count < 4 || i < 2);
        }
    }
}

void CompareViewTest::panesZoomInStep()
{
    Setup setup;
    setup.select(0, 3);
    setup.waitForPixels();
    QTRY_VERIFY(setup.isLaidOut());
    PhotoCanvas& first = setup.view.pane(0).canvas();
    PhotoCanvas& last = setup.view.pane(3).canvas();
    const double fit = last.zoom();
    first.zoomBy(3, {50, 60}); // stops at 1:1
    first.zoomBy(3, {50, 60});
    first.pan({-20, 10});
    QVERIFY(last.zoom() > 2.9 * fit);
    const QPointF difference = first.toPhoto({100, 100}) - last.toPhoto({100, 100});
    QVERIFY(difference.manhattanLength() < 0.01);
    setup.view.fit();
    QCOMPARE(last.zoom(), fit);
    setup.view.toggleFitActual();
    QCOMPARE(last.zoom(), 1.0);
}

void CompareViewTest::keysAndClicksChooseThePane()
{
    Setup setup;
    setup.desk.setCurrentPosition(2);
    setup.select(2, 5);
    QCOMPARE(setup.view.activePhotos(), QList<PhotoId>{setup.id(2)});
    QSignalSpy changed(&setup.view, &CompareView::activeChanged);
    QTest::keyClick(&setup.view, Qt::Key_Right);
    QCOMPARE(setup.view.activePhotos(), QList<PhotoId>{setup.id(3)});
    QTest::keyClick(&setup.view, Qt::Key_Down);
    QCOMPARE(setup.view.activePhotos(), QList<PhotoId>{setup.id(5)});
    QTest::keyClick(&setup.view, Qt::Key_Right);
    QCOMPARE(setup.view.activePhotos(), QList<PhotoId>{setup.id(2)});
    QTest::keyClick(&setup.view, Qt::Key_Left);
    QCOMPARE(setup.view.activePhotos(), QList<PhotoId>{setup.id(5)});
    QTest::mouseClick(&setup.view.pane(2).canvas(), Qt::LeftButton);
    QCOMPARE(setup.view.activePhotos(), QList<PhotoId>{setup.id(4)});
    QTest::keyClick(&setup.view.pane(2).canvas(), Qt::Key_Tab);
    QCOMPARE(setup.view.activePhotos(), QList<PhotoId>{setup.id(5)});
    QCOMPARE(changed.size(), 6);
    QCOMPARE(setup.desk.currentPhoto(), setup.id(5)); // the inspector follows
    QCOMPARE(setup.desk.selectedPhotos().size(), 4);
    QSignalSpy closed(&setup.view, &CompareView::closeRequested);
    QTest::keyClick(&setup.view, Qt::Key_Escape);
    QCOMPARE(closed.size(), 1);
}

void CompareViewTest::decisionsApplyToTheActivePhotoAndTheOthersStay()
{
    Setup setup;
    setup.select(0, 1);
    setup.view.activateNext();
    setup.desk.apply(Reject{setup.view.activePhotos(), RejectReason::Duplicate});
    QCOMPARE(setup.view.shownPhotos().size(), 2);
    QVERIFY(setup.view.pane(0).canvas().rejection().isEmpty());
    QVERIFY(!setup.view.pane(1).canvas().rejection().isEmpty());
}

void CompareViewTest::captionsTellThePhotosApart()
{
    Setup setup;
    setup.select(0, 2);
    setup.waitForPixels();
    int best = 0;
    for (int i = 0; i < 3; ++i) {
        const QString caption = setup.view.pane(i).findChild<PhotoCaption*>()->accessibleName();
        QVERIFY(caption.contains(QStringLiteral("0%1.jpg").arg(i)));
        QVERIFY(caption.contains(QStringLiteral("brown")));
        QVERIFY(caption.contains(QStringLiteral("600 × 400")));
        QVERIFY(caption.contains(QStringLiteral("sharpness")));
        best += caption.contains(QStringLiteral("(best)"));
    }
    QCOMPARE(best, 1);
}

void CompareViewTest::anotherSelectionBeginsWhole()
{
    Setup setup;
    setup.select(0, 1);
    setup.view.actualSize();
    setup.view.zoomIn();
    const double zoom = setup.view.pane(0).canvas().zoom();
    setup.select(3, 4);
    QVERIFY(setup.view.pane(0).canvas().zoom() < zoom);
}

void CompareViewTest::aNewSetChangesNothingThatIsCompared()
{
    Setup setup;
    setup.select(0, 1);
    setup.waitForPixels();
    setup.view.activateNext();
    setup.view.pane(1).canvas().zoomBy(2, {50, 60});
    const double zoom = setup.view.pane(0).canvas().zoom();
    const QList<PhotoId> shown = setup.view.shownPhotos();
    const QList<PhotoId> active = setup.view.activePhotos();
    QVERIFY(setup.view.pane(1).canvas().hasFocus());
    QSignalSpy fresh(&setup.desk, &Desk::setChanged);
    setup.desk.refreshSet(); // as an import has it again and again
    QVERIFY(fresh.wait(test::patienceMs));
    QCOMPARE(setup.view.shownPhotos(), shown);
    QCOMPARE(setup.view.activePhotos(), active);
    QCOMPARE(setup.desk.selectedPhotos(), shown);
    QCOMPARE(setup.view.pane(0).canvas().zoom(), zoom);
    QVERIFY(setup.view.pane(1).canvas().hasFocus());
}

void CompareViewTest::decodesNothingWhileHidden()
{
    Setup setup;
    setup.view.hide();
    QSignalSpy ready(&setup.photos, &PhotoLoader::ready);
    setup.select(0, 3);
    QVERIFY(!ready.wait(300));
    QVERIFY(setup.view.activePhotos().isEmpty());
    setup.view.show();
    QCOMPARE(setup.view.shownPhotos().size(), 4);
    setup.waitForPixels();
}

QTEST_MAIN(CompareViewTest)
#include "tst_compare_view.moc"
