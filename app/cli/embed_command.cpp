#include "app/cli/body_flags.h"
#include "app/cli/commands.h"
#include "app/cli/engine_flags.h"
#include "core/base/text.h"
#include "core/learning/embedding.h"
#include "core/learning/engine_loader.h"

#include <cmath>

namespace creel {

namespace {

struct EmbedOptions : CatalogOptions
{
    BodyFlags body;
    EngineFlags engine;
};

Result<int> runEmbed(const EmbedOptions& options, const Output& output)
{
    CREEL_ASSIGN(const QString catalog, options.path());
    CREEL_ASSIGN(const auto connection, options.open(Connection::Access::ReadOnly));
    CREEL_ASSIGN(const NamedBody body, options.body.choose(*connection));
    CREEL_ASSIGN(const std::unique_ptr<Engine> engine, loadEngine(options.engine.options()));
    CREEL_ASSIGN(FeatureStore store, FeatureStore::open(catalog));
    CREEL_ASSIGN(const EmbedOutcome outcome,
                 embedPhotos(*engine, body.choice, body.weightsKey, *connection, store, foregroundContext()));
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
        Cli::tr(
            "Show every photo to a frozen network and keep what it sees in the catalog's cache.\n"
            "By default it is the current model's. Photos done before are passed over; Ctrl-C keeps what is\n"
            "done."));
    addCatalogOption(*command, *options);
    options->body.addTo(*command);
    options->engine.addTo(*command);
    command->callback([&invocation, options] {
        invocation.work = [options](const Output& output) {
            return runEmbed(*options, output);
        };
    });
}

} // namespace creel
