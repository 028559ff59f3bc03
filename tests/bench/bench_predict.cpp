#include "core/imaging/decode.h"
#include "core/learning/engine_loader.h"
#include "core/learning/photo_size.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QElapsedTimer>

#include <cstdio>
#include <ctime>

using namespace creel;

namespace {

std::vector<QImage> photosIn(const QString& folder, size_t most, int side)
{
    std::vector<QImage> photos;
    QDirIterator files(folder, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext() && photos.size() < most)
        if (const auto bytes = readPhotoFile(bytePathFromLocal(files.next())))
            if (auto decoded = decodePhoto(*bytes, decodedSide(side)))
                photos.push_back(std::move(decoded->image));
    return photos;
}

/// False where the model cannot be opened or used in that precision.
bool measure(const QString& file, Precision precision, int threads, const QString& folder)
{
    EngineOptions options;
    options.device = DeviceChoice::Cpu;
    options.precision = precision;
    options.threads = threads;
    const auto engine = loadEngine(options);
    if (!engine)
        return false;
    const auto model = (*engine)->openModel(file);
    if (!model)
        return false;
    const std::vector<QImage> photos = photosIn(folder, 256, (*model)->info().side);
    constexpr size_t batch = 32;
    const auto classify = [&](size_t first) {
        return (*model)->classify(std::span(photos).subspan(first, batch), false).has_value();
    };
    if (photos.size() < batch || !classify(0)) // the first batch allocates
        return false;
    QElapsedTimer timer;
    timer.start();
    const std::clock_t cpu = std::clock();
    qint64 done = 0;
    for (size_t first = 0; timer.elapsed() < 12'000 || done < qint64(photos.size()); first += batch) {
        if (first + batch > photos.size())
            first = 0;
        if (!classify(first))
            return false;
        done += batch;
    }
    std::printf("%s, %d threads: %.1f photos/s, %.1f per core-second\n", qPrintable((*model)->precision()),
                (*engine)->report().threads, double(done) * 1000 / double(timer.elapsed()),
                double(done) * CLOCKS_PER_SEC / double(std::clock() - cpu));
    std::fflush(stdout);
    return true;
}

} // namespace

/// bench_predict MODEL FOLDER [THREADS]: photos of the folder a second that a trained model classifies,
/// decoded before, in float32 and in int8 with its close calls in float32.
int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    if (argc < 3) {
        std::fprintf(stderr, "usage: bench_predict MODEL FOLDER [THREADS]\n");
        return 2;
    }
    const QString model = QString::fromLocal8Bit(argv[1]), folder = QString::fromLocal8Bit(argv[2]);
    const int threads = argc > 3 ? QByteArray(argv[3]).toInt() : 0;
    for (const Precision precision : {Precision::Float32, Precision::Int8})
        if (!measure(model, precision, threads, folder)) {
            std::fprintf(stderr, "%s cannot be measured with the photos in %s\n", argv[1], argv[2]);
            return 1;
        }
    return 0;
}
