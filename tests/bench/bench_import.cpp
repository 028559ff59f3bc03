// How fast import is, against a bare loop that reads and decodes the same files at thumbnail size with the
// same number of threads. Usage: bench_import [folder…]; without folders, fish5 and voc_kangaroo of the
// shared data.

#include "core/catalog/thumbnail_store.h"
#include "core/ingest/folder_scan.h"
#include "core/ingest/import.h"
#include "tests/support/shared_data.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QImageReader>
#include <QTemporaryDir>
#include <QThreadPool>

#include <atomic>
#include <cstdio>
#include <ctime>
#include <sys/resource.h>

using namespace creel;

namespace {

/// CPU time of the whole process in seconds.
double cpuSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return double(time.tv_sec) + double(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

struct Measure
{
    double seconds = 0;
    double cpu = 0;
};

template<class Work>
Measure measured(Work work)
{
    QElapsedTimer timer;
    timer.start();
    const double cpu = cpuSeconds();
    work();
    return {double(timer.nsecsElapsed()) / 1e9, cpuSeconds() - cpu};
}

void decodeBare(const BytePath& path, int side)
{
    const auto bytes = readPhotoFile(path);
    if (!bytes)
        return;
    QBuffer buffer;
    buffer.setData(*bytes);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer);
    if (const QSize size = reader.size(); std::max(size.width(), size.height()) > side)
        reader.setScaledSize(size.scaled(side, side, Qt::KeepAspectRatio));
    reader.read();
}

Measure bareLoop(const std::vector<BytePath>& files)
{
    return measured([&] {
        QThreadPool pool;
        std::atomic<size_t> next = 0;
        for (int i = 0; i < QThread::idealThreadCount(); ++i) {
            pool.start([&] {
                for (size_t at = next++; at < files.size(); at = next++)
                    decodeBare(files[at], thumbnailSide);
            });
        }
        pool.waitForDone();
    });
}

Measure import(const QList<BytePath>& folders)
{
    QTemporaryDir folder;
    ImportRequest request;
    request.catalogPath = folder.filePath(QStringLiteral("bench.creel"));
    request.paths = folders;
    request.labels = FolderLabels::FromFolders;
    return measured([&] {
        const auto summary = importPhotos(request, {});
        if (!summary)
            std::fprintf(stderr, "%s\n", qPrintable(summary.error().message));
    });
}

std::vector<BytePath> filesIn(const QList<BytePath>& folders)
{
    std::vector<BytePath> files;
    const auto scan = scanFolders(folders, {});
    if (!scan)
        return files;
    for (const ScannedFolder& folder : scan->folders) {
        for (const ScannedFile& file : folder.files)
            files.push_back(joinPath(folder.path, file.name));
    }
    return files;
}

void print(const char* what, const Measure& measure, size_t files)
{
    std::printf("%-12s %8.2f s  %7.1f photos/s  %.2f cores busy  %.3f ms of CPU a photo\n", what,
                measure.seconds, double(files) / measure.seconds, measure.cpu / measure.seconds,
                measure.cpu * 1000 / double(files));
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    QList<BytePath> folders;
    for (int i = 1; i < argc; ++i)
        folders.append(argv[i]);
    if (folders.isEmpty() && !test::sharedData().isEmpty()) {
        for (const char* name : {"/fish5", "/voc_kangaroo/images"})
            folders.append(bytePathFromLocal(test::sharedData()) + name);
    }
    const std::vector<BytePath> files = filesIn(folders);
    if (files.empty()) {
        std::fprintf(stderr, "no photos; name folders\n");
        return 2;
    }
    bareLoop(files); // so that both find the files in memory
    for (int round = 1; round <= 3; ++round) {
        const Measure bare = bareLoop(files);
        const Measure whole = import(folders);
        print("bare loop", bare, files.size());
        print("import", whole, files.size());
        std::printf("import runs at %.2f of the bare loop, by CPU time at %.2f\n\n",
                    bare.seconds / whole.seconds, bare.cpu / whole.cpu);
    }
    return 0;
}
