#include "app/cli/commands.h"
#include "app/cli/import_annotations_command.h"
#include "core/ingest/import.h"

namespace creel {

namespace {

struct ImportOptions : CatalogOptions
{
    std::vector<std::string> paths;
    std::string labels = "folders";
    std::vector<std::string> mapping;
    AnnotationOptions annotations;
};

QString outcomeName(FileOutcome outcome)
{
    return outcome == FileOutcome::Ignored ? QStringLiteral("ignored") : QStringLiteral("problem");
}

/// Files that did not become photos are worth a line each.
void printReport(const Output& output, const FileReport& report)
{
    if (report.outcome != FileOutcome::ProblemRecorded && report.outcome != FileOutcome::Ignored)
        return;
    QJsonObject json{{QStringLiteral("outcome"), outcomeName(report.outcome)},
                     {QStringLiteral("reason"), report.reason}};
    putPath(json, QStringLiteral("file"), report.path);
    output.result(json,
                  outcomeName(report.outcome).toUtf8() + ": " + report.path + ": " + report.reason.toUtf8());
}

Result<ImportRequest> toRequest(const ImportOptions& options)
{
    ImportRequest request;
    CREEL_ASSIGN(request.catalogPath, options.path());
    for (const std::string& path : options.paths)
        request.paths.append(QByteArray::fromStdString(path));
    request.labels = options.labels == "folders" ? FolderLabels::FromFolders : FolderLabels::None;
    for (const std::string& entry : options.mapping) {
        const size_t equals = entry.rfind('=');
        request.labelMapping.insert(toText(entry.substr(0, equals)), toText(entry.substr(equals + 1)));
    }
    return request;
}

Result<int> runImport(const ImportOptions& options, const Output& output)
{
    CREEL_ASSIGN(const ImportRequest request, toRequest(options));
    if (!options.annotations.format.empty()) {
        if (request.paths.size() != 1)
            return fail(ErrorCode::BadInput, Cli::tr("Annotations come from one PATH at a time."));
        AnnotationImport annotations;
        annotations.catalogPath = request.catalogPath;
        annotations.path = request.paths.first();
        annotations.mapping = request.labelMapping;
        return runAnnotationImport(options.annotations, annotations, output);
    }
    CREEL_ASSIGN(const ImportSummary summary,
                 importPhotos(request, foregroundContext(),
                              [&](const FileReport& report) { printReport(output, report); }));
    output.result(toJson(summary), summaryText(summary));
    return exitDone;
}

std::string checkMapping(const std::string& entry)
{
    return entry.find('=') == std::string::npos ? Cli::tr("write it as FOLDER=LABEL").toStdString()
                                                : std::string();
}

} // namespace

void addImportCommand(CLI::App& app, Invocation& invocation)
{
    auto options = std::make_shared<ImportOptions>();
    CLI::App* command =
        addCommand(app, invocation, "import",
                   Cli::tr("Read photos into a catalog, which is made if it is not there.\n"
                           "Importing again takes only what is new or changed. Ctrl-C stops it cleanly."));
    addCatalogOption(*command, *options);
    command
        ->add_option("PATH", options->paths,
                     Cli::tr("Folders and photos; with --annotations a dataset's folder, or a file of it")
                         .toStdString())
        ->required();
    command
        ->add_option(
            "--labels", options->labels,
            Cli::tr("folders: a folder's name says what its photos show (default); none").toStdString())
        ->check(CLI::IsMember({"folders", "none"}));
    command
        ->add_option(
            "--map", options->mapping,
            Cli::tr("FOLDER=LABEL: the label for folders of that name; empty for none").toStdString())
        ->allow_extra_args(false)
        ->check(CLI::Validator(checkMapping, "FOLDER=LABEL"));
    addAnnotationOptions(*command, options->annotations);
    command->callback([&invocation, options] {
        invocation.work = [options](const Output& output) {
            return runImport(*options, output);
        };
    });
}

} // namespace creel
