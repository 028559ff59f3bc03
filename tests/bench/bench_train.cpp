#include "core/imaging/content_hash.h"
#include "core/imaging/decode.h"
#include "core/learning/engine_loader.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>

using namespace creel;

namespace {

/// Prints how the training goes.
class Printer : public TrainListener
{
public:
    void onEpoch(const TrainEpoch& epoch) override
    {
        std::printf("  stage %d epoch %d: loss %.3f, valid loss %.3f, accuracy %.1f %%, %.1f photos/s, "
                    "waited %.1f %%, %.1f s%s\n",
                    epoch.stage + 1, epoch.epoch + 1, epoch.trainLoss, epoch.valid.loss,
                    100 * epoch.valid.accuracy.value, epoch.photosPerSecond, 100 * epoch.dataWait,
                    epoch.seconds, epoch.isBest ? " *" : "");
        std::fflush(stdout);
    }
    void onNote(const QString& note) override { std::printf("  %s\n", qPrintable(note)); }
};

/// Seven of ten photos of each folder, by hash, so that the split is the same everywhere.
void addFolder(const QString& folder, int label, TrainRequest& request)
{
    std::vector<LabelledPhoto> photos;
    const QDir directory(folder);
    for (const QString& name : directory.entryList(QDir::Files)) {
        const BytePath path = bytePathFromLocal(directory.absoluteFilePath(name));
        if (const auto bytes = readPhotoFile(path))
            photos.push_back({path, contentHash(*bytes), label});
    }
    std::ranges::sort(photos, {}, &LabelledPhoto::hash);
    for (size_t i = 0; i < photos.size(); ++i)
        (i * 10 < photos.size() * 7 ? request.train : request.valid).push_back(photos[i]);
}

QJsonArray splitJson(const TrainRequest& request)
{
    QJsonArray split;
    for (const auto* part : {&request.train, &request.valid})
        for (const LabelledPhoto& photo : *part)
            split.append(
                QJsonObject{{QStringLiteral("file"), displayPath(photo.file)},
                            {QStringLiteral("label"), photo.label},
                            {QStringLiteral("part"),
                             part == &request.train ? QStringLiteral("train") : QStringLiteral("valid")}});
    return split;
}

Recipe recipeOf(const QCommandLineParser& options)
{
    Recipe recipe;
    const QStringList epochs = options.value(QStringLiteral("epochs")).split(QLatin1Char(','));
    for (size_t i = 0; i < recipe.stages.size(); ++i)
        recipe.stages[i].epochs = epochs.value(qsizetype(i)).toInt();
    const QString augmentation = options.value(QStringLiteral("augment"));
    recipe.augmentation = augmentation == QLatin1String("flip")   ? Augmentation::Flip
                          : augmentation == QLatin1String("none") ? Augmentation::None
                                                                  : Augmentation::Default;
    recipe.seed = options.value(QStringLiteral("seed")).toULongLong();
    return recipe;
}

int runReference(const TrainRequest& request, const QCommandLineParser& options, const QString& folder)
{
    const QString split = folder + QStringLiteral("/split.json");
    QFile file(split);
    if (!file.open(QIODevice::WriteOnly))
        return 1;
    file.write(QJsonDocument(splitJson(request)).toJson());
    file.close();
    QProcess python;
    python.setProcessChannelMode(QProcess::ForwardedChannels);
    python.start(QStringLiteral("/usr/bin/python3"),
                 {QStringLiteral(CREEL_SOURCE_DIR "/tests/bench/reference_train.py"), split,
                  QStringLiteral("--backbone"), request.body.backbone, QStringLiteral("--weights"),
                  request.body.weightsFile, QStringLiteral("--mean"),
                  options.isSet(QStringLiteral("half")) ? QStringLiteral("0.5") : QStringLiteral("0"),
                  QStringLiteral("--epochs"), options.value(QStringLiteral("epochs")),
                  QStringLiteral("--seed"), options.value(QStringLiteral("seed"))});
    python.waitForFinished(-1);
    return python.exitCode();
}

EngineOptions engineOptions(const QCommandLineParser& options)
{
    EngineOptions engine;
    if (options.value(QStringLiteral("precision")) == QLatin1String("fp32"))
        engine.precision = Precision::Float32;
    return engine;
}

int run(const QCommandLineParser& options)
{
    const QStringList arguments = options.positionalArguments();
    const QTemporaryDir folder;
    const auto engine = loadEngine(engineOptions(options));
    if (!engine || arguments.size() != 3) {
        std::fprintf(stderr, "%s\n",
                     engine ? "bench_train FOLDER BACKBONE WEIGHTS" : qPrintable(engine.error().message));
        return 1;
    }
    TrainRequest request;
    request.body.backbone = arguments[1];
    request.body.weightsFile = arguments[2];
    if (options.isSet(QStringLiteral("half"))) {
        request.body.normalization.mean.fill(0.5F);
        request.body.normalization.deviation.fill(0.5F);
    }
    request.recipe = recipeOf(options);
    const QDir photos(arguments[0]);
    for (const QString& name : photos.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        addFolder(photos.absoluteFilePath(name), int(request.info.classes.size()), request);
        request.info.classes.append(name);
    }
    request.out = folder.filePath(QStringLiteral("model.safetensors"));
    const EngineReport report = (*engine)->report();
    std::printf("Creel: %s, %s, %d threads, %zu + %zu photos\n", qPrintable(report.runtime),
                qPrintable(report.precision), report.threads, request.train.size(), request.valid.size());
    Printer printer;
    const auto outcome = (*engine)->train(request, printer, {});
    if (!outcome) {
        std::fprintf(stderr, "%s\n", qPrintable(outcome.error().message));
        return 1;
    }
    double all = 0;
    for (const double seconds : outcome->stageSeconds)
        all += seconds;
    std::printf("Creel: accuracy %.1f %% (%.1f ... %.1f), temperature %.2f, ECE %.3f; stages",
                100 * outcome->info.valid->accuracy.value, 100 * outcome->info.valid->accuracy.low,
                100 * outcome->info.valid->accuracy.high, outcome->info.temperature,
                outcome->info.valid->calibrationError);
    for (const double seconds : outcome->stageSeconds)
        std::printf(" %.1f s", seconds);
    std::printf(", in all %.1f s\n", all);
    std::fflush(stdout);
    return options.isSet(QStringLiteral("reference")) ? runReference(request, options, folder.path()) : 0;
}

} // namespace

/// Trains on a folder of class folders and, with --reference, again with reference_train.py.
int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    QCommandLineParser options;
    options.addHelpOption();
    options.addPositionalArgument(QStringLiteral("FOLDER BACKBONE WEIGHTS"), {});
    options.addOptions({{QStringLiteral("epochs"), {}, QStringLiteral("4,8,4"), QStringLiteral("4,8,4")},
                        {QStringLiteral("augment"), {}, QStringLiteral("default"), QStringLiteral("default")},
                        {QStringLiteral("precision"), {}, QStringLiteral("auto"), QStringLiteral("auto")},
                        {QStringLiteral("seed"), {}, QStringLiteral("1"), QStringLiteral("1")},
                        {QStringLiteral("half"), QStringLiteral("mean and deviation are 0.5")},
                        {QStringLiteral("reference"), QStringLiteral("then PyTorch's turn")}});
    options.process(application);
    return run(options);
}
