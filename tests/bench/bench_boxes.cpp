// What the curator waits for while boxes are drawn: 200 boxes on a 24-megapixel photo, at fit and zoomed in.
// Run it with QT_QPA_PLATFORM=offscreen where there is no display.

#include "core/review/review_session.h"
#include "tests/support/drawn_catalog.h"
#include "tests/ui/open_desk.h"
#include "ui/grid/thumbnail_loader.h"
#include "ui/loupe/box_tool.h"
#include "ui/loupe/loupe_view.h"
#include "ui/loupe/photo_canvas.h"
#include "ui/loupe/photo_loader.h"
#include "ui/theme.h"

#include <QApplication>
#include <QRandomGenerator>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <vector>

using namespace creel;

namespace {

constexpr QSize photoSize(6000, 4000);
constexpr int boxCount = 200;

/// The GUI thread's own time, which other programs do not lengthen.
double threadMs()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

QList<Box> randomBoxes(PhotoId photo, LabelId label)
{
    QRandomGenerator random(5);
    QList<Box> boxes;
    for (int i = 0; i < boxCount; ++i) {
        const double x = random.bounded(0.9);
        const double y = random.bounded(0.9);
        Box box;
        box.photo = photo;
        box.label = i % 10 ? label : LabelId();
        box.rect = {x, y, x + 0.02 + random.bounded(0.08), y + 0.02 + random.bounded(0.08)};
        boxes.append(box);
    }
    return boxes;
}

void print(const char* what, std::vector<double> times)
{
    std::ranges::sort(times);
    std::printf("%-44s median %6.2f ms   p99 %6.2f ms   longest %6.2f ms\n", what, times[times.size() / 2],
                times[times.size() * 99 / 100], times.back());
}

/// Drags with the mouse over the canvas; one time a move, its event and its frame.
std::vector<double> drag(PhotoCanvas& canvas, QPoint from, int steps)
{
    std::vector<double> times;
    QTest::mousePress(&canvas, Qt::LeftButton, {}, from);
    for (int i = 1; i <= steps; ++i) {
        const double begin = threadMs();
        QMouseEvent move(QEvent::MouseMove, QPointF(from + QPoint(i, i / 2)), canvas.mapToGlobal(from),
                         Qt::NoButton, Qt::LeftButton, {});
        QApplication::sendEvent(&canvas, &move);
        canvas.repaint();
        times.push_back(threadMs() - begin);
    }
    const double begin = threadMs();
    QTest::mouseRelease(&canvas, Qt::LeftButton, {}, from + QPoint(steps, steps / 2));
    canvas.repaint();
    std::printf("  the drag's end, written and painted: %.2f ms\n", threadMs() - begin);
    return times;
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    Theme::apply(application, Theme::Mode::Dark);
    const test::DrawnCatalog catalog(1, photoSize);
    Desk desk;
    if (!test::openWhole(desk, catalog.path()))
        return 1;
    const PhotoId photo = desk.model()->photoId(0);
    desk.apply(AddBoxes{randomBoxes(photo, desk.labels().first().id)});
    PhotoLoader photos(desk);
    ThumbnailLoader thumbnails(desk);
    LoupeView loupe(desk, photos, thumbnails);
    loupe.resize(1920, 1080);
    loupe.show();
    PhotoCanvas& canvas = loupe.canvas();
    if (!QTest::qWaitFor([&] { return canvas.hasPixels(); }, 60'000))
        return 1;

    std::printf("%d boxes on %d x %d pixels, canvas %d x %d\n", int(loupe.boxTool().boxes().boxes.size()),
                photoSize.width(), photoSize.height(), canvas.width(), canvas.height());
    const double begin = threadMs();
    canvas.repaint();
    std::printf("first frame: %.2f ms\n", threadMs() - begin);
    loupe.boxTool().toggleArmed();
    print("drawing a box at fit", drag(canvas, canvas.rect().center() - QPoint(200, 200), 300));
    print("moving it", drag(canvas, canvas.rect().center() - QPoint(150, 170), 300));
    canvas.actualSize();
    if (!QTest::qWaitFor([&] { return canvas.drawsAllPixels(); }, 60'000))
        return 1;
    print("drawing a box at 1:1", drag(canvas, canvas.rect().center() - QPoint(200, 200), 300));
    return 0;
}
