#include "app/cli/commands.h"
#include "core/exchange/export.h"

namespace creel {

namespace {

struct ExportOptions : CatalogOptions
{
    std::string format;
    std::string folder;
    std::string only;
    std::string link = "copy";
    bool hasParts = false;
    bool withoutPosition = false;
    bool isUpright = false;
    bool mayOverwrite = false;
    bool keepsClassOrder = false;
};

ExportRequest toRequest(const ExportOptions& options)
{
    ExportRequest request;
    request.format = toText(options.format);
    request.folder = QByteArray::fromStdString(options.folder);
    request.onlyAccepted = options.only == "accepted";
    request.hasParts = options.hasParts;
    request.withoutPosition = options.withoutPosition;
    request.isUpright = options.isUpright;
    request.mayOverwrite = options.mayOverwrite;
    request.keepsClassOrder = options.keepsClassOrder;
    request.link = options.link == "hard"   ? PhotoLink::Hard
                   : options.link == "sym"  ? PhotoLink::Symbolic
                   : options.link == "none" ? PhotoLink::None
                                            : PhotoLink::Copy;
    return request;
}

Result<int> runExport(const ExportOptions& options, const Output& output)
{
    CREEL_ASSIGN(const auto connection, options.open(Connection::Access::ReadOnly));
    CREEL_ASSIGN(const ExportSummary summary,
                 exportDataset(*connection, toRequest(options), foregroundContext()));
    for (const AnnotationFinding& finding : summary.findings)
        printFinding(output, finding);
    output.result(toJson(summary), summaryText(summary));
    return exitDone;
}

void addChoices(CLI::App& command, ExportOptions& options)
{
    command
        .add_option(
            "--only", options.only,
            Cli::tr("accepted: leave out what nobody has accepted, nor verified the boxes of. Rejected "
                    "photos never leave, but for jsonl without this option")
                .toStdString())
        ->check(CLI::IsMember({"accepted"}));
    command.add_flag("--split", options.hasParts,
                     Cli::tr("Keep train, valid and test apart, as the catalog is split").toStdString());
    command
        .add_option("--link", options.link,
                    Cli::tr("How the photos get there: copy (default), hard or sym links, none to write "
                            "only what is said about them")
                        .toStdString())
        ->check(CLI::IsMember({"copy", "hard", "sym", "none"}));
    command.add_flag("--strip-gps", options.withoutPosition,
                     Cli::tr("Take the GPS position out of the copies").toStdString());
    command.add_flag(
        "--upright", options.isUpright,
        Cli::tr("Save photos that EXIF says to turn again, turned; else every file stays byte for "
                "byte, and boxes count the pixels that the format's readers see")
            .toStdString());
    command.add_flag(
        "--keep-class-order", options.keepsClassOrder,
        Cli::tr("Where OUT numbers classes in an order of its own, go on with that").toStdString());
    command.add_flag("--overwrite", options.mayOverwrite,
                     Cli::tr("Replace files of the same name in OUT; originals never").toStdString());
}

} // namespace

void addExportCommand(CLI::App& app, Invocation& invocation)
{
    auto options = std::make_shared<ExportOptions>();
    CLI::App* command = addCommand(app, invocation, "export",
                                   Cli::tr("Write photos, labels and boxes into a folder as a dataset.\n"
                                           "All or nothing: stopped with Ctrl-C it leaves nothing behind."));
    addCatalogOption(*command, *options);
    command->add_option("--format", options->format, Cli::tr("The dataset's format").toStdString())
        ->required()
        ->check(CLI::IsMember(formatNames()));
    command->add_option("OUT", options->folder, Cli::tr("The folder, made if it is not there").toStdString())
        ->required();
    addChoices(*command, *options);
    command->callback([&invocation, options] {
        invocation.work = [options](const Output& output) {
            return runExport(*options, output);
        };
    });
}

} // namespace creel
