#include "core/imaging/decode.h"
#include "core/learning/engine_loader.h"
#include "core/learning/photo_size.h"
#include "tests/support/drawn_photo.h"
#include "tests/support/hostile_requests.h"
#include "tests/support/http_client.h"
#include "tests/support/odd_files.h"
#include "tests/support/small_training.h"
#include "tests/support/trout_server.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QLoggingCategory>
#include <QTemporaryDir>
#include <QThread>
#include <QUrl>

#include <cstdio>
#include <filesystem>
#include <malloc.h>
#include <unistd.h>

using namespace creel;
using namespace creel::test;

namespace {

constexpr int batchPhotos = 32;

double residentMegabytes()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').value(1).toDouble() * double(::sysconf(_SC_PAGESIZE)) / 1e6;
}

std::vector<QByteArray> drawnPhotos()
{
    std::vector<QByteArray> photos;
    for (quint32 seed = 0; seed < batchPhotos; ++seed)
        photos.push_back(encoded(drawnPhoto(seed, {640, 480})));
    return photos;
}

/// Photos a second of the engine alone, pixels in memory, in full batches.
double engineRate(Engine& engine, const QString& model, const std::vector<QByteArray>& photos, int seconds)
{
    const auto classifier = engine.openModel(model);
    if (!classifier)
        qFatal("%s", qPrintable(classifier.error().message));
    std::vector<QImage> images;
    for (const QByteArray& bytes : photos)
        images.push_back(decodePhoto(bytes, decodedSide((*classifier)->info().side))->image);
    (void)(*classifier)->classify(images); // the first batch allocates
    QElapsedTimer timer;
    timer.start();
    qint64 done = 0;
    while (timer.elapsed() < seconds * 1000 && (*classifier)->classify(images))
        done += qint64(images.size());
    return double(done) * 1000 / double(timer.elapsed());
}

/// A ResNet-34 of fresh weights whose head saw a few drawn photos: as fast as a real one.
void makeFreshModel(Engine& engine, const QTemporaryDir& folder, const QString& file)
{
    TrainRequest request;
    request.body.backbone = request.info.backbone = QStringLiteral("resnet34");
    request.recipe.stages = {{false, 224, 1, 1e-3, 1}};
    request.info.name = QStringLiteral("fresh");
    request.info.classes = {QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")};
    request.out = file;
    request.checkpoint = folder.filePath(QStringLiteral("checkpoint"));
    addDrawnPhotos(request, folder);
    TrainListener listener;
    if (const auto trained = engine.train(request, listener, {}); !trained)
        qFatal("%s", qPrintable(trained.error().message));
}

struct Load
{
    double rate = 0;
    qint64 failures = 0;
    std::vector<qint64> microseconds; ///< of each answer, sorted
};

Load load(quint16 port, int clients, int seconds, const std::vector<QByteArray>& photos)
{
    std::vector<std::vector<qint64>> times{size_t(clients)};
    std::atomic<qint64> failures = 0;
    std::vector<std::thread> threads;
    QElapsedTimer clock;
    clock.start();
    for (size_t i = 0; i < size_t(clients); ++i)
        threads.emplace_back([&, i] {
            HttpClient client(port);
            for (size_t n = i; clock.elapsed() < seconds * 1000; ++n) {
                const QByteArray request =
                    formRequest("/api/predict", {{"image", photos[n % photos.size()], "x.jpg"}});
                const qint64 start = clock.nsecsElapsed();
                failures += client.ask(request).status != 200;
                times[i].push_back((clock.nsecsElapsed() - start) / 1000);
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    Load result;
    for (const auto& some : times)
        result.microseconds.insert(result.microseconds.end(), some.begin(), some.end());
    result.rate = double(result.microseconds.size()) * 1e9 / double(clock.nsecsElapsed());
    result.failures = failures;
    std::sort(result.microseconds.begin(), result.microseconds.end());
    return result;
}

double engineRate(const QString& model, const std::vector<QByteArray>& photos, int seconds)
{
    const auto engine = loadEngine();
    if (!engine)
        qFatal("%s", qPrintable(engine.error().message));
    return engineRate(**engine, model, photos, seconds);
}

QString freshModel(const QTemporaryDir& folder)
{
    const auto engine = loadEngine();
    if (!engine)
        qFatal("%s", qPrintable(engine.error().message));
    const QString model = folder.filePath(QStringLiteral("fresh.safetensors"));
    makeFreshModel(**engine, folder, model);
    return model;
}

/// The engine is measured before the load and after it, so that a machine that is busy for a while does not
/// favour either.
int runLoad(QString model, int clients, int seconds)
{
    const QTemporaryDir folder;
    const std::vector<QByteArray> photos = drawnPhotos();
    if (model == QStringLiteral("fresh"))
        model = freshModel(folder);
    const int half = std::max(3, seconds / 4);
    const double before = engineRate(model, photos, half);
    Load result;
    {
        ServeOptions options;
        options.model = model;
        options.port = 0;
        ModelServer server([] { return loadEngine(); }, options);
        if (const auto started = server.start(); !started)
            qFatal("%s", qPrintable(started.error().message));
        const quint16 port = quint16(QUrl(server.address()).port());
        load(port, clients, 1, photos); // warms up
        result = load(port, clients, seconds, photos);
    }
    const double after = engineRate(model, photos, half);
    const auto percentile = [&](double share) {
        return double(result.microseconds[size_t(share * double(result.microseconds.size() - 1))]) / 1000;
    };
    std::printf("engine alone, batches of %d: %.1f photos/s before, %.1f after\n", batchPhotos, before,
                after);
    std::printf(
        "%d clients for %d s: %.1f photos/s (%.2f of the mean), %lld failures, p50 %.0f ms, p99 %.0f ms\n",
        clients, seconds, result.rate, 2 * result.rate / (before + after), qlonglong(result.failures),
        percentile(0.5), percentile(0.99));
    return result.failures == 0 ? 0 : 1;
}

QByteArrayList oddFiles()
{
    const OddFiles odd;
    QByteArrayList files;
    if (!odd.isValid())
        return files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(odd.folder().toStdString())) {
        const auto bytes = readPhotoFile(QByteArray::fromStdString(entry.path().string()));
        if (bytes)
            files.append(*bytes);
    }
    return files;
}

int runHostile(int requests)
{
    ::mallopt(M_ARENA_MAX, std::max(2, QThread::idealThreadCount())); // as creel serve does
    TroutServer trout([](ServeOptions& options) {
        serveTroutCatalog(options);
        options.http.bodyMilliseconds = 300;
    });
    HostileRequests hostile(1, oddFiles());
    const int step = std::max(1, requests / 10);
    for (int i = 0; i < requests; ++i) {
        HttpClient client(trout.port());
        client.send(hostile.next());
        if (i % 4 != 0)
            client.receive(true, 100); // the others just go away
        if (i % step == step - 1) {
            ::malloc_trim(0);
            std::printf("%6d requests, %.1f MB resident\n", i + 1, residentMegabytes());
            std::fflush(stdout);
        }
    }
    const bool serves =
        ask(trout.port(), formRequest("/api/predict", {{"image", troutPhoto(2), "x"}})).status == 200;
    std::printf("%s\n", serves ? "it still serves" : "it serves no more");
    return serves ? 0 : 1;
}

} // namespace

/// bench_serve MODEL|fresh [clients] [seconds]: throughput over HTTP against the engine's own, and latencies.
/// bench_serve hostile [requests]: hostile requests with the fake engine, and the memory they leave.
int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    QLoggingCategory::setFilterRules(QStringLiteral("qt.gui.imageio*=false"));
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() < 2) {
        std::fprintf(stderr, "usage: bench_serve MODEL|fresh [clients] [seconds] | hostile [requests]\n");
        return 2;
    }
    if (arguments[1] == QStringLiteral("hostile"))
        return runHostile(arguments.value(2, QStringLiteral("10000")).toInt());
    return runLoad(arguments[1], arguments.value(2, QStringLiteral("64")).toInt(),
                   arguments.value(3, QStringLiteral("20")).toInt());
}
