#include "app/cli/body_flags.h"

#include "app/cli/commands.h"
#include "app/cli/model_choice.h"
#include "core/learning/embedding.h"

#include <QFile>
#include <QFileInfo>

namespace creel {

void BodyFlags::addTo(CLI::App& command)
{
    CLI::Option* byModel =
        command
            .add_option("--model", model, Cli::tr("A model's file, or its name in the catalog").toStdString())
            ->type_name("M");
    command
        .add_option("--weights", weights,
                    Cli::tr("Stored weights, a weight file, or none for an untrained network").toStdString())
        ->type_name("NAME|FILE|none")
        ->excludes(byModel);
    command
        .add_option("--backbone", backbone,
                    Cli::tr("The network, where the weights do not say it").toStdString())
        ->check(CLI::IsMember({"resnet18", "resnet34", "resnet50", "mobilenet_v2"}))
        ->excludes(byModel);
    command
        .add_option("--side", side,
                    Cli::tr("Pixels of the square that the network sees (default: 224)").toStdString())
        ->check(CLI::Range(32, 1024))
        ->excludes(byModel);
    command.add_option("--seed", seed, Cli::tr("Draws an untrained network's weights").toStdString())
        ->excludes(byModel);
}

Result<NamedBody> BodyFlags::ofModel(const ModelInfo& info, const QString& file, const QString& name) const
{
    CREEL_ASSIGN(const QByteArray key, bodyWeightsKey(info, file));
    return NamedBody{bodyOf(info, file), key, QStringLiteral("--model ") + name};
}

Result<NamedBody> BodyFlags::choose(Connection& catalog) const
{
    if (!weights.empty()) {
        CREEL_ASSIGN(const BodyChoice choice, chooseBody({toText(weights), toText(backbone), seed, side}));
        CREEL_ASSIGN(const QByteArray key, weightsKey(choice));
        return NamedBody{choice, key, QStringLiteral("--weights ") + toText(weights)};
    }
    if (model.empty()) {
        CREEL_ASSIGN(const auto current, ModelStore(catalog).current());
        if (!current)
            return fail(ErrorCode::BadInput, Cli::tr("The catalog has no model yet. Say what the network is: "
                                                     "--model FILE, or --weights NAME."));
        return ofModel(current->info, current->file, current->name);
    }
    const auto known = modelNamed(catalog, model);
    const QString file = QFile::decodeName(QByteArray::fromStdString(model));
    if (known)
        return ofModel(known->info, known->file, known->name);
    if (known.error().code != ErrorCode::NotFound || !QFileInfo(file).isFile())
        return tl::unexpected(known.error());
    CREEL_ASSIGN(const ModelInfo info, readModelInfo(file));
    return ofModel(info, file, file);
}

} // namespace creel
