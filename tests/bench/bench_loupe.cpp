// What the curator waits for in the loupe: 24-megapixel JPEGs, one after another, zoomed and panned. Run it
// with QT_QPA_PLATFORM=offscreen where there is no display.

#include "tests/support/drawn_catalog.h"
#include "tests/support/drawn_photo.h"
#include "tests/ui/open_desk.h"
#include "ui/grid/thumbnail_loader.h"
#include "ui/loupe/loupe_view.h"
#include "ui/loupe/photo_canvas.h"
#include "ui/loupe/photo_loader.h"
#include "ui/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QRandomGenerator>

#include <cstdio>
#include <ctime>
#include <functional>
#include <utility>

using namespace creel;

namespace {

constexpr QSize photoSize(6000, 4000);
constexpr int photoCount = 12;

/// The GUI thread's own time, which other programs do not lengthen.
qint64 threadNs()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return qint64(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

/// Notes how long the GUI thread is busy with each event.
class TimedApplication : public QApplication
{
public:
    using QApplication::QApplication;

    bool notify(QObject* receiver, QEvent* event) override
    {
        if (m_isInside)
            return QApplication::notify(receiver, event);
        m_isInside = true;
        const qint64 begin = threadNs();
        const bool result = QApplication::notify(receiver, event);
        m_longest = std::max(m_longest, threadNs() - begin);
        m_isInside = false;
        return result;
    }
    double takeLongestMs() { return std::exchange(m_longest, 0) / 1e6; }

private:
    bool m_isInside = false;
    qint64 m_longest = 0;
};

/// Detail down to single pixels, so that it costs to decode what a photo from a camera does.
QByteArray grainyPhoto(quint32 seed)
{
    QImage image = test::drawnPhoto(seed, photoSize);
    QRandomGenerator random(seed);
    for (int y = 0; y < image.height(); ++y) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (int x = 0; x < image.width(); ++x)
            line[x] ^= random.generate() & 0x0f0f0f;
    }
    return test::encoded(image, "jpeg", 90);
}

class Series
{
public:
    void add(double ms) { m_values.append(ms); }
    void print(const char* what, double longestStepMs)
    {
        std::ranges::sort(m_values);
        const auto at = [this](double part) {
            return m_values[qsizetype(part * double(m_values.size() - 1))];
        };
        std::printf("%-58s %7.2f %7.2f %7.2f   %7.2f\n", what, at(0.5), at(0.99), at(1), longestStepMs);
    }

private:
    QList<double> m_values;
};

double msOf(const std::function<void()>& work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return timer.nsecsElapsed() / 1e6;
}

void waitUntil(const std::function<bool()>& isTrue)
{
    if (!QTest::qWaitFor(isTrue, 60'000))
        qFatal("waited in vain");
}

/// Paints what is due, as the next frame would; timers run after that.
void frame()
{
    QCoreApplication::sendPostedEvents();
}

} // namespace

int main(int argc, char** argv)
{
    TimedApplication application(argc, argv);
    Theme::apply(application, Theme::Mode::Dark);
    test::DrawnCatalog catalog;
    for (int i = 0; i < photoCount; ++i)
        catalog.write(QByteArray::number(10 + i) + ".jpg", grainyPhoto(quint32(i)));
    catalog.import();

    Desk desk;
    PhotoLoader photos(desk);
    ThumbnailLoader thumbnails(desk);
    if (!test::openWhole(desk, catalog.path()))
        return 1;
    LoupeView view(desk, photos, thumbnails);
    view.resize(1600, 1000);
    PhotoCanvas& canvas = view.canvas();
    const auto isThere = [&](int position) {
        return !photos.cached(desk.model()->photoId(position)).isNull();
    };

    application.takeLongestMs();
    std::printf("%-58s %7s %7s %7s   %s\n", "milliseconds", "p50", "p99", "max",
                "longest step, GUI thread's own time");
    Series open;
    open.add(msOf([&] {
        view.show();
        waitUntil([&] { return canvas.hasPixels(); });
        frame();
    }));
    open.print("open the loupe on a photo that is not in memory", application.takeLongestMs());

    Series next;
    for (int i = 1; i < photoCount; ++i) {
        waitUntil([&] { return isThere(i); });
        application.takeLongestMs();
        next.add(msOf([&] {
            desk.setCurrentPosition(i);
            frame();
        }));
        QCoreApplication::processEvents();
        if (!canvas.hasPixels())
            std::printf("photo %d was not decoded ahead\n", i);
    }
    next.print("go to the next photo, decoded ahead, until painted", application.takeLongestMs());

    Series hurried;
    desk.setCurrentPosition(0);
    for (int i = 1; i < photoCount; ++i) {
        hurried.add(msOf([&] {
            desk.setCurrentPosition(i);
            frame();
        }));
    }
    hurried.print("the same as fast as it goes: thumbnails stand in", application.takeLongestMs());

    Series whole;
    whole.add(msOf([&] {
        view.actualSize();
        waitUntil([&] { return canvas.drawsAllPixels(); });
        frame();
    }));
    whole.print("zoom to 1:1 until all 24 million pixels are there", application.takeLongestMs());

    Series zoom;
    Series pan;
    for (int i = 0; i < 200; ++i) {
        zoom.add(msOf([&] {
            canvas.zoomBy((i / 12) % 2 ? 1 / 1.25 : 1.25, {700, 300});
            frame();
        }));
    }
    zoom.print("one notch of the wheel until painted", application.takeLongestMs());
    view.actualSize();
    canvas.zoomBy(0.7, {700, 300});
    for (int i = 0; i < 200; ++i) {
        pan.add(msOf([&] {
            canvas.pan({(i / 50) % 2 ? 13.0 : -13.0, 7});
            frame();
        }));
    }
    pan.print("drag by some pixels until painted", application.takeLongestMs());
    std::printf("cache %.0f MB\n", double(photos.cachedBytes()) / (1 << 20));
    return 0;
}
