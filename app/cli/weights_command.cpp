#include "app/cli/commands.h"
#include "core/learning/download.h"
#include "core/learning/engine_loader.h"
#include "core/learning/weight_store.h"

#include <QFileInfo>

#include <algorithm>
#include <cmath>

namespace creel {

namespace {

struct AddOptions
{
    std::string file;
    std::string name;
    std::string backbone;
    std::vector<float> mean;
    std::vector<float> deviation;
};

struct FetchOptions
{
    std::string name;
    std::string mirror;
    std::string proxy;
};

QJsonObject describe(const StoredWeights& weights)
{
    QJsonObject json = toJson(weights.normalization);
    json.insert(QStringLiteral("name"), weights.name);
    json.insert(QStringLiteral("backbone"), weights.backbone);
    json.insert(QStringLiteral("stored"), true);
    json.insert(QStringLiteral("file"), weights.file);
    json.insert(QStringLiteral("bytes"), weights.bytes);
    json.insert(QStringLiteral("sha256"), QString::fromLatin1(weights.sha256));
    json.insert(QStringLiteral("source"), orNull(weights.source));
    json.insert(QStringLiteral("licence"), orNull(weights.licence));
    return json;
}

QJsonObject describe(const KnownWeights& known)
{
    QJsonObject json = toJson(known.normalization);
    json.insert(QStringLiteral("name"), known.name);
    json.insert(QStringLiteral("backbone"), known.backbone);
    json.insert(QStringLiteral("stored"), false);
    json.insert(QStringLiteral("bytes"), known.bytes ? QJsonValue(*known.bytes) : QJsonValue());
    json.insert(QStringLiteral("source"), known.url.toString());
    json.insert(QStringLiteral("licence"), known.licence);
    return json;
}

Result<int> runList(const Output& output)
{
    CREEL_ASSIGN(const QList<StoredWeights> stored, WeightStore().stored());
    for (const StoredWeights& weights : stored)
        output.result(describe(weights),
                      weights.name + QLatin1Char('\t') + weights.backbone + QLatin1Char('\t') + weights.file);
    for (const KnownWeights& known : knownWeights())
        if (std::ranges::find(stored, known.name, &StoredWeights::name) == stored.end())
            output.result(describe(known), known.name + QLatin1Char('\t') + known.backbone +
                                               QLatin1Char('\t') + Cli::tr("not fetched yet"));
    return exitDone;
}

/// One number for all channels, or three.
Result<void> readChannels(const std::vector<float>& given, const QString& option,
                          std::array<float, 3>& channels)
{
    const bool isSound = std::ranges::all_of(given, [](float number) { return std::isfinite(number); });
    if (!isSound || (given.size() != 1 && given.size() != 3))
        return fail(ErrorCode::BadInput, Cli::tr("%1 takes one number, or three.").arg(option));
    for (size_t i = 0; i < 3; ++i)
        channels[i] = given[given.size() == 3 ? i : 0];
    return {};
}

Result<Normalization> normalizationOf(const AddOptions& options)
{
    Normalization normalization;
    if (!options.mean.empty())
        CREEL_TRY(readChannels(options.mean, QStringLiteral("--mean"), normalization.mean));
    if (!options.deviation.empty())
        CREEL_TRY(readChannels(options.deviation, QStringLiteral("--std"), normalization.deviation));
    if (std::ranges::any_of(normalization.deviation, [](float number) { return number <= 0; }))
        return fail(ErrorCode::BadInput, Cli::tr("--std must be above zero."));
    return normalization;
}

Result<int> runAdd(const AddOptions& options, const Output& output)
{
    StoredWeights weights;
    weights.name = toText(options.name);
    weights.backbone = toText(options.backbone);
    CREEL_ASSIGN(weights.normalization, normalizationOf(options));
    const QString file = toText(options.file);
    weights.source = QFileInfo(file).absoluteFilePath();
    CREEL_ASSIGN(const std::unique_ptr<Engine> engine, loadEngine());
    CREEL_TRY(engine->checkWeights(file, weights.backbone));
    CREEL_ASSIGN(weights, WeightStore().add(file, std::move(weights)));
    output.result(describe(weights), Cli::tr("%1 is stored as %2").arg(weights.name, weights.file));
    return exitDone;
}

Result<int> runVerify(const Output& output)
{
    const WeightStore store;
    CREEL_ASSIGN(const QList<StoredWeights> stored, store.stored());
    int code = exitDone;
    for (const StoredWeights& weights : stored) {
        const Result<void> outcome = store.verify(weights);
        output.result({{QStringLiteral("name"), weights.name},
                       {QStringLiteral("sound"), outcome.has_value()},
                       {QStringLiteral("trouble"), outcome ? QJsonValue() : outcome.error().message}},
                      outcome ? Cli::tr("%1: sound").arg(weights.name) : outcome.error().message);
        if (!outcome)
            code = exitFailed;
    }
    return code;
}

Result<int> runFetch(const FetchOptions& options, const Output& output)
{
    const QString name = toText(options.name);
    const auto known = std::ranges::find(knownWeights(), name, &KnownWeights::name);
    if (known == knownWeights().end())
        return fail(
            ErrorCode::NotFound,
            Cli::tr("No weights named %1 can be fetched. `creel weights list` says which can.").arg(name));
    WeightStore store;
    if (const auto stored = store.byName(name); stored && store.verify(*stored)) {
        output.result(describe(*stored), Cli::tr("%1 is there already: %2").arg(name, stored->file));
        return exitDone;
    }
    Download download{known->url, {}, known->bytes, known->sha256Prefix, QUrl(toText(options.proxy))};
    if (!options.mirror.empty())
        download.url = QUrl(toText(options.mirror) + QLatin1Char('/') + known->url.fileName());
    CREEL_ASSIGN(download.target, store.placeFor(*known));
    CREEL_TRY(fetchFile(download, foregroundContext()));
    CREEL_ASSIGN(const StoredWeights stored, store.adopt(*known));
    output.result(describe(stored), Cli::tr("%1 is stored as %2").arg(name, stored.file));
    return exitDone;
}

CLI::App* addPart(CLI::App& weights, Invocation& invocation, const std::string& name, const QString& help)
{
    return addCommand(weights, invocation, name, help);
}

void addAdd(CLI::App& weights, Invocation& invocation)
{
    auto options = std::make_shared<AddOptions>();
    CLI::App* command =
        addPart(weights, invocation, "add",
                Cli::tr("Take a .safetensors or .pth file in, once it is seen to fit the backbone."));
    command->add_option("FILE", options->file, Cli::tr("The weight file").toStdString())->required();
    command->add_option("--name", options->name, Cli::tr("What to call it").toStdString())->required();
    command->add_option("--backbone", options->backbone, Cli::tr("The network it is for").toStdString())
        ->required()
        ->check(CLI::IsMember({"resnet18", "resnet34", "resnet50", "mobilenet_v2"}));
    const auto channels = [&](const std::string& name, std::vector<float>& target, const QString& help) {
        command->add_option(name, target, help.toStdString())->expected(1, 3)->type_name("NUMBER…");
    };
    channels(
        "--mean", options->mean,
        Cli::tr("Mean of the photos it was trained on, 0 to 1: one number, or three (default: ImageNet's)"));
    channels("--std", options->deviation, Cli::tr("Their standard deviation, likewise"));
    command->callback([&invocation, options] {
        invocation.work = [options](const Output& output) {
            return runAdd(*options, output);
        };
    });
}

void addFetch(CLI::App& weights, Invocation& invocation)
{
    auto options = std::make_shared<FetchOptions>();
    CLI::App* command =
        addPart(weights, invocation, "fetch",
                Cli::tr("Download known weights, going on where an earlier try stopped, and check "
                        "them."));
    command->add_option("NAME", options->name, Cli::tr("Their name").toStdString())->required();
    command
        ->add_option("--mirror", options->mirror,
                     Cli::tr("Address of a folder that has the same file").toStdString())
        ->envname("CREEL_WEIGHTS_MIRROR")
        ->type_name("URL");
    command->add_option("--proxy", options->proxy, Cli::tr("Proxy (default: the system's)").toStdString())
        ->type_name("URL");
    command->callback([&invocation, options] {
        invocation.work = [options](const Output& output) {
            return runFetch(*options, output);
        };
    });
}

} // namespace

void addWeightsCommand(CLI::App& app, Invocation& invocation)
{
    CLI::App* weights = app.add_subcommand(
        "weights", Cli::tr("Keep pretrained weights for training. They lie in creel/weights of\n"
                           "your data folder, or where CREEL_WEIGHTS points.")
                       .toStdString());
    weights->require_subcommand(1);
    addPart(*weights, invocation, "list", Cli::tr("Print the weights that are there or can be fetched."))
        ->callback([&invocation] {
            invocation.work = [](const Output& output) {
                return runList(output);
            };
        });
    addAdd(*weights, invocation);
    addPart(*weights, invocation, "verify", Cli::tr("Compare every stored file with its checksum."))
        ->callback([&invocation] {
            invocation.work = [](const Output& output) {
                return runVerify(output);
            };
        });
    addFetch(*weights, invocation);
}

} // namespace creel
