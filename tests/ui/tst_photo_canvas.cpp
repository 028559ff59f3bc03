#include "tests/support/drawn_photo.h"
#include "ui/loupe/photo_canvas.h"
#include "ui/loupe/view_transform.h"
#include "ui/theme.h"

#include <QSignalSpy>
#include <QtTest>

using namespace creel;

namespace {

constexpr QSize photoSize(1600, 1200);

/// A canvas of 400 x 300 that shows all pixels of a drawn photo.
struct Setup
{
    Setup()
    {
        canvas.resize(400, 300);
        canvas.begin(photoSize);
        canvas.setPixels(MipImage(photo), photoSize);
        canvas.show();
    }

    /// As painted, without the frame of the keyboard's focus.
    QImage painted()
    {
        canvas.setShowsFocus(false);
        return canvas.grab().toImage().convertToFormat(QImage::Format_RGB32);
    }
    void wheel(QPointF position, int delta)
    {
        QWheelEvent event(position, canvas.mapToGlobal(position), {}, {0, delta}, Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(&canvas, &event);
    }

    QImage photo = test::drawnPhoto(3, photoSize);
    ViewTransform transform;
    PhotoCanvas canvas{transform};
};

bool isNear(QPointF a, QPointF b, double tolerance = 1e-6)
{
    return std::abs(a.x() - b.x()) < tolerance && std::abs(a.y() - b.y()) < tolerance;
}

} // namespace

class PhotoCanvasTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fitsTheWholePhotoInTheMiddle();
    void smallPhotoIsEnlargedOnlySoFar();
    void wheelKeepsThePixelUnderTheCursor_data();
    void wheelKeepsThePixelUnderTheCursor();
    void wheelStopsAtFitAndAtOneToOne();
    void pixelForPixelIsAnExactCopy();
    void everyZoomShowsTheSamePicture();
    void nothingJumpsWhileMoreOfThePhotoArrives();
    void asksForDetailOnlyWhenZoomShowsIt();
    void dragMovesThePhotoAndStopsAtItsEdge();
    void keysZoomAndMove();
    void plainArrowsAreLeftToTheView();
    void canvasesThatShareATransformMoveInStep();
    void placeholderStandsInUntilPixelsCome();
    void rejectionIsMarkedAndThePhotoStaysVisible();
};

void PhotoCanvasTest::fitsTheWholePhotoInTheMiddle()
{
    Setup setup;
    const QRectF rect = setup.canvas.photoRect();
    QVERIFY(QRectF(setup.canvas.rect()).contains(rect));
    QVERIFY(isNear(rect.center(), QPointF(200, 150)));
    QVERIFY(rect.width() > 370);
    QCOMPARE(setup.canvas.zoom(), rect.width() / photoSize.width());
}

void PhotoCanvasTest::smallPhotoIsEnlargedOnlySoFar()
{
    Setup setup;
    setup.canvas.begin({20, 10});
    QCOMPARE(setup.canvas.zoom(), 4.0);
    setup.canvas.begin({200, 150});
    QVERIFY(setup.canvas.zoom() > 1.8);
}

void PhotoCanvasTest::wheelKeepsThePixelUnderTheCursor_data()
{
    QTest::addColumn<QPointF>("cursor");
    QTest::addColumn<int>("delta");
    for (const int delta : {120, -120, 15, 480}) {
        for (const QPointF cursor : {QPointF(200, 150), QPointF(30, 40), QPointF(377.5, 250.25)})
            QTest::addRow("%d at %g,%g", delta, cursor.x(), cursor.y()) << cursor << delta;
    }
}

void PhotoCanvasTest::wheelKeepsThePixelUnderTheCursor()
{
    QFETCH(QPointF, cursor);
    QFETCH(int, delta);
    Setup setup;
    setup.canvas.actualSize();
    setup.canvas.zoomBy(2, {200, 150});
    const QPointF before = setup.canvas.toPhoto(cursor);
    const double zoom = setup.canvas.zoom();
    setup.wheel(cursor, delta);
    QVERIFY(setup.canvas.zoom() != zoom);
    QVERIFY(isNear(setup.canvas.toPhoto(cursor), before));
    QVERIFY(isNear(setup.canvas.fromPhoto(before), cursor, 1e-6));
}

void PhotoCanvasTest::wheelStopsAtFitAndAtOneToOne()
{
    Setup setup;
    const double fit = setup.canvas.zoom();
    QList<double> zooms;
    for (int i = 0; i < 24; ++i) {
        setup.wheel({123, 77}, 120);
        zooms.append(setup.canvas.zoom());
    }
    QVERIFY(zooms.contains(1.0));
    QCOMPARE(zooms.last(), 16.0);
    zooms.clear();
    for (int i = 0; i < 40; ++i) {
        setup.wheel({123, 77}, -120);
        zooms.append(setup.canvas.zoom());
    }
    QVERIFY(zooms.contains(1.0));
    QCOMPARE(zooms.last(), fit);
    QVERIFY(setup.transform.isFit());
}

void PhotoCanvasTest::pixelForPixelIsAnExactCopy()
{
    Setup setup;
    setup.canvas.actualSize();
    setup.canvas.pan({37, -21});
    QCOMPARE(setup.canvas.zoom(), 1.0);
    const QPoint topLeft = -setup.canvas.photoRect().topLeft().toPoint();
    QCOMPARE(setup.painted(), setup.photo.copy(QRect(topLeft, setup.canvas.size())));
}

void PhotoCanvasTest::everyZoomShowsTheSamePicture()
{
    Setup setup;
    for (const double zoom : {0.3, 0.45, 0.7, 1.0, 1.9}) {
        setup.canvas.fit();
        setup.canvas.zoomBy(zoom / setup.canvas.zoom(), {200, 150});
        const QRectF rect = setup.canvas.photoRect();
        const QRect shown = (rect & QRectF(setup.canvas.rect())).toAlignedRect().adjusted(2, 2, -2, -2);
        const QRectF source((shown.x() - rect.x()) / setup.canvas.zoom(),
                            (shown.y() - rect.y()) / setup.canvas.zoom(), shown.width() / setup.canvas.zoom(),
                            shown.height() / setup.canvas.zoom());
        const QImage expected = setup.photo.copy(source.toRect())
                                    .scaled(shown.size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
        const double difference = test::difference(setup.painted().copy(shown), expected);
        QVERIFY2(difference < 4, qPrintable(QStringLiteral("%1 at %2").arg(difference).arg(zoom)));
    }
}

void PhotoCanvasTest::nothingJumpsWhileMoreOfThePhotoArrives()
{
    Setup setup;
    const QImage whole = setup.painted();
    const QRectF place = setup.canvas.photoRect();
    setup.canvas.begin(photoSize);
    QCOMPARE(setup.canvas.photoRect(), place);
    setup.canvas.setThumbnail(QPixmap::fromImage(setup.photo.scaled(320, 240)));
    QCOMPARE(setup.canvas.photoRect(), place);
    QVERIFY2(test::difference(setup.painted(), whole) < 12, "the thumbnail looks like the photo");
    const QSize screen(800, 600);
    setup.canvas.setPixels(
        MipImage(setup.photo.scaled(screen, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)), photoSize);
    QCOMPARE(setup.canvas.photoRect(), place);
    QVERIFY(test::difference(setup.painted(), whole) < 3);
}

void PhotoCanvasTest::asksForDetailOnlyWhenZoomShowsIt()
{
    Setup setup;
    QSignalSpy wanted(&setup.canvas, &PhotoCanvas::detailWanted);
    setup.canvas.begin(photoSize);
    setup.canvas.setPixels(MipImage(setup.photo.scaled(800, 600)), photoSize);
    QCOMPARE(wanted.size(), 0);
    setup.canvas.zoomBy(1.5, {200, 150});
    QCOMPARE(wanted.size(), 0);
    setup.canvas.actualSize();
    QVERIFY(wanted.size() > 0);
    setup.canvas.setPixels(MipImage(setup.photo), photoSize);
    wanted.clear();
    setup.canvas.zoomIn();
    QCOMPARE(wanted.size(), 0);
}

void PhotoCanvasTest::dragMovesThePhotoAndStopsAtItsEdge()
{
    Setup setup;
    setup.canvas.actualSize();
    const QPointF grabbed = setup.canvas.toPhoto({100, 100});
    QTest::mousePress(&setup.canvas, Qt::LeftButton, {}, {100, 100});
    QTest::mouseMove(&setup.canvas, {160, 130});
    QVERIFY(isNear(setup.canvas.toPhoto({160, 130}), grabbed));
    QTest::mouseMove(&setup.canvas, {5000, 5000});
    QVERIFY(isNear(setup.canvas.photoRect().topLeft(), {0, 0}));
    QTest::mouseRelease(&setup.canvas, Qt::LeftButton, {}, {160, 130});
    setup.canvas.fit();
    const QRectF fitted = setup.canvas.photoRect();
    setup.canvas.pan({50, 50});
    QCOMPARE(setup.canvas.photoRect(), fitted);
}

void PhotoCanvasTest::keysZoomAndMove()
{
    Setup setup;
    const double fit = setup.canvas.zoom();
    QTest::keyClick(&setup.canvas, Qt::Key_Plus, Qt::ControlModifier);
    QVERIFY(setup.canvas.zoom() > fit);
    const QPointF before = setup.canvas.photoRect().topLeft();
    QTest::keyClick(&setup.canvas, Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY(setup.canvas.photoRect().x() < before.x());
    QTest::keyClick(&setup.canvas, Qt::Key_0, Qt::ControlModifier);
    QCOMPARE(setup.canvas.zoom(), fit);
    QTest::mouseDClick(&setup.canvas, Qt::LeftButton, {}, {100, 100});
    QCOMPARE(setup.canvas.zoom(), 1.0);
    QTest::mouseDClick(&setup.canvas, Qt::LeftButton, {}, {100, 100});
    QCOMPARE(setup.canvas.zoom(), fit);
}

void PhotoCanvasTest::plainArrowsAreLeftToTheView()
{
    Setup setup;
    setup.canvas.actualSize();
    const QRectF before = setup.canvas.photoRect();
    QKeyEvent event(QEvent::KeyPress, Qt::Key_Right, Qt::NoModifier);
    QCoreApplication::sendEvent(&setup.canvas, &event);
    QVERIFY(!event.isAccepted());
    QCOMPARE(setup.canvas.photoRect(), before);
}

void PhotoCanvasTest::canvasesThatShareATransformMoveInStep()
{
    Setup setup;
    PhotoCanvas other(setup.transform);
    other.resize(400, 300);
    other.begin(photoSize * 2); // the same photo, more finely scanned
    other.show();
    for (int i = 0; i < 6; ++i)
        setup.wheel({111, 222}, 120);
    setup.canvas.pan({13, -40});
    const QRectF a = setup.canvas.photoRect();
    QVERIFY(isNear(a.topLeft(), other.photoRect().topLeft(), 0.01));
    QVERIFY(isNear(a.bottomRight(), other.photoRect().bottomRight(), 0.01));
    setup.canvas.actualSize();
    QCOMPARE(setup.canvas.zoom(), 1.0);
    QCOMPARE(other.zoom(), 1.0);
    QVERIFY(isNear(setup.canvas.toPhoto({200, 150}), other.toPhoto({200, 150}), 1e-6));
}

void PhotoCanvasTest::placeholderStandsInUntilPixelsCome()
{
    Setup setup;
    setup.canvas.begin({});
    const QImage empty = setup.painted();
    setup.canvas.setPlaceholder(QStringLiteral("problem"), QStringLiteral("The file is empty"));
    QVERIFY(setup.painted() != empty);
    QCOMPARE(setup.canvas.accessibleDescription(), QStringLiteral("The file is empty"));
    setup.canvas.setPixels(MipImage(setup.photo), photoSize);
    QVERIFY(setup.canvas.placeholder().isEmpty());
    QCOMPARE(setup.painted(), Setup().painted());
}

void PhotoCanvasTest::rejectionIsMarkedAndThePhotoStaysVisible()
{
    Setup setup;
    const QImage before = setup.painted();
    setup.canvas.setRejection(QStringLiteral("Rejected: poor quality"));
    const QImage after = setup.painted();
    QVERIFY(after != before);
    const QRect middle(60, 80, 280, 160);
    QCOMPARE(after.copy(middle), before.copy(middle));
}

QTEST_MAIN(PhotoCanvasTest)
#include "tst_photo_canvas.moc"
