#include "app/cli/commands.h"
#include "app/cli/model_choice.h"
#include "core/learning/engine_loader.h"
#include "core/learning/model_export.h"

#include <QFile>

namespace creel {

namespace {

struct ExportModelOptions : CatalogOptions
{
    std::string format;
    std::string model;
    std::string out;
    bool mayOverwrite = false;
};

/// The file of the catalog's model of that name, of its current one, or the file given.
Result<QString> modelFile(const ExportModelOptions& options)
{
    if (options.catalog.empty())
        return QFile::decodeName(QByteArray::fromStdString(options.model));
    CREEL_ASSIGN(const auto connection, options.open(Connection::Access::ReadOnly));
    if (!options.model.empty()) {
        CREEL_ASSIGN(const ModelRecord model, modelNamed(*connection, options.model));
        return model.file;
    }
    CREEL_ASSIGN(const auto current, ModelStore(*connection).current());
    if (!current)
        return fail(ErrorCode::NotFound, Cli::tr("The catalog has no model yet. `creel train` makes one."));
    return current->file;
}

Result<int> runExportModel(const ExportModelOptions& options, const Output& output)
{
    if (options.catalog.empty() && options.model.empty()) {
        message(Cli::tr("Give --catalog, --model or both."));
        return exitWrongUse;
    }
    ModelExportRequest request;
    CREEL_ASSIGN(request.model, modelFile(options));
    request.format = *modelFormatFromName(toText(options.format));
    request.out = options.out.empty() ? bytePathFromLocal(modelExportName(request.model, request.format))
                                      : QByteArray::fromStdString(options.out);
    request.mayOverwrite = options.mayOverwrite;
    EngineOptions computing;
    computing.device = DeviceChoice::Cpu; // weights are rearranged, nothing is computed
    CREEL_ASSIGN(const std::unique_ptr<Engine> engine, loadEngine(computing));
    CREEL_ASSIGN(const ModelExportSummary summary, exportModel(*engine, request, foregroundContext()));
    output.result(toJson(summary), summaryText(summary));
    return exitDone;
}

std::vector<std::string> modelFormatNames()
{
    std::vector<std::string> names;
    for (const ModelFormat format : modelFormats())
        names.push_back(modelFormatName(format).toStdString());
    return names;
}

} // namespace

void addExportModelCommand(CLI::App& app, Invocation& invocation)
{
    auto options = std::make_shared<ExportModelOptions>();
    CLI::App* command = addCommand(
        app, invocation, "export-model",
        Cli::tr("Write a model for other programs, with a model card (FILE.md) and what is needed to use it\n"
                "(FILE.json) beside it. models/README.md shows how each format is used from Python."));
    command->add_option("--format", options->format, Cli::tr("What it becomes").toStdString())
        ->required()
        ->check(CLI::IsMember(modelFormatNames()));
    command
        ->add_option(
            "--model", options->model,
            Cli::tr("A model's file, or its name in the catalog (default: the current one)").toStdString())
        ->type_name("M");
    command
        ->add_option("--catalog", options->catalog, Cli::tr("The catalog that knows the model").toStdString())
        ->type_name("FILE");
    command
        ->add_option(
            "--out", options->out,
            Cli::tr("The file to write (default: named for the model, in this folder)").toStdString())
        ->type_name("FILE");
    command->add_flag("--overwrite", options->mayOverwrite,
                      Cli::tr("Replace files that are there; the model itself never").toStdString());
    command->callback([&invocation, options] {
        invocation.work = [options](const Output& output) {
            return runExportModel(*options, output);
        };
    });
}

} // namespace creel
