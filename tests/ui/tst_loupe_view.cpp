#include "tests/support/drawn_catalog.h"
#include "tests/support/drawn_photo.h"
#include "tests/ui/open_desk.h"
#include "ui/desk.h"
#include "ui/grid/thumbnail_loader.h"
#include "ui/loupe/loupe_view.h"
#include "ui/loupe/photo_canvas.h"
#include "ui/loupe/photo_caption.h"
#include "ui/loupe/photo_loader.h"
#include "ui/theme.h"

#include <QSignalSpy>
#include <QtTest>

using namespace creel;

namespace {

constexpr QSize size(800, 600);

/// A loupe on a catalog of drawn photos, with the first photo loaded.
struct Setup
{
    explicit Setup(int photos) : catalog(photos, size)
    {
        QVERIFY(test::openWhole(desk, catalog.path()));
        view.resize(700, 560);
    }

    void show()
    {
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QVERIFY(QTest::qWaitFor([this] { return view.canvas().hasPixels(); }, test::patienceMs));
    }
    PhotoId id(int position) { return desk.model()->photoId(position); }
    bool isThere(int position) { return !photos.cached(id(position)).isNull(); }
    QString caption() { return view.findChild<PhotoCaption*>()->accessibleName(); }
    /// The middle of the photo as it is painted now, against the middle of drawnPhoto(seed).
    double differenceFrom(int seed)
    {
        const QRect rect = view.canvas().photoRect().toAlignedRect();
        const QRect middle(rect.center() - QPoint(100, 80), QSize(200, 160));
        const QImage expected = test::drawnPhoto(quint32(seed), size)
                                    .scaled(rect.size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
        const QImage painted = view.canvas().grab().toImage();
        return test::difference(painted.copy(middle), expected.copy(middle.translated(-rect.topLeft())));
    }

    test::DrawnCatalog catalog;
    Desk desk;
    PhotoLoader photos{desk};
    ThumbnailLoader thumbnails{desk};
    LoupeView view{desk, photos, thumbnails};
};

} // namespace

class LoupeViewTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsTheCurrentPhoto();
    void nextPhotoIsThereInTheSameFrame();
    void decodesAheadInTheDirectionOfTravel();
    void everyPhotoBeginsWhole();
    void zoomingInFetchesAllPixels();
    void arrowsGoThroughTheSetAndEscapeLeaves();
    void captionTellsLabelStateAndPlace();
    void rejectedPhotoIsMarked();
    void problemPhotoExplainsItself();
    void thumbnailStandsInWhileThePhotoIsRead();
    void decodesNothingWhileHidden();
    void emptySetSaysWhatToDo();
    void zoomSurvivesADecisionAndARefresh();
};

void LoupeViewTest::showsTheCurrentPhoto()
{
    Setup setup(2);
    setup.show();
    QVERIFY2(setup.differenceFrom(0) < 6, qPrintable(QString::number(setup.differenceFrom(0))));
    QVERIFY(setup.differenceFrom(1) > 20);
}

void LoupeViewTest::nextPhotoIsThereInTheSameFrame()
{
    Setup setup(4);
    setup.show();
    for (int i = 1; i < 4; ++i) {
        QTRY_VERIFY_WITH_TIMEOUT(setup.isThere(i), test::patienceMs);
        setup.desk.setCurrentPosition(i);
        // No event was handled since: this is what the next frame paints.
        QVERIFY(setup.view.canvas().hasPixels());
        QVERIFY(setup.differenceFrom(i) < 6);
    }
}

void LoupeViewTest::decodesAheadInTheDirectionOfTravel()
{
    Setup setup(12);
    setup.desk.setCurrentPosition(8);
    setup.show();
    QTRY_VERIFY_WITH_TIMEOUT(setup.isThere(9) && setup.isThere(10) && setup.isThere(7), test::patienceMs);
    QVERIFY(!setup.isThere(6));
    setup.desk.setCurrentPosition(7);
    QTRY_VERIFY_WITH_TIMEOUT(setup.isThere(6) && setup.isThere(5), test::patienceMs);
    QTest::qWait(100);
    QVERIFY(!setup.isThere(4));
    QVERIFY(!setup.isThere(11));
}

void LoupeViewTest::everyPhotoBeginsWhole()
{
    Setup setup(2);
    setup.show();
    const double fit = setup.view.canvas().zoom();
    setup.view.zoomIn();
    QVERIFY(setup.view.canvas().zoom() > fit);
    setup.desk.setCurrentPosition(1);
    QCOMPARE(setup.view.canvas().zoom(), fit);
}

void LoupeViewTest::zoomingInFetchesAllPixels()
{
    Setup setup(1);
    setup.show();
    setup.catalog.write("00.jpg", test::encoded(test::drawnPhoto(50, {4000, 3000})));
    setup.photos.setScreenSide(1000);
    setup.catalog.import();
    QTRY_COMPARE_WITH_TIMEOUT(setup.view.canvas().photoSize(), QSize(4000, 3000), test::patienceMs);
    QCOMPARE(setup.photos.cached(setup.id(0)).pixels.size(), QSize(1000, 750));
    setup.view.actualSize();
    QTRY_COMPARE_WITH_TIMEOUT(setup.photos.cached(setup.id(0)).pixels.size(), QSize(4000, 3000),
                              test::patienceMs);
}

void LoupeViewTest::arrowsGoThroughTheSetAndEscapeLeaves()
{
    Setup setup(5);
    setup.show();
    QTest::keyClick(&setup.view.canvas(), Qt::Key_Right);
    QTest::keyClick(&setup.view.canvas(), Qt::Key_Down);
    QCOMPARE(setup.desk.currentPosition(), 2);
    QTest::keyClick(&setup.view.canvas(), Qt::Key_Left);
    QCOMPARE(setup.desk.currentPosition(), 1);
    QTest::keyClick(&setup.view.canvas(), Qt::Key_End);
    QCOMPARE(setup.desk.currentPosition(), 4);
    QTest::keyClick(&setup.view.canvas(), Qt::Key_Right);
    QCOMPARE(setup.desk.currentPosition(), 4);
    QTest::keyClick(&setup.view.canvas(), Qt::Key_Home);
    QCOMPARE(setup.desk.currentPosition(), 0);
    QSignalSpy closed(&setup.view, &LoupeView::closeRequested);
    QTest::keyClick(&setup.view.canvas(), Qt::Key_Escape);
    QCOMPARE(closed.size(), 1);
}

void LoupeViewTest::captionTellsLabelStateAndPlace()
{
    Setup setup(3);
    setup.show();
    setup.desk.setCurrentPosition(1);
    QVERIFY(setup.caption().contains(QStringLiteral("01.jpg")));
    QVERIFY(setup.caption().contains(QStringLiteral("brown (says the folder)")));
    QVERIFY(setup.caption().contains(QStringLiteral("Unreviewed")));
    QVERIFY(setup.caption().contains(QStringLiteral("2 / 3")));
    QVERIFY(setup.caption().contains(QStringLiteral("800 × 600")));
    setup.desk.apply(Accept{{setup.id(1)}});
    QVERIFY(setup.caption().contains(QStringLiteral("Accepted")));
    QVERIFY(!setup.caption().contains(QStringLiteral("says the folder")));
    setup.view.actualSize();
    QVERIFY(setup.caption().contains(QStringLiteral("100 %")));
}

void LoupeViewTest::rejectedPhotoIsMarked()
{
    Setup setup(2);
    setup.show();
    setup.desk.apply(Reject{{setup.id(0)}, RejectReason::PoorQuality});
    QVERIFY(setup.view.canvas().rejection().contains(reasonText(RejectReason::PoorQuality)));
    QVERIFY(setup.caption().contains(reasonText(RejectReason::PoorQuality)));
    QVERIFY2(setup.differenceFrom(0) < 6, "the photo itself stays as it is");
    setup.desk.setCurrentPosition(1);
    QVERIFY(setup.view.canvas().rejection().isEmpty());
    setup.desk.undo();
    setup.desk.setCurrentPosition(0);
    QVERIFY(setup.view.canvas().rejection().isEmpty());
}

void LoupeViewTest::problemPhotoExplainsItself()
{
    Setup setup(1);
    setup.show();
    setup.catalog.write("empty.jpg", {});
    const QByteArray whole = test::encoded(test::drawnPhoto(7, size));
    setup.catalog.write("half.jpg", whole.first(whole.size() / 2));
    setup.catalog.import();
    QTRY_COMPARE_WITH_TIMEOUT(setup.desk.model()->rowCount(), 3, test::patienceMs);
    setup.desk.setCurrentPosition(1);
    QCOMPARE(setup.view.canvas().placeholder(), problemText(Problem::Empty));
    QVERIFY(setup.caption().contains(problemText(Problem::Empty)));
    setup.desk.setCurrentPosition(2);
    QVERIFY(setup.view.canvas().placeholder().isEmpty());
    QTRY_VERIFY_WITH_TIMEOUT(setup.view.canvas().hasPixels(), test::patienceMs);
    QCOMPARE(setup.view.canvas().notice(), problemText(Problem::Truncated));
    setup.desk.setCurrentPosition(0);
    QVERIFY(setup.view.canvas().notice().isEmpty());
}

void LoupeViewTest::thumbnailStandsInWhileThePhotoIsRead()
{
    Setup setup(8);
    QSignalSpy ready(&setup.thumbnails, &ThumbnailLoader::ready);
    QTRY_VERIFY_WITH_TIMEOUT(!setup.thumbnails.thumbnail(setup.id(7)).isNull(), test::patienceMs);
    setup.show();
    setup.desk.setCurrentPosition(7);
    QVERIFY(!setup.view.canvas().hasPixels());
    QVERIFY2(setup.differenceFrom(7) < 12, "something of the photo is seen at once");
    const QRectF place = setup.view.canvas().photoRect();
    QTRY_VERIFY_WITH_TIMEOUT(setup.view.canvas().hasPixels(), test::patienceMs);
    QCOMPARE(setup.view.canvas().photoRect(), place);
}

void LoupeViewTest::decodesNothingWhileHidden()
{
    Setup setup(6);
    setup.show();
    QTRY_VERIFY_WITH_TIMEOUT(setup.isThere(2), test::patienceMs);
    setup.view.hide();
    QSignalSpy ready(&setup.photos, &PhotoLoader::ready);
    setup.desk.setCurrentPosition(5);
    QVERIFY(!ready.wait(300));
    QVERIFY(!setup.isThere(5));
    setup.view.show();
    QTRY_VERIFY_WITH_TIMEOUT(setup.view.canvas().hasPixels(), test::patienceMs);
    QVERIFY(setup.differenceFrom(5) < 6);
}

void LoupeViewTest::emptySetSaysWhatToDo()
{
    Setup setup(2);
    setup.show();
    PhotoFilter filter;
    filter.text = QStringLiteral("nothing is called that");
    setup.desk.setFilter(filter);
    QTRY_COMPARE_WITH_TIMEOUT(setup.desk.model()->rowCount(), 0, test::patienceMs);
    QVERIFY(setup.view.canvas().placeholder().contains(QStringLiteral("remove a filter")));
    setup.desk.setFilter({});
    QTRY_COMPARE_WITH_TIMEOUT(setup.desk.model()->rowCount(), 2, test::patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(setup.view.canvas().hasPixels(), test::patienceMs);
    setup.desk.close();
    QVERIFY(!setup.view.canvas().hasPixels());
}

void LoupeViewTest::zoomSurvivesADecisionAndARefresh()
{
    Setup setup(3);
    setup.show();
    setup.view.actualSize();
    setup.desk.apply(Accept{{setup.id(0)}});
    QCOMPARE(setup.view.canvas().zoom(), 1.0);
    QSignalSpy reset(&setup.desk, &Desk::setChanged);
    setup.desk.refreshSet();
    QVERIFY(reset.wait(test::patienceMs));
    QCOMPARE(setup.view.canvas().zoom(), 1.0);
    QVERIFY(setup.view.canvas().hasPixels());
}

QTEST_MAIN(LoupeViewTest)
#include "tst_loupe_view.moc"
