#include "app/cli/import_annotations_command.h"

#include "app/cli/commands.h"

namespace creel {

void addAnnotationOptions(CLI::App& command, AnnotationOptions& options)
{
    CLI::Option* format =
        command
            .add_option(
                "--annotations", options.format,
                Cli::tr("PATH holds annotations of this format: labels, boxes and, where they are new, "
                        "photos come in. --map is then CLASS=LABEL")
                    .toStdString())
            ->type_name("FORMAT")
            ->check(CLI::IsMember(formatNames()));
    const auto flag = [&](const char* name, bool& target, const QString& help) {
        command.add_flag(name, target, help.toStdString())->needs(format);
    };
    flag("--create-labels", options.createLabels, Cli::tr("Make labels of classes that are none yet"));
    flag("--replace", options.replaces,
         Cli::tr("Where boxes or labels disagree, the dataset wins; else what is there stays"));
    flag("--split", options.takesParts,
         Cli::tr("Give photos that have no part yet the dataset's train, valid or test"));
    flag("--one-based", options.isOneBased,
         Cli::tr("voc: pixels are counted from 1 and boxes include their last pixel, as in the devkit, whose "
                 "own files are known without"));
    command
        .add_option("--photos", options.photos,
                    Cli::tr("Where the dataset's photos are, if not in or beside PATH").toStdString())
        ->type_name("FOLDER")
        ->needs(format);
    command
        .add_option(
            "--pixels", options.frame,
            Cli::tr("Which pixels boxes count in photos that EXIF says to turn: upright as people see "
                    "them, stored as they lie in the file (default: what readers of the format see)")
                .toStdString())
        ->check(CLI::IsMember({"upright", "stored"}))
        ->needs(format);
}

Result<int> runAnnotationImport(const AnnotationOptions& options, AnnotationImport request,
                                const Output& output)
{
    request.format = toText(options.format);
    request.photos = QByteArray::fromStdString(options.photos);
    request.createLabels = options.createLabels;
    request.replaces = options.replaces;
    request.takesParts = options.takesParts;
    request.isOneBased = options.isOneBased;
    if (!options.frame.empty())
        request.frame = options.frame == "upright" ? PixelFrame::Upright : PixelFrame::Stored;
    CREEL_ASSIGN(const AnnotationSummary summary, importAnnotations(request, foregroundContext()));
    for (const AnnotationFinding& finding : summary.findings)
        printFinding(output, finding);
    output.result(toJson(summary), summaryText(summary));
    return exitDone;
}

} // namespace creel
