#include "core/catalog/catalog.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/drawn_catalog.h"
#include "tests/support/own_settings.h"
#include "tests/ui/open_desk.h"
#include "ui/loupe/box_tool.h"
#include "ui/loupe/loupe_view.h"
#include "ui/loupe/photo_canvas.h"
#include "ui/main_window.h"
#include "ui/theme.h"
#include "ui/toast.h"

#include <QSettings>
#include <QtTest>

using namespace creel;
using creel::test::must;

namespace {

constexpr QSize size(400, 300);

} // namespace

/// Draws, names and verifies boxes with mouse and keys in the whole window, as a curator would.
class BoxToolTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void aDragDrawsABoxOfWholePixels();
    void armedDrawingGoesOverOtherBoxes();
    void tinyAndEmptyBoxesAreRefused();
    void boxesStayOnThePhotoAndSnapToItsEdge();
    void aHandleResizesAndTheOtherEdgesStay();
    void aDragMovesAndIsOneStep();
    void arrowsMoveTheBoxAndElseGoOn();
    void escapeCancelsADrag();
    void overlappingBoxesAreReachedByClickingAgain();
    void tabGoesThroughTheBoxes();
    void digitsNameTheSelectedBoxElseThePhoto();
    void duplicateCopyAndPaste();
    void nothingGoesFromOneCatalogIntoAnother();
    void deleteAndUndoThroughARestart();
    void attributesAreToggled();
    void verifiedIsFramedAndNoObjectIsADecision();
    void drawsAtEveryZoom();
    void everyDragIsJournalledOnce();
    void geometryKeepsWhatWasNotTouched();

private:
    void openWindow();
    BoxTool& tool() { return m_window->loupe().boxTool(); }
    PhotoCanvas& canvas() { return m_window->loupe().canvas(); }
    Desk& desk() { return *m_desk; }
    QPoint at(double x, double y)
    {
        return canvas().fromPhoto({x / size.width(), y / size.height()}).toPoint();
    }
    void drag(QPoint from, QPoint to)
    {
        QTest::mousePress(&canvas(), Qt::LeftButton, {}, from);
        QTest::mouseMove(&canvas(), (from + to) / 2);
        QTest::mouseMove(&canvas(), to);
        QTest::mouseRelease(&canvas(), Qt::LeftButton, {}, to);
    }
    /// In pixels of the photo; what they become depends on the zoom, so within one pixel.
    void draw(double x0, double y0, double x1, double y1) { drag(at(x0, y0), at(x1, y1)); }
    void click(double x, double y)
    {
        QTest::qWait(QApplication::doubleClickInterval() / 20);
        QTest::mouseClick(&canvas(), Qt::LeftButton, {}, at(x, y));
    }
    void press(int key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(m_window->focusWidget(), Qt::Key(key), modifiers);
    }
    const QList<Box>& boxes() { return tool().boxes().boxes; }
    QRectF pixels(qsizetype i) { return toPixels(boxes()[i].rect, size); }
    qint64 edits() { return must(Journal(*desk().connection()).lastId()).value(); }
    QString toast() { return m_window->toast().text(); }

    std::unique_ptr<test::DrawnCatalog> m_catalog;
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<MainWindow> m_window;
};

#define COMPARE_NEAR(rect, x0, y0, x1, y1)                                                                   \
    do {                                                                                                     \
        const QRectF r = rect;                                                                               \
        QVERIFY2(                                                                                            \
            std::abs(r.left() - (x0)) <= 1 && std::abs(r.top() - (y0)) <= 1 &&                               \
                std::abs(r.right() - (x1)) <= 1 && std::abs(r.bottom() - (y1)) <= 1,                         \
            qPrintable(                                                                                      \
                QStringLiteral("%1 %2 %3 %4").arg(r.left()).arg(r.top()).arg(r.right()).arg(r.bottom())));   \
    } while (false)

void BoxToolTest::initTestCase()
{
    test::useOwnSettings();
    Theme::apply(*qApp, Theme::Mode::Dark);
}

void BoxToolTest::init()
{
    QSettings().clear();
    m_catalog = std::make_unique<test::DrawnCatalog>(3, size);
    openWindow();
    desk().apply(AddLabel{QStringLiteral("bull")});
}

void BoxToolTest::openWindow()
{
    m_window.reset();
    m_desk = std::make_unique<Desk>();
    m_window = std::make_unique<MainWindow>(*m_desk);
    m_window->resize(1440, 900); // whatever the screen: a pixel of a small window is several of the photo
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_window->openCatalog(m_catalog->path());
    QVERIFY(test::waitUntilWhole(desk()));
    desk().setCurrentPosition(0);
    press(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(canvas().hasPixels(), test::patienceMs);
    QVERIFY(canvas().hasFocus());
}

void BoxToolTest::cleanup()
{
    m_window.reset();
    m_desk.reset();
}

void BoxToolTest::aDragDrawsABoxOfWholePixels()
{
    draw(100, 50, 220, 170);
    QCOMPARE(boxes().size(), 1);
    COMPARE_NEAR(pixels(0), 100, 50, 220, 170);
    QCOMPARE(pixels(0), QRectF(pixels(0).toRect()));
    QCOMPARE(tool().selected(), boxes()[0].id);
    // The photo's own label is the first guess; the folder is called brown.
    QCOMPARE(desk().label(boxes()[0].label)->name, QStringLiteral("brown"));
    QCOMPARE(toast(), QStringLiteral("Added a box: brown"));
    QCOMPARE(must(BoxStore(*desk().connection()).byPhoto(desk().currentPhoto())), boxes());
}

void BoxToolTest::armedDrawingGoesOverOtherBoxes()
{
    draw(50, 50, 350, 250);
    press(Qt::Key_W);
    QVERIFY(tool().isArmed());
    QCOMPARE(canvas().cursor().shape(), Qt::CrossCursor);
    draw(100, 100, 200, 200);
    draw(210, 110, 300, 200);
    QCOMPARE(boxes().size(), 3);
    COMPARE_NEAR(pixels(0), 50, 50, 350, 250);
    COMPARE_NEAR(pixels(2), 210, 110, 300, 200);
    press(Qt::Key_Escape); // the selection
    press(Qt::Key_Escape); // drawing
    QVERIFY(!tool().isArmed());
    QCOMPARE(m_window->view(), MainWindow::View::Loupe);
    press(Qt::Key_Escape);
    QCOMPARE(m_window->view(), MainWindow::View::Grid);
}

void BoxToolTest::tinyAndEmptyBoxesAreRefused()
{
    const qint64 before = edits();
    canvas().fit();
    drag(at(100, 100), at(100, 100) + QPoint(60, 1));
    QVERIFY(boxes().isEmpty());
    QVERIFY2(toast().startsWith(QStringLiteral("Too small for a box")), qPrintable(toast()));
    click(150, 150);
    QVERIFY(boxes().isEmpty());
    QCOMPARE(edits(), before);
}

void BoxToolTest::boxesStayOnThePhotoAndSnapToItsEdge()
{
    draw(300, 200, 700, 600);
    COMPARE_NEAR(pixels(0), 300, 200, 400, 300);
    QCOMPARE(boxes()[0].rect.right, 1.0);
    QCOMPARE(boxes()[0].rect.bottom, 1.0);
    press(Qt::Key_Escape);
    drag(at(0, 0) + QPoint(3, 3), at(90, 80)); // three pixels of the screen are near enough
    QCOMPARE(boxes()[1].rect.left, 0.0);
    QCOMPARE(boxes()[1].rect.top, 0.0);
    drag(at(45, 40), at(-200, -200));
    QCOMPARE(boxes()[1].rect.left, 0.0);
    COMPARE_NEAR(pixels(1), 0, 0, 90, 80);
}

void BoxToolTest::aHandleResizesAndTheOtherEdgesStay()
{
    draw(100, 50, 220, 170);
    const QRectF before = pixels(0);
    drag(at(before.right(), before.bottom()), at(300, 250));
    COMPARE_NEAR(pixels(0), before.left(), before.top(), 300, 250);
    QCOMPARE(pixels(0).topLeft(), before.topLeft());
    const QRectF corner = pixels(0);
    drag(at(corner.left(), corner.center().y()), at(40, corner.center().y()));
    COMPARE_NEAR(pixels(0), 40, corner.top(), corner.right(), corner.bottom());
    QCOMPARE(pixels(0).top(), corner.top());
    QCOMPARE(pixels(0).bottomRight(), corner.bottomRight());
    const QRectF wide = pixels(0);
    drag(at(wide.center().x(), wide.top()), at(wide.center().x(), wide.bottom() + 30)); // turned over
    COMPARE_NEAR(pixels(0), wide.left(), wide.bottom(), wide.right(), wide.bottom() + 30);
}

void BoxToolTest::aDragMovesAndIsOneStep()
{
    draw(100, 50, 220, 170);
    const QRectF before = pixels(0);
    const qint64 steps = edits();
    drag(at(160, 110), at(200, 150));
    QCOMPARE(pixels(0).size(), before.size());
    COMPARE_NEAR(pixels(0), 140, 90, 260, 210);
    QCOMPARE(edits(), steps + 1);
    press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(pixels(0), before);
    QCOMPARE(boxes().size(), 1);
}

void BoxToolTest::arrowsMoveTheBoxAndElseGoOn()
{
    draw(100, 50, 220, 170);
    const QRectF before = pixels(0);
    press(Qt::Key_Right);
    QCOMPARE(pixels(0), before.translated(1, 0));
    press(Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(pixels(0), before.translated(1, 10));
    const qint64 steps = edits();
    for (int i = 0; i < 5; ++i) // held down
        QTest::keyPress(&canvas(), Qt::Key_Left);
    QCOMPARE(edits(), steps);
    QTest::keyRelease(&canvas(), Qt::Key_Left);
    QCOMPARE(edits(), steps + 1);
    QCOMPARE(pixels(0), before.translated(-4, 10));
    QCOMPARE(desk().currentPosition(), 0);
    QTest::keyPress(&canvas(), Qt::Key_Left);
    press(Qt::Key_PageDown); // goes on, and forgets nothing
    QCOMPARE(desk().currentPosition(), 1);
    press(Qt::Key_Left); // nothing is selected here
    QCOMPARE(desk().currentPosition(), 0);
    QCOMPARE(pixels(0), before.translated(-5, 10));
}

void BoxToolTest::escapeCancelsADrag()
{
    draw(100, 50, 220, 170);
    const QRectF before = pixels(0);
    const qint64 steps = edits();
    QTest::mousePress(&canvas(), Qt::LeftButton, {}, at(160, 110));
    QTest::mouseMove(&canvas(), at(250, 200));
    QVERIFY(tool().live());
    press(Qt::Key_Escape);
    QVERIFY(!tool().live());
    QTest::mouseRelease(&canvas(), Qt::LeftButton, {}, at(250, 200));
    QCOMPARE(pixels(0), before);
    QCOMPARE(edits(), steps);
    QCOMPARE(m_window->view(), MainWindow::View::Loupe);
}

void BoxToolTest::overlappingBoxesAreReachedByClickingAgain()
{
    press(Qt::Key_W);
    draw(50, 50, 350, 250);
    draw(100, 100, 300, 200);
    draw(150, 120, 250, 180);
    press(Qt::Key_W);
    press(Qt::Key_Escape);
    QVERIFY(!tool().selected().isValid());
    click(200, 150);
    QCOMPARE(tool().selected(), boxes()[2].id); // the smallest
    click(200, 150);
    QCOMPARE(tool().selected(), boxes()[1].id);
    QTest::mouseDClick(&canvas(), Qt::LeftButton, {}, at(200, 150)); // as fast as one likes
    QVERIFY(tool().selected().isValid());
    QCOMPARE(canvas().toPhoto(at(200, 150)).x() > 0, true);
    click(60, 60);
    QCOMPARE(tool().selected(), boxes()[0].id);
    click(20, 20);
    QVERIFY(!tool().selected().isValid());
}

void BoxToolTest::tabGoesThroughTheBoxes()
{
    desk().apply(
        AddBoxes{{Box{.id = {}, .photo = desk().currentPhoto(), .label = {}, .rect = {0, 0, 1, 1}},
                  Box{.id = {}, .photo = desk().currentPhoto(), .label = {}, .rect = {0, 0, 1, 1}}}});
    QCOMPARE(boxes().size(), 2);
    press(Qt::Key_Tab);
    QCOMPARE(tool().selected(), boxes()[0].id);
    press(Qt::Key_Tab);
    QCOMPARE(tool().selected(), boxes()[1].id);
    press(Qt::Key_Tab);
    QCOMPARE(tool().selected(), boxes()[0].id);
    press(Qt::Key_Backtab, Qt::ShiftModifier);
    QCOMPARE(tool().selected(), boxes()[1].id);
    QVERIFY(canvas().hasFocus());
    press(Qt::Key_PageDown); // here are none
    press(Qt::Key_Tab);
    QVERIFY(!canvas().hasFocus());
}

void BoxToolTest::digitsNameTheSelectedBoxElseThePhoto()
{
    draw(100, 50, 220, 170);
    press(Qt::Key_2);
    QCOMPARE(desk().label(boxes()[0].label)->name, QStringLiteral("bull"));
    QCOMPARE(toast(), QStringLiteral("Labelled 1 box bull"));
    QCOMPARE(desk().currentPosition(), 0);
    QCOMPARE(desk().labelOfPhoto(desk().model()->photoRow(0))->name, QStringLiteral("brown"));
    press(Qt::Key_Escape);
    press(Qt::Key_W);
    draw(230, 180, 330, 280); // keeps that label
    QCOMPARE(desk().label(boxes()[1].label)->name, QStringLiteral("bull"));
    press(Qt::Key_Escape);
    press(Qt::Key_2); // the photo
    QCOMPARE(desk().labelOfPhoto(desk().model()->photoRow(0))->name, QStringLiteral("bull"));
}

void BoxToolTest::duplicateCopyAndPaste()
{
    draw(100, 50, 220, 170);
    const QRectF first = pixels(0);
    press(Qt::Key_D, Qt::ControlModifier);
    QCOMPARE(boxes().size(), 2);
    QCOMPARE(pixels(1), first.translated(10, 10));
    press(Qt::Key_Escape);
    press(Qt::Key_C, Qt::ControlModifier); // both
    press(Qt::Key_PageDown);
    QVERIFY(boxes().isEmpty());
    press(Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(boxes().size(), 2);
    QCOMPARE(pixels(0), first);
    QCOMPARE(boxes()[0].photo, desk().currentPhoto());
    press(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(boxes().isEmpty());
}

void BoxToolTest::nothingGoesFromOneCatalogIntoAnother()
{
    const test::DrawnCatalog other(3, size);
    {
        const auto connection = must(openCatalog(other.path(), Connection::Access::ReadWrite));
        must(ReviewSession(*connection, currentUser()).apply(AddLabel{QStringLiteral("pike")}));
    }
    desk().apply(AddLabel{QStringLiteral("bull")}); // with the same id
    draw(100, 50, 220, 170);
    const LabelId bull = desk().labels().last().id;
    QVERIFY(tool().relabel(bull));
    press(Qt::Key_C, Qt::ControlModifier);
    m_window->openCatalog(other.path());
    QVERIFY(test::waitUntilWhole(desk()));
    desk().setCurrentPosition(0);
    m_window->showView(MainWindow::View::Loupe);
    QTRY_VERIFY_WITH_TIMEOUT(canvas().hasPixels(), test::patienceMs);
    QTRY_VERIFY(canvas().hasFocus());
    QCOMPARE(desk().labels().last().id, bull);
    press(Qt::Key_V, Qt::ControlModifier);
    QVERIFY(boxes().isEmpty());
    draw(100, 50, 220, 170);
    QCOMPARE(boxes().size(), 1);
    QVERIFY(boxes()[0].label != bull);
}

void BoxToolTest::deleteAndUndoThroughARestart()
{
    draw(100, 50, 220, 170);
    const QList<Box> drawn = boxes();
    press(Qt::Key_Delete);
    QVERIFY(boxes().isEmpty());
    openWindow();
    QVERIFY(boxes().isEmpty());
    press(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(boxes(), drawn);
    press(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(boxes().isEmpty());
    press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(boxes(), drawn);
}

void BoxToolTest::attributesAreToggled()
{
    draw(100, 50, 220, 170);
    press(Qt::Key_D, Qt::ShiftModifier);
    press(Qt::Key_T, Qt::ShiftModifier);
    press(Qt::Key_O, Qt::ShiftModifier);
    QVERIFY(boxes()[0].difficult && boxes()[0].truncated && boxes()[0].occluded);
    press(Qt::Key_T, Qt::ShiftModifier);
    QVERIFY(!boxes()[0].truncated);
}

void BoxToolTest::verifiedIsFramedAndNoObjectIsADecision()
{
    const auto greens = [&] {
        const QImage image = canvas().grab().toImage();
        const QPoint edge = canvas().photoRect().toAlignedRect().topLeft() + QPoint(-1, 60);
        return image.pixelColor(edge * image.devicePixelRatio()) == Theme::colours().accepted;
    };
    QVERIFY(!greens());
    press(Qt::Key_V);
    QVERIFY(tool().boxes().verified);
    QCOMPARE(toast(), QStringLiteral("No object here: 1 photo"));
    QVERIFY(greens());
    press(Qt::Key_V);
    QVERIFY(!greens());
    draw(100, 50, 220, 170);
    press(Qt::Key_V);
    QCOMPARE(toast(), QStringLiteral("Verified the boxes of 1 photo"));
    QCOMPARE(desk().currentPosition(), 0);
}

void BoxToolTest::drawsAtEveryZoom()
{
    for (int i = 0; i < 6; ++i)
        press(Qt::Key_Plus, Qt::ControlModifier);
    QVERIFY(canvas().isPannable());
    const QPointF centre = canvas().toPhoto(QPointF(canvas().rect().center()));
    press(Qt::Key_W);
    drag(canvas().rect().center() - QPoint(100, 80), canvas().rect().center() + QPoint(100, 80));
    QCOMPARE(boxes().size(), 1);
    QVERIFY(boxes()[0].rect.contains(centre.x(), centre.y()));
    const double pixel = canvas().photoRect().width() / size.width();
    QVERIFY(std::abs(pixels(0).width() - 200 / pixel) <= 1);
    press(Qt::Key_Escape);
    press(Qt::Key_Escape);
    drag(canvas().rect().topLeft() + QPoint(10, 200), canvas().rect().topLeft() + QPoint(60, 240));
    QCOMPARE(boxes().size(), 1); // that moved the photo
    QVERIFY(canvas().toPhoto(QPointF(canvas().rect().center())) != centre);
}

void BoxToolTest::everyDragIsJournalledOnce()
{
    const qint64 before = edits();
    draw(100, 50, 220, 170);
    drag(at(160, 110), at(170, 120));
    drag(at(pixels(0).left(), pixels(0).top()), at(90, 40));
    click(150, 110);
    QCOMPARE(edits(), before + 3);
}

void BoxToolTest::geometryKeepsWhatWasNotTouched()
{
    const QSize photo(1000, 500);
    const QRectF odd(10.25, 20.5, 100.125, 50.75); // as an import may bring it
    QCOMPARE(resized(odd, BoxHandle::Right, {10.4, 99}, photo, 0),
             QRectF(QPointF(10.25, 20.5), QPointF(121, 71.25)));
    QCOMPARE(moved(odd, {3.4, 0}, photo, 0), odd.translated(3, 0));
    QCOMPARE(moved(odd, {0, 0}, photo, 20), odd);
    QCOMPARE(moved(odd, {-500, 900}, photo, 0), QRectF(0, 500 - 50.75, 100.125, 50.75));
    QCOMPARE(moved(odd, {-5, 0}, photo, 20).left(), 0.0);
    QCOMPARE(spanned({50, 40}, {-10, 20.4}, photo, 0), QRectF(0, 20, 50, 20));
    QVERIFY(isTooSmall({0, 0, 2, 100}));
    QVERIFY(!isTooSmall({0, 0, 3, 3}));
}

QTEST_MAIN(BoxToolTest)
#include "tst_box_tool.moc"
