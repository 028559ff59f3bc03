#include "app/cli/commands.h"
#include "app/cli/engine_flags.h"
#include "app/cli/train_output.h"
#include "core/learning/engine_loader.h"
#include "core/learning/train_job.h"

#include <QFile>
#include <QJsonDocument>

namespace creel {

namespace {

struct TrainOptions : CatalogOptions
{
    std::string weights;
    std::string backbone;
    std::string head;
    std::string recipe;
    std::vector<int> sizes;
    std::vector<int> epochs;
    std::string augment;
    std::optional<quint64> seed;
    std::string name;
    std::string out;
    bool onlyAccepted = false;
    double valid = SplitFractions().valid;
    double test = SplitFractions().test;
    bool skipsComparison = false;
    EngineFlags engine;
};

Result<QJsonObject> readRecipeFile(const std::string& name)
{
    const QString path = QFile::decodeName(QByteArray::fromStdString(name));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::Unreadable,
                    Cli::tr("The recipe %1 cannot be read: %2.").arg(path, file.errorString()));
    QJsonParseError error;
    const QJsonDocument json = QJsonDocument::fromJson(file.readAll(), &error);
    if (!json.isObject())
        return fail(ErrorCode::BadInput, Cli::tr("The recipe %1 is no JSON object: %2, at byte %3.")
                                             .arg(path, error.errorString())
                                             .arg(error.offset));
    return json.object();
}

/// --sizes and --epochs speak of the standard stages: head, all of it, all of it at the last size.
Result<void> setStages(std::vector<Stage>& stages, const TrainOptions& options)
{
    if (options.sizes.empty() && options.epochs.empty())
        return {};
    if (stages.size() != Recipe().stages.size())
        return fail(
            ErrorCode::BadInput,
            Cli::tr("--sizes and --epochs are for a recipe of three stages; write them into the file."));
    if (!options.sizes.empty()) {
        stages[0].side = stages[1].side = options.sizes.front();
        stages[2].side = options.sizes.back();
        if (options.sizes.size() == 1 && options.epochs.empty())
            stages[2].epochs = 0;
    }
    for (size_t i = 0; i < stages.size() && !options.epochs.empty(); ++i)
        stages[i].epochs = i < options.epochs.size() ? options.epochs[i] : 0;
    return {};
}

Result<Recipe> toRecipe(const TrainOptions& options)
{
    QJsonObject json;
    if (!options.recipe.empty()) {
        CREEL_ASSIGN(json, readRecipeFile(options.recipe));
    }
    CREEL_ASSIGN(Recipe recipe, recipeFromJson(json));
    if (!options.head.empty())
        recipe.head = options.head == "linear" ? HeadKind::Linear : HeadKind::Fastai;
    if (!options.augment.empty())
        recipe.augmentation = options.augment == "none"   ? Augmentation::None
                              : options.augment == "flip" ? Augmentation::Flip
                                                          : Augmentation::Default;
    CREEL_TRY(setStages(recipe.stages, options));
    if (options.seed)
        recipe.seed = *options.seed;
    return recipeFromJson(toJson(recipe)); // the command line's numbers must be in range too
}

Result<TrainJobRequest> toRequest(const TrainOptions& options)
{
    TrainJobRequest request;
    CREEL_ASSIGN(request.catalogPath, options.path());
    CREEL_ASSIGN(request.recipe, toRecipe(options));
    request.body.weights = toText(options.weights);
    request.body.backbone = toText(options.backbone);
    request.body.seed = request.recipe.seed;
    request.name = toText(options.name);
    request.out = QFile::decodeName(QByteArray::fromStdString(options.out));
    request.snapshot.onlyAccepted = options.onlyAccepted;
    request.snapshot.fractions = {options.valid, options.test};
    request.snapshot.seed = request.recipe.seed;
    request.comparesSplits = !options.skipsComparison;
    if (options.valid + options.test > 0.9)
        return fail(ErrorCode::BadInput, Cli::tr("--valid and --test leave too little to train on."));
    return request;
}

Result<int> runTrain(const TrainOptions& options, const Output& output)
{
    CREEL_ASSIGN(const TrainJobRequest request, toRequest(options));
    CREEL_ASSIGN(const std::unique_ptr<Engine> engine, loadEngine(options.engine.options()));
    const JobContext context = foregroundContext();
    TrainPrinter printer(output, request.recipe);
    CREEL_ASSIGN(const TrainJobOutcome outcome, trainModel(*engine, request, printer, context.token()));
    printer.finish(outcome);
    return exitDone;
}

void addRecipeOptions(CLI::App& command, TrainOptions& options)
{
    command
        .add_option("--head", options.head,
                    Cli::tr("What stands on the body (default: fastai)").toStdString())
        ->check(CLI::IsMember({"fastai", "linear"}));
    command
        .add_option("--recipe", options.recipe,
                    Cli::tr("JSON with any numbers of the recipe; other options go before it").toStdString())
        ->type_name("FILE");
    command.add_option("--sizes", options.sizes, Cli::tr("Pixels of the square: first, last").toStdString())
        ->delimiter(',')
        ->expected(1, 2)
        ->type_name("224,352");
    command
        .add_option(
            "--epochs", options.epochs,
            Cli::tr("Of the head alone, of all of it, of all of it at the last size; 0 skips").toStdString())
        ->delimiter(',')
        ->expected(1, 3)
        ->type_name("4,8,4");
    command
        .add_option(
            "--augment", options.augment,
            Cli::tr("How photos are varied (default: default); flip and none train the head in seconds")
                .toStdString())
        ->check(CLI::IsMember({"default", "flip", "none"}));
    command.add_option("--seed", options.seed,
                       Cli::tr("Of everything that is drawn (default: 1)").toStdString());
}

void addDataOptions(CLI::App& command, TrainOptions& options)
{
    command.add_flag("--accepted", options.onlyAccepted,
                     Cli::tr("Only photos that a person has accepted, not the unreviewed").toStdString());
    command
        .add_option("--valid", options.valid,
                    Cli::tr("Share of new photos that tests while training (default: 0.3)").toStdString())
        ->check(CLI::Range(0.01, 0.9));
    command
        .add_option("--test", options.test,
                    Cli::tr("Share of new photos that is kept for a last test (default: 0)").toStdString())
        ->check(CLI::Range(0.0, 0.5));
    command.add_flag("--no-compare", options.skipsComparison,
                     Cli::tr("Do not try what a random split would have claimed").toStdString());
}

} // namespace

void addTrainCommand(CLI::App& app, Invocation& invocation)
{
    auto options = std::make_shared<TrainOptions>();
    CLI::App* command = addCommand(
        app, invocation, "train",
        Cli::tr(
            "Train a model on the catalog's labels and take it in. Copies, bursts and posts never lie on\n"
            "both sides of the split, and a photo keeps its side for good. Ctrl-C stops it and keeps the\n"
            "best so far; the same command with the same --out goes on after that, or after a crash."));
    addCatalogOption(*command, *options);
    command
        ->add_option(
            "--weights", options->weights,
            Cli::tr("Stored weights, a weight file, or none to start from scratch, which is much weaker")
                .toStdString())
        ->required()
        ->type_name("NAME|FILE|none");
    command
        ->add_option("--backbone", options->backbone,
                     Cli::tr("The network, where the weights do not say it").toStdString())
        ->check(CLI::IsMember({"resnet18", "resnet34", "resnet50", "mobilenet_v2"}));
    addRecipeOptions(*command, *options);
    addDataOptions(*command, *options);
    command->add_option("--name", options->name, Cli::tr("What to call the model").toStdString());
    command
        ->add_option("--out", options->out,
                     Cli::tr("The model's file (default: in a folder beside the catalog)").toStdString())
        ->type_name("M.safetensors");
    options->engine.addTo(*command);
    command->callback([&invocation, options] {
        invocation.work = [options](const Output& output) {
            return runTrain(*options, output);
        };
    });
}

} // namespace creel
