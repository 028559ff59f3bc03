/// How the grid does on a million photos: open, key press, scroll, filter, sort, memory. Prints, asserts
/// nothing. `bench_grid [folder] [photos]`: the catalog is made in the folder once and used again.
#include "core/catalog/thumbnail_store.h"
#include "core/imaging/thumbnail.h"
#include "tests/bench/key_times.h"
#include "tests/bench/scroll_times.h"
#include "tests/bench/times.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/drawn_photo.h"
#include "ui/desk.h"
#include "ui/grid/grid_view.h"
#include "ui/grid/photo_content.h"
#include "ui/grid/thumbnail_loader.h"
#include "ui/theme.h"

#include <QAbstractEventDispatcher>
#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTimer>
#include <QtTest>

#include <cstdio>

using namespace creel;
using creel::bench::Times;
using creel::test::must;

namespace {

constexpr int usualPhotos = 1'000'000;
constexpr int thumbnails = 4'000;
constexpr int drawnThumbnails = 64;

/// The value of a line such as "VmHWM:   1234 kB" in a file of /proc.
QByteArray procLine(const char* file, const char* key)
{
    QFile proc{QLatin1String(file)};
    if (!proc.open(QIODevice::ReadOnly))
        return "unknown";
    for (const QByteArray& line : proc.readAll().split('\n')) {
        if (line.startsWith(key))
            return line.mid(line.indexOf(':') + 1).trimmed();
    }
    return "unknown";
}

/// Other programs' work makes every figure worse: how many are running.
QByteArray loadAverage()
{
    QFile file(QStringLiteral("/proc/loadavg"));
    return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').first() : "unknown";
}

double megabytes(const char* key)
{
    return procLine("/proc/self/status", key).split(' ').first().toDouble() / 1024;
}

void printMemory(const char* when)
{
    std::printf("memory %-28s VmRSS %6.0f MB   VmHWM %6.0f MB\n", when, megabytes("VmRSS"),
                megabytes("VmHWM"));
}

double elapsedMs(const QElapsedTimer& timer)
{
    return double(timer.nsecsElapsed()) / 1e6;
}

void makeThumbnails(Connection& connection, const QString& catalog)
{
    std::vector<QByteArray> drawn;
    for (quint32 i = 0; i < drawnThumbnails; ++i)
        drawn.push_back(thumbnailJpeg(test::drawnPhoto(i, QSize(320, 240))));
    std::vector<std::pair<QByteArray, QByteArray>> rows;
    Query query = must(connection.run(
        QStringLiteral(
            "SELECT hash FROM photo WHERE folder_id = (SELECT min(id) FROM folder) ORDER BY name LIMIT %1")
            .arg(thumbnails)));
    while (query.next())
        rows.emplace_back(query.bytes(0), drawn[rows.size() % drawn.size()]);
    must(must(ThumbnailStore::open(catalog)).put(rows));
}

void makeCatalogWithThumbnails(const QString& path, int photos)
{
    QStringList folders;
    for (int i = 0; i < 20; ++i)
        folders.append(QStringLiteral("species_%1").arg(i, 2, 10, QLatin1Char('0')));
    const auto connection = test::makeCatalog(path, photos, folders);
    makeThumbnails(*connection, path);
    must(connection->run(QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)")));
}

/// In a process of its own, so that what it leaves in memory is not measured.
void makeCatalogOnce(const QString& path, int photos)
{
    if (QFile::exists(path))
        return;
    const QStringList arguments{QStringLiteral("--make"), path, QString::number(photos)};
    if (QProcess::execute(QCoreApplication::applicationFilePath(), arguments) != 0)
        qFatal("the catalog could not be made");
}

/// The longest time for which the GUI thread took no events since it was last asked.
class Stalls : public QObject
{
public:
    Stalls()
    {
        QAbstractEventDispatcher* const dispatcher = QAbstractEventDispatcher::instance();
        connect(dispatcher, &QAbstractEventDispatcher::awake, this, [this] { m_busy.start(); });
        connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, this, [this] {
            if (m_busy.isValid())
                m_longest = std::max(m_longest, elapsedMs(m_busy));
            m_busy.invalidate();
        });
    }
    double take() { return std::exchange(m_longest, 0); }

private:
    QElapsedTimer m_busy;
    double m_longest = 0;
};

/// Runs events until `isDone`.
template<class Condition>
void runUntil(Condition isDone)
{
    QTimer heartbeat; // wakes the loop where a condition comes true without an event
    heartbeat.start(20);
    while (!isDone())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents);
}

void measureOpen(Desk& desk, GridView& grid, const QString& path)
{
    QElapsedTimer timer;
    timer.start();
    must(desk.open(path));
    grid.show();
    grid.repaint();
    std::printf("open to first painted grid            %7.0f ms   (%d photos in it)\n", elapsedMs(timer),
                desk.model()->rowCount());
    printMemory("at the first paint");
    runUntil([&] { return desk.isFullyLoaded(); });
    std::printf("open to every photo in memory         %7.0f ms\n", elapsedMs(timer));
    runUntil([&] { return size_t(desk.model()->rowCount()) == desk.index()->size(); });
    std::printf("open to every photo in the grid       %7.0f ms   (%d photos)\n", elapsedMs(timer),
                desk.model()->rowCount());
    runUntil([&] { return desk.counts().total > 0; });
    std::printf("open to everything counted            %7.0f ms\n", elapsedMs(timer));
    printMemory("with every photo");
}

/// Until the new set is painted.
template<class Change>
void measureSet(Desk& desk, GridView& grid, const char* what, Change change)
{
    bool isShown = false;
    const auto connection = QObject::connect(&desk, &Desk::setChanged, &grid, [&] { isShown = true; });
    Times blocked;
    QElapsedTimer timer;
    timer.start();
    change();
    runUntil([&] { return isShown; });
    QElapsedTimer show;
    show.start();
    grid.repaint();
    std::printf("%-36s %7.0f ms   (%d photos)\n", what, elapsedMs(timer), desk.model()->rowCount());
    QObject::disconnect(connection);
}

void measureSets(Desk& desk, GridView& grid)
{
    Stalls stalls;
    const auto filtered = [&](const char* what, const PhotoFilter& filter) {
        measureSet(desk, grid, what, [&] { desk.setFilter(filter); });
    };
    PhotoFilter filter;
    filter.labels = {desk.labels()[3].id};
    filtered("filter: one label of twenty", filter);
    filter = {};
    filter.states = {ReviewState::Unreviewed};
    filtered("filter: unreviewed", filter);
    filter = {};
    filter.text = QStringLiteral("photo 99");
    filtered("filter: text in names", filter);
    filter = {};
    filter.anyProblem = true;
    filtered("filter: with a problem", filter);
    filtered("filter: none", {});
    const std::pair<const char*, PhotoOrder> orders[]{
        {"sort: name", {SortKey::Name, false, GroupKey::None}},
        {"sort: date, newest first", {SortKey::Date, true, GroupKey::None}},
        {"sort: label", {SortKey::Label, false, GroupKey::None}},
        {"sort: sharpness", {SortKey::Sharpness, false, GroupKey::None}},
        {"sort: similarity", {SortKey::Similarity, false, GroupKey::None}},
        {"sort: size, grouped by label", {SortKey::FileSize, false, GroupKey::Label}},
        {"sort: sharpness, grouped by date", {SortKey::Sharpness, false, GroupKey::Date}},
        {"sort: folder", {SortKey::Folder, false, GroupKey::None}},
    };
    for (const auto& [what, order] : orders)
        measureSet(desk, grid, what, [&, order = order] { desk.setOrder(order); });
    std::printf("longest stall of the GUI meanwhile    %7.2f ms\n", stalls.take());
}

void measureSelection(Desk& desk, GridView& grid)
{
    QElapsedTimer timer;
    timer.start();
    QTest::keyClick(&grid, Qt::Key_A, Qt::ControlModifier);
    grid.repaint();
    std::printf("Ctrl+A and repaint                    %7.2f ms   (%d photos)\n", elapsedMs(timer),
                desk.selection()->selection().first().height());
    desk.setCurrentPosition(0);
}

} // namespace

int main(int argc, char** argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    if (argc == 4 && qstrcmp(argv[1], "--make") == 0) {
        makeCatalogWithThumbnails(QString::fromLocal8Bit(argv[2]), QByteArray(argv[3]).toInt());
        return 0;
    }
    Theme::apply(application, Theme::Mode::Dark);
    QTemporaryDir temporary;
    const QString folder = argc > 1 ? QString::fromLocal8Bit(argv[1]) : temporary.path();
    const int photos = argc > 2 ? QByteArray(argv[2]).toInt() : usualPhotos;
    QDir().mkpath(folder);
    const QString path = QDir(folder).filePath(QStringLiteral("bench_%1.creel").arg(photos));
    std::printf("processor: %s, %d cores, load %s\n", procLine("/proc/cpuinfo", "model name").constData(),
                QThread::idealThreadCount(), loadAverage().constData());
    QElapsedTimer timer;
    timer.start();
    makeCatalogOnce(path, photos);
    std::printf("catalog of %d photos made or found in %.1f s\n", photos, elapsedMs(timer) / 1000);
    printMemory("before");

    Stalls stalls;
    Desk desk;
    ThumbnailLoader loader(desk);
    PhotoContent content(desk, loader);
    GridView grid(content);
    grid.resize(1600, 1000);
    measureOpen(desk, grid, path);
    std::printf("longest stall of the GUI meanwhile    %7.2f ms\n", stalls.take());
    bench::measureKeys(desk, grid, 1000);
    bench::measureScroll(grid, "scroll by a notch, frame", 71, 600, true);
    bench::measureScroll(grid, "scroll by a page, frame", 900, 300, false);
    bench::measureScroll(grid, "scroll across everything, frame", 1'234'567, 300, false);
    grid.setThumbnailSize(64);
    bench::measureScroll(grid, "scroll by a notch at size 64, frame", 40, 300, true);
    grid.setThumbnailSize(160);
    printMemory("after scrolling");
    measureSets(desk, grid);
    measureSelection(desk, grid);
    printMemory("at the end");
    return 0;
}
