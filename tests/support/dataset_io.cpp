#include "tests/support/dataset_io.h"

#include "core/catalog/box_store.h"
#include "core/catalog/label_store.h"
#include "tests/support/catalog_factory.h"

#include <cmath>
#include <filesystem>

namespace creel::test {

namespace fs = std::filesystem;

const std::initializer_list<const char*> boxFormats{"voc",      "yolo",      "coco", "labelme",
                                                    "createml", "retinanet", "hf",   "jsonl"};

const std::initializer_list<const char*> allFormats{"voc",       "yolo", "coco",  "labelme",     "createml",
                                                    "retinanet", "hf",   "jsonl", "imagefolder", "csv"};

QStringList boxLines(const QString& catalog, double grain)
{
    const auto connection = must(openCatalog(catalog, Connection::Access::ReadOnly));
    const QList<Label> labels = must(LabelStore(*connection).all());
    PhotoStore photos(*connection);
    QStringList lines;
    must(BoxStore(*connection).each([&](const Box& box) {
        const Photo photo = *must(photos.byId(box.photo));
        const QRectF pixels = toPixels(box.rect, QSize(photo.width, photo.height));
        QString label;
        for (const Label& known : labels)
            label = known.id == box.label ? known.name : label;
        const auto edge = [grain](double value) {
            return QString::number(std::round(value / grain) * grain, 'f', 3);
        };
        lines.append(QStringList{displayPath(withoutExtension(photo.name)), label, edge(pixels.left()),
                                 edge(pixels.top()), edge(pixels.left() + pixels.width()),
                                 edge(pixels.top() + pixels.height())}
                         .join(QLatin1Char(' ')));
    }));
    lines.sort();
    return lines;
}

Result<AnnotationSummary> tryImport(const QString& catalog, const char* format, const BytePath& path,
                                    const std::function<void(AnnotationImport&)>& change)
{
    AnnotationImport request;
    request.catalogPath = catalog;
    request.format = QString::fromLatin1(format);
    request.path = path;
    request.createLabels = true;
    if (change)
        change(request);
    return importAnnotations(request, {});
}

AnnotationSummary imported(const QString& catalog, const char* format, const BytePath& path,
                           const std::function<void(AnnotationImport&)>& change)
{
    return must(tryImport(catalog, format, path, change));
}

Result<ExportSummary> exportTo(const QString& catalog, const char* format, const BytePath& folder,
                               const std::function<void(ExportRequest&)>& change)
{
    const auto connection = must(openCatalog(catalog, Connection::Access::ReadOnly));
    ExportRequest request;
    request.format = QString::fromLatin1(format);
    request.folder = folder;
    if (change)
        change(request);
    return exportDataset(*connection, request, {});
}

QByteArray bytesOf(const BytePath& path)
{
    return must(readAnnotationFile(path, qint64(1) << 30));
}

QStringList filesBelow(const BytePath& folder)
{
    QStringList names;
    std::error_code error;
    for (fs::recursive_directory_iterator entry(folder.toStdString(), error), end; entry != end; ++entry) {
        if (!entry->is_directory() || entry->is_symlink())
            names.append(displayPath(relativeTo(QByteArray::fromStdString(entry->path().native()), folder)));
    }
    names.sort();
    return names;
}

QStringList findingLines(const QList<AnnotationFinding>& findings)
{
    QStringList lines;
    for (const AnnotationFinding& finding : findings)
        lines.append(QString::number(finding.line) + QStringLiteral(": ") + finding.message);
    return lines;
}

} // namespace creel::test
