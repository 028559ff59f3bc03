#include "core/learning/body_source.h"
#include "core/learning/embedding.h"
#include "core/learning/engine_loader.h"
#include "core/learning/predict_job.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/small_training.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>

#include <cstdio>
#include <ctime>
#include <random>

using namespace creel;
using namespace creel::test;

namespace {

const QStringList classes{QStringLiteral("brown"), QStringLiteral("bull"), QStringLiteral("rainbow")};

/// A ResNet-34 whose head alone saw a few drawn photos, so that features of its body are worth keeping.
ModelInfo trainHead(Engine& engine, const QTemporaryDir& folder, const QString& file)
{
    TrainRequest request;
    request.body.backbone = request.info.backbone = QStringLiteral("resnet34");
    request.recipe.stages = {{false, 224, 2, 1e-3, 1}};
    request.recipe.augmentation = Augmentation::None;
    request.info.name = QStringLiteral("head");
    request.info.classes = classes;
    request.info.bodyWeights = must(weightsKey(request.body));
    request.out = file;
    request.checkpoint = folder.filePath(QStringLiteral("checkpoint"));
    addDrawnPhotos(request, folder);
    TrainListener listener;
    return must(engine.train(request, listener, {})).info;
}

/// Made-up features of every photo, as `creel embed` would have left them.
void putFeatures(Connection& connection, const QString& catalog, const QByteArray& key)
{
    constexpr size_t numbers = 2 * 512;
    FeatureStore store = must(FeatureStore::open(catalog));
    std::mt19937 random(1);
    std::exponential_distribution<float> draw(1.0F);
    std::vector<FeatureStore::Entry> entries;
    Query hashes = must(connection.run(QStringLiteral("SELECT hash FROM photo")));
    must(hashes.each([&](const Query& row) {
        std::vector<float> features(numbers);
        for (float& value : features)
            value = draw(random);
        entries.emplace_back(row.bytes(0), std::move(features));
    }));
    must(store.put(key, entries));
}

void run(int photos)
{
    const QTemporaryDir folder;
    const QString catalog = folder.filePath(QStringLiteral("bench.creel"));
    const QString file = folder.filePath(QStringLiteral("head.safetensors"));
    const std::unique_ptr<Engine> engine = must(loadEngine());
    const ModelInfo info = trainHead(*engine, folder, file);
    PredictJobRequest request{catalog, {}};
    {
        const auto connection = makeCatalog(catalog, photos, classes);
        request.model = must(ModelStore(*connection).add(file, info)).id;
        putFeatures(*connection, catalog, featureKey(bodyOf(info, {}), info.bodyWeights, engine->report()));
    }
    QElapsedTimer timer;
    timer.start();
    const auto classifier = must(engine->openModel(file));
    const qint64 opened = timer.elapsed();
    const std::clock_t cpu = std::clock();
    const PredictJobOutcome outcome =
        must(predictCatalog(*classifier, engine->report(), request, JobContext()));
    const double cpuSeconds = double(std::clock() - cpu) / CLOCKS_PER_SEC;
    std::printf("%lld photos predicted from features in %.2f s (%.2f s of one core; %.0f a second), written "
                "to the catalog; "
                "%lld unusable; the model opened in %.2f s\n",
                qlonglong(outcome.fromFeatures), outcome.seconds, cpuSeconds,
                double(outcome.predicted) / outcome.seconds, qlonglong(outcome.unusable),
                double(opened) / 1000);
}

} // namespace

/// bench_features [photos]: how soon a model whose body is unchanged has predicted a catalog (default: of
/// 10,000 photos) that was embedded before.
int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    run(QCoreApplication::arguments().value(1, QStringLiteral("10000")).toInt());
    return 0;
}
