// How fast boxes leave and come in, a format: export as hard links, import into a catalog that knows the
// photos, and the same import again, which finds every box there. Usage: bench_formats [boxes [boxes a
// photo]].

#include "core/catalog/label_store.h"
#include "core/ingest/import.h"
#include "core/review/review_session.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/dataset_io.h"
#include "tests/support/drawn_photo.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QRandomGenerator>

#include <cstdio>

using namespace creel;
using namespace creel::test;

namespace {

constexpr QSize photoSize(640, 480);

/// The most memory that the program had since forgetPeak(), in MiB.
double peak()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray& line : status.readAll().split('\n')) {
        if (line.startsWith("VmHWM:"))
            return line.mid(6).trimmed().split(' ').first().toDouble() / 1024;
    }
    return 0;
}

void forgetPeak()
{
    QFile file(QStringLiteral("/proc/self/clear_refs"));
    if (file.open(QIODevice::WriteOnly))
        file.write("5");
}

void importFolder(const QString& catalog, const BytePath& folder)
{
    ImportRequest request;
    request.catalogPath = catalog;
    request.paths = {folder};
    must(importPhotos(request, {}));
}

/// Photos with random boxes of twenty classes, on whole pixels.
void makeBoxes(const QString& catalog, const ByteFolder& folder, int photos, int each)
{
    const QByteArray photo = encoded(drawnPhoto(1, photoSize), "jpeg", 50);
    for (int i = 0; i < photos; ++i) // bytes after the end make every file another one
        writeFile(folder.path("in/" + QByteArray::number(i) + ".jpg"), photo + QByteArray::number(i));
    importFolder(catalog, folder.path("in"));
    const auto connection = must(openCatalog(catalog, Connection::Access::ReadWrite));
    ReviewSession session(*connection, QStringLiteral("bench"));
    for (int i = 0; i < 20; ++i)
        must(session.apply(AddLabel{QStringLiteral("class %1").arg(i)}));
    const QList<Label> labels = must(LabelStore(*connection).all());
    QRandomGenerator random(1);
    QList<PhotoBoxes> all;
    for (int i = 1; i <= photos; ++i) {
        PhotoBoxes boxes{PhotoId(i), {}, false};
        for (int j = 0; j < each; ++j) {
            Box box;
            box.label = labels[random.bounded(20)].id;
            const int left = random.bounded(600);
            const int top = random.bounded(440);
            box.rect =
                fromPixels(QRectF(left, top, 8 + random.bounded(32), 8 + random.bounded(32)), photoSize);
            boxes.boxes.append(box);
        }
        all.append(boxes);
    }
    must(session.apply(SetPhotoBoxes{all}));
}

struct Measure
{
    double seconds = 0;
    double peak = 0; ///< MiB
};

template<class Work>
Measure measured(Work work)
{
    forgetPeak();
    QElapsedTimer timer;
    timer.start();
    work();
    return {double(timer.nsecsElapsed()) / 1e9, peak()};
}

void print(const char* format, const char* what, const Measure& measure, qint64 boxes)
{
    std::printf("%-10s %-13s %9.0f boxes/s  %6.2f s  peak %4.0f MiB\n", format, what,
                double(boxes) / measure.seconds, measure.seconds, measure.peak);
    std::fflush(stdout);
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication app(argc, argv);
    const int boxes = argc > 1 ? std::atoi(argv[1]) : 100'000;
    const int each = argc > 2 ? std::atoi(argv[2]) : 50;
    const ByteFolder folder;
    const QString catalog = folder.file("a.creel");
    makeBoxes(catalog, folder, boxes / each, each);
    std::printf("%d boxes on %d photos; %.0f MiB before\n", boxes / each * each, boxes / each, peak());
    for (const char* format : boxFormats) {
        const BytePath out = folder.path(QByteArray("out_") + format);
        qint64 count = 0;
        const Measure exporting = measured([&] {
            count = must(exportTo(catalog, format, out, [](auto& request) {
                        request.link = PhotoLink::Hard;
                    })).boxes;
        });
        print(format, "export", exporting, count);
        const QString copy = folder.file((QByteArray(format) + ".creel").constData());
        importFolder(copy, out);
        AnnotationSummary summary;
        print(format, "import", measured([&] { summary = imported(copy, format, out); }), count);
        if (summary.boxesAdded != count)
            std::printf("%s: only %lld of %lld boxes came in\n", format, summary.boxesAdded, count);
        print(format, "import again", measured([&] { summary = imported(copy, format, out); }), count);
        if (summary.boxesKnown != count)
            std::printf("%s: only %lld of %lld boxes were known\n", format, summary.boxesKnown, count);
    }
    return 0;
}
