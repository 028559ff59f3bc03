#include "core/exchange/export_preview.h"

#include "core/base/text.h"
#include "core/exchange/annotation_files.h"
#include "core/exchange/export.h"

#include <filesystem>

#include <sys/stat.h>

namespace creel {

namespace {

namespace fs = std::filesystem;

constexpr int sampleLines = 16;
constexpr qsizetype sampleLength = 1200; // characters

fs::path native(const BytePath& path)
{
    return fs::path(path.toStdString());
}

bool isThere(const BytePath& path)
{
    std::error_code ignored;
    return fs::exists(fs::symlink_status(native(path), ignored));
}

bool hasFiles(const BytePath& folder)
{
    std::error_code ignored;
    return fs::is_directory(native(folder), ignored) && !fs::is_empty(native(folder), ignored);
}

QString firstLines(const QByteArray& bytes)
{
    QStringList lines;
    for (const QByteArrayView line : linesOf(bytes)) {
        if (lines.size() == sampleLines) {
            lines.append(QStringLiteral("…"));
            break;
        }
        lines.append(QString::fromUtf8(line));
    }
    QString text = lines.join(QLatin1Char('\n'));
    if (text.size() > sampleLength)
        text = text.left(sampleLength) + QStringLiteral("…");
    return text;
}

/// Where the folder is, or will be made.
dev_t diskOf(BytePath folder)
{
    struct stat status = {};
    while (::stat(folder.constData(), &status) != 0 && folder.contains('/') && folder != "/")
        folder = splitPath(folder).first.isEmpty() ? BytePath("/") : splitPath(folder).first;
    return status.st_dev;
}

void warnOfFolder(const ExportRequest& request, const QList<BytePath>& roots, ExportPreview& preview)
{
    const auto inTheWay = std::ranges::find_if(
        preview.files, [&](const BytePath& name) { return isThere(joinPath(request.folder, name)); });
    if (inTheWay != preview.files.end())
        preview.warnings.append((request.mayOverwrite
                                     ? ExchangeText::tr("%1 is there already and will be replaced, like "
                                                        "every file of the same name.")
                                     : ExchangeText::tr("%1 is there already, so the export would stop. Let "
                                                        "it replace files, or choose another folder."))
                                    .arg(displayPath(*inTheWay)));
    else if (hasFiles(request.folder))
        preview.warnings.append(ExchangeText::tr("The folder is not empty. What is in it stays."));
    for (const BytePath& root : roots) {
        if (isWithin(request.folder, root))
            preview.warnings.append(
                ExchangeText::tr("The folder lies in %1, whose photos are in the catalog: the next import of "
                                 "that would take the copies in, too.")
                    .arg(displayPath(root)));
    }
    std::error_code ignored;
    if (request.link == PhotoLink::Hard && !roots.isEmpty() && fs::exists(native(roots.first()), ignored) &&
        diskOf(roots.first()) != diskOf(request.folder))
        preview.warnings.append(ExchangeText::tr("The folder is on another disk than %1, which hard links "
                                                 "cannot lead to. Copy, or use symbolic links.")
                                    .arg(displayPath(roots.first())));
}

void warnOfBoxes(const AnnotationFormat& format, ExportPreview& preview)
{
    if (!format.hasBoxes() && preview.boxes > 0)
        preview.warnings.append(
            ExchangeText::tr("%1 stay behind: this format holds labels of whole photos only.")
                .arg(boxCountText(preview.boxes)));
    if (preview.unlabelledBoxes > 0 && format.hasBoxes())
        preview.warnings.append(ExchangeText::tr("Boxes without a label stay behind: %1.")
                                    .arg(numberText(preview.unlabelledBoxes)));
    if (format.hasBoxes() && !format.hasPhotoLabels() && preview.photosWithBoxes < preview.photos)
        preview.warnings.append(
            ExchangeText::tr("%1 without a box go along as photos on which there is nothing: this format "
                             "holds boxes, not labels of whole photos.")
                .arg(photoCountText(preview.photos - preview.photosWithBoxes)));
}

void warnOfTurning(const AnnotationFormat& format, bool isUpright, ExportPreview& preview)
{
    if (preview.turned == 0)
        return;
    const QString photos = photoCountText(preview.turned);
    if (isUpright)
        preview.warnings.append(
            ExchangeText::tr("EXIF says to turn %1. They are saved again, upright, and readers see them like "
                             "that; all others stay byte for byte.")
                .arg(photos));
    else if (format.frame() == PixelFrame::Upright)
        preview.warnings.append(
            ExchangeText::tr("EXIF says to turn %1. The files stay as they are; what is written fits readers "
                             "that turn them, as those of %2 do.")
                .arg(photos, format.title()));
    else
        preview.warnings.append(
            ExchangeText::tr("EXIF says to turn %1. The files stay as they are; readers of %2 do not turn "
                             "them and see them on their side, and boxes fit that.")
                .arg(photos, format.title()));
}

} // namespace

void countReason(QList<ExportPreview::Reason>& reasons, const QString& text)
{
    const auto known = std::ranges::find(reasons, text, &ExportPreview::Reason::text);
    if (known == reasons.end())
        reasons.append({text, 1});
    else
        ++known->photos;
}

void readSample(const BytePath& folder, const std::vector<BytePath>& names, ExportPreview& preview)
{
    for (const BytePath& name : names) {
        const auto bytes = readAnnotationFile(joinPath(folder, name), qint64(64) << 20);
        if (!bytes || bytes->trimmed().isEmpty())
            continue;
        preview.sampleFile = name;
        preview.sample = firstLines(*bytes);
        return;
    }
}

void addWarnings(const ExportRequest& request, const QStringList& classesThere, const QList<BytePath>& roots,
                 ExportPreview& preview)
{
    const AnnotationFormat& format = *annotationFormat(request.format);
    warnOfFolder(request, roots, preview);
    if (!classesThere.isEmpty())
        preview.warnings.append(
            ExchangeText::tr(
                "The export in the folder gives its classes numbers, and that order goes on: %1.")
                .arg(classesThere.join(QLatin1String(", "))));
    warnOfBoxes(format, preview);
    warnOfTurning(format, request.isUpright, preview);
}

} // namespace creel
