#include "app/cli/import_annotations_command.h"

#include "app/cli/commands.h"
#include "core/base/text.h"
#include "core/exchange/format_detection.h"

#include <filesystem>

namespace creel {

void addAnnotationOptions(CLI::App& command, AnnotationOptions& options)
{
    std::vector<std::string> formats = formatNames();
    formats.push_back(detectedFormat.latin1());
    CLI::Option* format =
        command
            .add_option(
                "--annotations", options.format,
                Cli::tr("PATH holds annotations of this format: labels, boxes and, where they are new, "
                        "photos come in; auto finds out which. --map is then CLASS=LABEL")
                    .toStdString())
            ->type_name("FORMAT")
            ->check(CLI::IsMember(formats));
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
    flag("--dry-run", options.isDryRun,
         Cli::tr("Say what would come in, what would be left out and what disagrees; write nothing"));
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

namespace {

/// What is kept of a request may be run again from elsewhere.
BytePath absolutePath(const BytePath& path)
{
    std::error_code ignored;
    const std::filesystem::path absolute = std::filesystem::absolute(path.toStdString(), ignored);
    return path.isEmpty() || ignored ? path : QByteArray::fromStdString(absolute.native());
}

void printClass(const Output& output, const AnnotationPreview::Class& entry)
{
    QString becomes = entry.label.isEmpty() ? Cli::tr("left out") : entry.label;
    if (entry.isNew)
        becomes += Cli::tr(" (new label)");
    output.result(toJson(entry),
                  Cli::tr("class: %1: %2, %3 -> %4")
                      .arg(entry.name, photoCountText(entry.photos), boxCountText(entry.boxes), becomes));
}

Result<int> runDryRun(const AnnotationImport& request, const Output& output)
{
    CREEL_ASSIGN(const AnnotationPreview preview, previewAnnotations(request, foregroundContext()));
    for (const AnnotationFinding& finding : preview.summary.findings)
        printFinding(output, finding);
    for (const AnnotationPreview::Class& entry : preview.classes)
        printClass(output, entry);
    output.result(
        toJson(preview),
        Cli::tr("Nothing was written. An import would do this: %1").arg(summaryText(preview.summary)));
    if (preview.refusal)
        return tl::unexpected(*preview.refusal);
    return exitDone;
}

} // namespace

Result<int> runAnnotationImport(const AnnotationOptions& options, AnnotationImport request,
                                const Output& output)
{
    request.format = toText(options.format);
    request.path = absolutePath(request.path);
    request.photos = absolutePath(QByteArray::fromStdString(options.photos));
    request.createLabels = options.createLabels;
    request.replaces = options.replaces;
    request.takesParts = options.takesParts;
    request.isOneBased = options.isOneBased;
    if (!options.frame.empty())
        request.frame = options.frame == "upright" ? PixelFrame::Upright : PixelFrame::Stored;
    if (options.isDryRun)
        return runDryRun(request, output);
    CREEL_ASSIGN(const AnnotationSummary summary, importAnnotations(request, foregroundContext()));
    for (const AnnotationFinding& finding : summary.findings)
        printFinding(output, finding);
    output.result(toJson(summary), summaryText(summary));
    return exitDone;
}

} // namespace creel
