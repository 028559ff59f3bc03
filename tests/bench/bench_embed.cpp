#include "core/learning/engine_loader.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <cstdio>
#include <ctime>

using namespace creel;

namespace {

struct Rate
{
    double perSecond = 0;
    double perCpuSecond = 0; ///< of one core: comparable even while others keep the machine busy
};

/// The network alone with its preprocessing, photos in memory.
Rate measure(Body& body, int batch)
{
    QImage photo(500, 375, QImage::Format_RGB32);
    for (int y = 0; y < photo.height(); ++y)
        for (int x = 0; x < photo.width(); ++x)
            photo.setPixel(x, y, qRgb(x % 256, y % 256, (x * y) % 256));
    const std::vector<QImage> photos(size_t(batch), photo);
    (void)body.embed(photos); // the first batch allocates
    QElapsedTimer timer;
    timer.start();
    const std::clock_t cpu = std::clock();
    int done = 0;
    while (timer.elapsed() < 8000 && body.embed(photos))
        done += batch;
    return {done * 1000.0 / double(timer.elapsed()),
            done * double(CLOCKS_PER_SEC) / double(std::clock() - cpu)};
}

} // namespace

/// bench_embed [fp32|bf16|auto] [threads] [batch]: features a second of each backbone with fresh weights.
int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    const QByteArray wanted = argc > 1 ? argv[1] : "auto";
    EngineOptions options;
    options.precision = wanted == "fp32"   ? Precision::Float32
                        : wanted == "bf16" ? Precision::BFloat16
                                           : Precision::Auto;
    options.threads = argc > 2 ? QByteArray(argv[2]).toInt() : 0;
    const int batch = argc > 3 ? QByteArray(argv[3]).toInt() : 32;
    const auto engine = loadEngine(options);
    if (!engine) {
        std::fprintf(stderr, "%s\n", qPrintable(engine.error().message));
        return 1;
    }
    const EngineReport report = (*engine)->report();
    std::printf("%s on %s, %s, %d threads, batches of %d\n", qPrintable(report.runtime),
                qPrintable(report.deviceName), qPrintable(report.precision), report.threads, batch);
    for (const char* name : {"resnet34", "mobilenet_v2"}) {
        BodyChoice choice;
        choice.backbone = QString::fromLatin1(name);
        const auto body = (*engine)->openBody(choice);
        if (!body)
            return 1;
        const Rate rate = measure(**body, batch);
        std::printf("%s: %.1f photos/s, %.1f per core-second\n", name, rate.perSecond, rate.perCpuSecond);
    }
    return 0;
}
