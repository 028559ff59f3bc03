#include "app/cli/commands.h"
#include "core/catalog/catalog.h"
#include "core/demo/pond_report.h"
#include "core/ingest/import.h"
#include "core/learning/engine_loader.h"
#include "core/learning/predict_job.h"
#include "core/learning/train_job.h"

#include <QFile>

namespace creel {

namespace {

struct DemoOptions
{
    std::string folder;
    std::optional<quint32> seed;
    int trout = demo::usualTroutPerSpecies;
    bool skipsTraining = false;
};

constexpr int pondEpochs = 12;

/// A network that learns the pond from scratch in half a minute. It is weak, and says so by its score.
TrainJobRequest pondTraining(const demo::Pond& pond)
{
    TrainJobRequest request;
    request.catalogPath = pond.catalog();
    request.name = Cli::tr("pond");
    request.body = {QStringLiteral("none"), QStringLiteral("resnet18")};
    request.recipe.augmentation = Augmentation::Flip;
    request.recipe.stages = {{.trainsBody = false, .side = 128, .epochs = pondEpochs}};
    request.comparesSplits = false;
    return request;
}

/// Says what the training is doing.
class PondTrainingListener : public TrainJobListener
{
public:
    void onEpoch(const TrainEpoch& epoch) override
    {
        m_progress.show(Cli::tr("Training a small network"),
                        Cli::tr("Training a small network: epoch %1 of %2, right on %3 % of the test part")
                            .arg(epoch.epoch + 1)
                            .arg(pondEpochs)
                            .arg(qRound(epoch.valid.accuracy.value * 100)),
                        epoch.epoch + 1 == pondEpochs);
    }

private:
    ProgressLine m_progress;
};

/// The pond's model: the one that is there, or a new one. None where there is no engine.
Result<std::optional<ModelRecord>> trainOnPond(const demo::Pond& pond, Connection& catalog)
{
    const auto engine = loadEngine();
    if (!engine) {
        message(Cli::tr("No network was trained: %1").arg(engine.error().message));
        return std::nullopt;
    }
    CREEL_ASSIGN(std::optional<ModelRecord> model, ModelStore(catalog).current());
    const JobContext context = foregroundContext();
    if (!model) {
        PondTrainingListener listener;
        CREEL_ASSIGN(TrainJobOutcome outcome,
                     trainModel(**engine, pondTraining(pond), listener, context.token()));
        model = std::move(outcome.model);
    }
    CREEL_ASSIGN(const std::unique_ptr<Classifier> classifier, (*engine)->openModel(model->file));
    CREEL_TRY(predictCatalog(*classifier, (*engine)->report(), {pond.catalog(), model->id}, context));
    return model;
}

/// Scores that only a person's work, or a later part of the tour, can change.
bool isForPeople(const demo::PondFinding& finding)
{
    return finding.key == QLatin1String("wrong_labels") || finding.key == QLatin1String("junk");
}

QString findingText(const demo::PondFinding& finding)
{
    if (isForPeople(finding))
        return Cli::tr("  %1 %2").arg(finding.planted, 4).arg(finding.text);
    return Cli::tr("  %1 of %2 %3").arg(finding.found, 4).arg(finding.planted, 4).arg(finding.text);
}

void printFindings(const QList<demo::PondFinding>& findings, const demo::Pond& pond, const Output& output)
{
    QJsonObject json{{QStringLiteral("folder"), pond.folder},
                     {QStringLiteral("catalog"), pond.catalog()},
                     {QStringLiteral("seed"), qint64(pond.plan.seed)}};
    QStringList lines{Cli::tr("Found in the pond of what was planted:")};
    for (const demo::PondFinding& finding : findings) {
        QJsonObject score{{QStringLiteral("planted"), finding.planted}};
        if (!isForPeople(finding))
            score.insert(QStringLiteral("found"), finding.found);
        json.insert(finding.key, score);
        lines.append(findingText(finding));
    }
    lines.append(Cli::tr("Open it with: creel %1").arg(pond.catalog()));
    output.result(json, lines.join(QLatin1Char('\n')));
}

Result<int> runDemo(const DemoOptions& options, const Output& output)
{
    CREEL_ASSIGN(const demo::Pond pond,
                 demo::drawPond(QFile::decodeName(QByteArray::fromStdString(options.folder)), options.seed,
                                foregroundContext(), options.trout));
    ImportRequest request;
    request.catalogPath = pond.catalog();
    request.paths = {bytePathFromLocal(pond.photos())};
    request.labels = FolderLabels::FromFolders;
    CREEL_ASSIGN(const ImportSummary summary, importPhotos(request, foregroundContext()));
    message(summaryText(summary));
    CREEL_ASSIGN(const auto catalog, openCatalog(pond.catalog(), Connection::Access::ReadOnly));
    CREEL_ASSIGN(auto findings, demo::examinePond(*catalog, pond));
    if (!options.skipsTraining) {
        CREEL_ASSIGN(const auto model, trainOnPond(pond, *catalog));
        if (model) {
            CREEL_ASSIGN(const auto score, demo::scoreModel(*catalog, pond, *model));
            findings.append(score);
        }
    }
    printFindings(findings, pond, output);
    return exitDone;
}

} // namespace

void addDemoCommand(CLI::App& app, Invocation& invocation)
{
    auto options = std::make_shared<DemoOptions>();
    CLI::App* command = addCommand(
        app, invocation, "demo",
        Cli::tr("Draw a pond of trout photos with planted mistakes, import it, train a small network\n"
                "on it, and compare what Creel finds with the truth. A pond that is there already is\n"
                "gone on with."));
    command->add_option("DIR", options->folder, Cli::tr("A new folder for the pond").toStdString())
        ->required();
    command->add_option("--seed", options->seed,
                        Cli::tr("Another pond for every number (default: 1)").toStdString());
    command
        ->add_option(
            "--trout", options->trout,
            Cli::tr("Photos of every species (default: %1)").arg(demo::usualTroutPerSpecies).toStdString())
        ->check(CLI::Range(demo::minTroutPerSpecies, 100'000));
    command->add_flag("--no-train", options->skipsTraining,
                      Cli::tr("Train no network, which takes half a minute").toStdString());
    command->callback([&invocation, options] {
        invocation.work = [options](const Output& output) {
            return runDemo(*options, output);
        };
    });
}

} // namespace creel
