/// Measures the crops on 100,000 boxes: reading them, keys, scrolling, sorting, memory. Prints, asserts
/// nothing. `bench_crops [folder]`: photos and catalog are made in the folder once and used again.
#include "core/ingest/import.h"
#include "core/review/review_session.h"
#include "tests/bench/scroll_times.h"
#include "tests/bench/times.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/drawn_photo.h"
#include "ui/box_desk.h"
#include "ui/grid/crop_content.h"
#include "ui/grid/thumbnail_loader.h"
#include "ui/theme.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryDir>

#include <cstdio>

using namespace creel;
using creel::bench::Stopwatch;
using creel::bench::Times;
using creel::test::must;

namespace {

constexpr int photos = 2'000;
constexpr int boxesAPhoto = 50;
constexpr QSize photoSize(1280, 960);
constexpr int drawings = 40;

QByteArray residentSet()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return "unknown";
    for (const QByteArray& line : status.readAll().split('\n')) {
        if (line.startsWith("VmRSS"))
            return line.mid(line.indexOf(':') + 1).trimmed();
    }
    return "unknown";
}

/// Files differ by what follows the picture, so that none is another's copy.
void drawPhotos(const QString& folder)
{
    QList<QByteArray> drawn;
    for (int i = 0; i < drawings; ++i)
        drawn.append(test::encoded(test::drawnPhoto(quint32(i), photoSize)));
    for (int i = 0; i < photos; ++i)
        test::writeFile(
            bytePathFromLocal(QStringLiteral("%1/species_%2/%3.jpg").arg(folder).arg(i % 8).arg(i)),
            drawn[i % drawings] + QByteArray::number(i));
}

QList<Box> randomBoxes(Connection& connection)
{
    QRandomGenerator random(3);
    const QList<Label> labels = must(LabelStore(connection).all());
    QList<Box> boxes;
    for (int i = 0; i < photos * boxesAPhoto; ++i) {
        const double x = random.bounded(0.9);
        const double y = random.bounded(0.9);
        Box box;
        box.photo = PhotoId(i / boxesAPhoto + 1);
        box.label = labels[random.bounded(int(labels.size()))].id;
        box.rect = {x, y, x + 0.02 + random.bounded(0.08), y + 0.02 + random.bounded(0.08)};
        box.origin = i % 3 ? BoxOrigin::Person : BoxOrigin::Model;
        if (i % 3 == 0)
            box.score = random.bounded(1.0);
        boxes.append(box);
    }
    return boxes;
}

void makeCatalogOnce(const QString& folder, const QString& path)
{
    if (QFile::exists(path))
        return;
    drawPhotos(folder + QStringLiteral("/photos"));
    ImportRequest request;
    request.catalogPath = path;
    request.paths = {bytePathFromLocal(folder + QStringLiteral("/photos"))};
    request.labels = FolderLabels::FromFolders;
    must(importPhotos(request, {}));
    const auto connection = must(openCatalog(path, Connection::Access::ReadWrite));
    must(ReviewSession(*connection, QStringLiteral("bench")).apply(AddBoxes{randomBoxes(*connection)}));
    must(connection->run(QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)")));
}

template<class Condition>
void runUntil(Condition isDone)
{
    if (!QTest::qWaitFor(isDone, 600'000))
        qFatal("it never came");
}

/// Until the boxes are there and painted.
template<class Change>
void measureSet(BoxDesk& boxes, GridView& grid, const char* what, Change change)
{
    bool isShown = false;
    const auto connection = QObject::connect(&boxes, &BoxDesk::setChanged, &grid, [&] { isShown = true; });
    QElapsedTimer timer;
    timer.start();
    change();
    runUntil([&] { return isShown; });
    grid.repaint();
    std::printf("%-36s %7lld ms   (%d boxes)\n", what, static_cast<long long>(timer.elapsed()),
                boxes.model()->rowCount());
    QObject::disconnect(connection);
}

/// From the key's handler to the disk, and to the new pixels.
template<class Key>
void measureKey(GridView& grid, const char* what, int presses, Key key)
{
    Times commits;
    Times whole;
    for (int i = 0; i < presses; ++i) {
        const Stopwatch watch;
        key(i);
        commits.add(watch);
        QCoreApplication::sendPostedEvents(grid.viewport(), QEvent::UpdateRequest);
        QCoreApplication::sendPostedEvents(grid.window(), QEvent::UpdateRequest);
        whole.add(watch);
        QCoreApplication::processEvents();
        QTest::qSleep(5);
    }
    std::printf("%s\n", what);
    commits.print("  key press to durable commit");
    whole.print("  key press to durable and repainted");
}

} // namespace

int main(int argc, char** argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    Theme::apply(application, Theme::Mode::Dark);
    const QTemporaryDir temporary;
    const QString folder = argc > 1 ? QString::fromLocal8Bit(argv[1]) : temporary.path();
    QDir().mkpath(folder);
    const QString path = folder + QStringLiteral("/crops.creel");
    makeCatalogOnce(folder, path);

    Desk desk;
    BoxDesk boxes(desk);
    ThumbnailLoader loader(desk);
    CropContent content(desk, boxes, loader);
    GridView grid(content);
    grid.resize(1600, 1000);
    must(desk.open(path));
    grid.show();
    runUntil([&] { return desk.isFullyLoaded() && desk.model()->rowCount() == photos; });
    std::printf("%d photos of %d x %d, %d boxes; memory %s\n", photos, photoSize.width(), photoSize.height(),
                photos * boxesAPhoto, residentSet().constData());
    measureSet(boxes, grid, "photos to crops", [&] { boxes.setInUse(true); });
    std::printf("memory with every box: %s\n", residentSet().constData());

    bench::measureScroll(grid, "scroll by a notch, frame", 71, 600, true);
    bench::measureScroll(grid, "scroll by a page, frame", 900, 300, false);
    bench::measureScroll(grid, "scroll across everything, frame", 123'456, 300, false);
    grid.setThumbnailSize(64);
    bench::measureScroll(grid, "scroll by a notch at size 64, frame", 40, 300, true);
    grid.setThumbnailSize(160);
    std::printf("memory after scrolling: %s\n", residentSet().constData());

    boxes.setCurrentPosition(0);
    measureKey(grid, "a digit relabels a box and goes on", 500,
               [&](int i) { boxes.label(desk.labels()[i % desk.labels().size()].id); });
    measureKey(grid, "X deletes a box and goes on", 200, [&](int) { boxes.remove(); });
    measureSet(boxes, grid, "sort: label, grouped by label", [&] {
        desk.setOrder({SortKey::Label, false, GroupKey::Label});
    });
    measureSet(boxes, grid, "sort: the model's confidence", [&] {
        desk.setOrder({SortKey::Confidence, true, GroupKey::None});
    });
    PhotoFilter filter;
    filter.boxLabels = {desk.labels().first().id};
    measureSet(boxes, grid, "filter: one class of eight", [&] { desk.setFilter(filter); });
    std::printf("memory at the end: %s\n", residentSet().constData());
    return 0;
}
