#include "app/cli/commands.h"
#include "app/cli/engine_flags.h"
#include "core/base/text.h"
#include "core/learning/body_source.h"
#include "core/learning/embedding.h"
#include "core/learning/engine_loader.h"

#include <cmath>

namespace creel {

namespace {

struct EmbedOptions : CatalogOptions
{
    std::string weights;
    std::string backbone;
    EngineFlags engine;
    quint64 seed = 1;
    int side = 224;
};

Result<int> runEmbed(const EmbedOptions& options, const Output& output)
{
    CREEL_ASSIGN(const QString catalog, options.path());
    CREEL_ASSIGN(const auto connection, options.open(Connection::Access::ReadOnly));
    CREEL_ASSIGN(const BodyChoice body,
                 chooseBody({toText(options.weights), toText(options.backbone), options.seed, options.side}));
    CREEL_ASSIGN(const std::unique_ptr<Engine> engine, loadEngine(options.engine.options()));
    CREEL_ASSIGN(FeatureStore store, FeatureStore::open(catalog));
    CREEL_ASSIGN(const EmbedOutcome outcome,
                 embedPhotos(*engine, body, *connection, store, foregroundContext()));
    const double rate = outcome.seconds > 0 ? double(outcome.computed) / outcome.seconds : 0;
    output.result({{QStringLiteral("computed"), outcome.computed},
                   {QStringLiteral("cached"), outcome.cached},
                   {QStringLiteral("skipped"), outcome.skipped},
                   {QStringLiteral("features"), outcome.featureCount},
                   {QStringLiteral("seconds"), outcome.seconds},
                   {QStringLiteral("photos_per_second"), std::round(rate * 10) / 10},
                   {QStringLiteral("precision"), engine->report().precision}},
                  Cli::tr("Features of %1 computed (%2/s), %3 were there, %4 have none")
                      .arg(photoCountText(outcome.computed), QString::number(rate, 'f', 1),
                           numberText(outcome.cached), numberText(outcome.skipped)));
    return exitDone;
}

} // namespace

void addEmbedCommand(CLI::App& app, Invocation& invocation)
{
    auto options = std::make_shared<EmbedOptions>();
    CLI::App* command = addCommand(
        app, invocation, "embed",
        Cli::tr("Show every photo to a frozen network and keep what it sees in the catalog's cache.\n"
                "Photos done before are passed over; Ctrl-C keeps what is done."));
    addCatalogOption(*command, *options);
    command
        ->add_option("--weights", options->weights,
                     Cli::tr("Stored weights, a weight file, or none for an untrained network").toStdString())
        ->required()
        ->type_name("NAME|FILE|none");
    command
        ->add_option("--backbone", options->backbone,
                     Cli::tr("The network, where the weights do not say it").toStdString())
        ->check(CLI::IsMember({"resnet18", "resnet34", "resnet50", "mobilenet_v2"}));
    command
        ->add_option("--side", options->side,
                     Cli::tr("Pixels of the square that the network sees (default: 224)").toStdString())
        ->check(CLI::Range(32, 1024));
    options->engine.addTo(*command);
    command->add_option("--seed", options->seed,
                        Cli::tr("Draws an untrained network's weights").toStdString());
    command->callback([&invocation, options] {
        invocation.work = [options](const Output& output) {
            return runEmbed(*options, output);
        };
    });
}

} // namespace creel
