#include "app/cli/commands.h"
#include "app/cli/model_choice.h"
#include "app/cli/train_output.h"
#include "core/catalog/prediction_store.h"

#include <QFile>

namespace creel {

namespace {

struct ModelsOptions : CatalogOptions
{
    std::string model;
    std::string name;
    bool alsoFile = false;
};

Result<int> runList(const ModelsOptions& options, const Output& output)
{
    CREEL_ASSIGN(const auto connection, options.open(Connection::Access::ReadOnly));
    CREEL_ASSIGN(const QList<ModelRecord> models, ModelStore(*connection).all());
    for (const ModelRecord& model : models) {
        QJsonObject json = toJson(model);
        CREEL_ASSIGN(const qint64 predictions, PredictionStore(*connection).count(model.id));
        json.insert(QStringLiteral("predictions"), predictions);
        output.result(
            json, QStringList{model.isCurrent ? QStringLiteral("*") : QStringLiteral(" "), model.name,
                              model.info.backbone,
                              model.info.valid ? shareText(model.info.valid->accuracy) : QStringLiteral("-"),
                              model.file}
                      .join(QLatin1Char('\t')));
    }
    return exitDone;
}

Result<int> runRename(const ModelsOptions& options, const Output&)
{
    CREEL_ASSIGN(const auto connection, options.open(Connection::Access::ReadWrite));
    CREEL_ASSIGN(const ModelRecord model, modelNamed(*connection, options.model));
    CREEL_TRY(ModelStore(*connection).rename(model.id, toText(options.name)));
    return exitDone;
}

Result<int> runRemove(const ModelsOptions& options, const Output&)
{
    CREEL_ASSIGN(const auto connection, options.open(Connection::Access::ReadWrite));
    CREEL_ASSIGN(const ModelRecord model, modelNamed(*connection, options.model));
    CREEL_TRY(ModelStore(*connection).remove(model.id));
    removeCheckpoint(model.file);
    if (options.alsoFile && QFile::exists(model.file) && !QFile::remove(model.file))
        return fail(ErrorCode::Unwritable,
                    Cli::tr("The model is removed, but its file %1 cannot be deleted.").arg(model.file));
    return exitDone;
}

Result<int> runUse(const ModelsOptions& options, const Output&)
{
    CREEL_ASSIGN(const auto connection, options.open(Connection::Access::ReadWrite));
    CREEL_ASSIGN(const ModelRecord model, modelNamedOrTakenIn(*connection, options.model));
    CREEL_TRY(ModelStore(*connection).makeCurrent(model.id));
    return exitDone;
}

using Run = Result<int> (*)(const ModelsOptions&, const Output&);

CLI::App* addPart(CLI::App& models, Invocation& invocation, const std::shared_ptr<ModelsOptions>& options,
                  const std::string& name, const QString& help, Run run)
{
    CLI::App* command = addCommand(models, invocation, name, help);
    addCatalogOption(*command, *options);
    command->callback([&invocation, options, run] {
        invocation.work = [options, run](const Output& output) {
            return run(*options, output);
        };
    });
    return command;
}

void addModel(CLI::App& command, ModelsOptions& options)
{
    command.add_option("MODEL", options.model, Cli::tr("Its name, or its file").toStdString())->required();
}

} // namespace

void addModelsCommand(CLI::App& app, Invocation& invocation)
{
    CLI::App* models =
        app.add_subcommand("models", Cli::tr("Look after the models that a catalog knows.").toStdString());
    models->require_subcommand(1);
    const auto options = std::make_shared<ModelsOptions>();
    addPart(*models, invocation, options, "list",
            Cli::tr("Print the models with their scores; the current one has a star."), runList);
    CLI::App* rename =
        addPart(*models, invocation, options, "rename", Cli::tr("Give a model another name."), runRename);
    addModel(*rename, *options);
    rename->add_option("NAME", options->name, Cli::tr("The new name").toStdString())->required();
    CLI::App* remove = addPart(*models, invocation, options, "remove",
                               Cli::tr("Forget a model and its predictions; its file stays."), runRemove);
    addModel(*remove, *options);
    remove->add_flag("--file", options->alsoFile, Cli::tr("Delete its file too").toStdString());
    addModel(
        *addPart(*models, invocation, options, "use",
                 Cli::tr("Make a model the one whose predictions are shown; an unknown file is taken in."),
                 runUse),
        *options);
}

} // namespace creel
