/// How quick labeling is alone and while the window trains. Prints, asserts nothing.
/// `bench_labeling FOLDER BACKBONE WEIGHTS`: photos in folders a class, and a file of weights.
#include "core/ingest/import.h"
#include "core/learning/engine_loader.h"
#include "tests/bench/key_times.h"
#include "tests/support/catalog_factory.h"
#include "ui/grid/photo_content.h"
#include "ui/grid/thumbnail_loader.h"
#include "ui/theme.h"
#include "ui/training/learner.h"

#include <QApplication>
#include <QTemporaryDir>

using namespace creel;
using creel::test::must;

namespace {

constexpr int presses = 400;

void importInto(const QString& catalog, const QString& folder)
{
    ImportRequest request;
    request.catalogPath = catalog;
    request.paths = {bytePathFromLocal(folder)};
    request.labels = FolderLabels::FromFolders;
    const ImportSummary outcome = must(importPhotos(request, {}));
    std::printf("%lld photos\n", static_cast<long long>(outcome.imported));
}

TrainJobRequest requestFor(const QString& catalog, const QStringList& arguments)
{
    TrainJobRequest request;
    request.catalogPath = catalog;
    request.body.backbone = arguments[2];
    request.body.weights = arguments[3];
    request.recipe.stages[0].epochs = 0; // the body trains from the start, which is the hardest work
    request.comparesSplits = false;
    return request;
}

/// Waits for the event, running events.
template<class Condition>
void runUntil(Condition isDone)
{
    if (!QTest::qWaitFor(isDone, 600'000))
        qFatal("it never came");
}

} // namespace

int main(int argc, char** argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() != 4)
        qFatal("bench_labeling FOLDER BACKBONE WEIGHTS");
    Theme::apply(application, Theme::Mode::Dark);
    const QTemporaryDir folder;
    const QString catalog = folder.filePath(QStringLiteral("bench.creel"));
    importInto(catalog, arguments[1]);

    Desk desk;
    ThumbnailLoader loader(desk);
    PhotoContent content(desk, loader);
    GridView grid(content);
    grid.resize(1600, 1000);
    Learner learner(
        desk, [] { return loadEngine({}); }, nullptr);
    must(desk.open(catalog));
    grid.show();
    runUntil([&] { return desk.isFullyLoaded() && desk.counts().total > 0; });
    std::printf("alone\n");
    bench::measureKeys(desk, grid, presses);

    int steps = 0;
    double rate = 0;
    QObject::connect(&learner, &Learner::stepped, &grid, [&](const TrainStep& step) {
        ++steps;
        rate = step.photosPerSecond;
    });
    QObject::connect(&learner, &Learner::trainingEnded, &grid,
                     [](const QString& text) { std::printf("%s\n", qPrintable(text)); });
    learner.train(requestFor(catalog, arguments));
    runUntil([&] { return steps > 2; });
    std::printf("while %s trains\n", qPrintable(arguments[2]));
    bench::measureKeys(desk, grid, presses);
    std::printf("the training went on: %.1f photos/s, %d reports\n", rate, steps);
    learner.stop();
    return 0;
}
