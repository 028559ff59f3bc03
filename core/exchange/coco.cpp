#include "core/exchange/coco.h"

#include "core/exchange/class_list.h"
#include "core/exchange/format_writer.h"
#include "core/exchange/json_text.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace creel {

namespace {

/// An id as written: a whole number mostly, a text at times.
QString idOf(const QJsonValue& value)
{
    return value.isDouble() ? QString::number(value.toDouble(), 'f', 0) : value.toString();
}

/// Reads one file. https://cocodataset.org/#format-data
class CocoReader
{
public:
    CocoReader(const QByteArray& json, const BytePath& file, Dataset& dataset, FindingList& findings)
        : m_json(json), m_file(file), m_dataset(dataset), m_findings(findings)
    {}

    void read(const QJsonObject& root)
    {
        readCategories(root[QLatin1String("categories")].toArray());
        readImages(root[QLatin1String("images")].toArray());
        readAnnotations(root[QLatin1String("annotations")].toArray());
    }

private:
    void readCategories(const QJsonArray& categories)
    {
        // COCO numbers classes by id; the order of the list is anybody's.
        std::vector<std::pair<double, QString>> byId;
        for (const QJsonValue& category : categories) {
            const QString name = jsonClassName(category[QLatin1String("name")]);
            m_categories.insert(idOf(category[QLatin1String("id")]), name);
            const double id = jsonNumber(category[QLatin1String("id")]);
            if (!name.isEmpty())
                byId.emplace_back(std::isfinite(id) ? id : std::numeric_limits<double>::max(), name);
        }
        std::ranges::stable_sort(byId, {}, [](const auto& category) { return category.first; });
        ClassList classes(m_dataset.classes);
        for (const auto& [id, name] : byId)
            classes.indexOf(name);
        m_dataset.classes = classes.names();
    }

    void readImages(const QJsonArray& images)
    {
        ElementLines lines(m_json, "images");
        const DatasetPart part = partOfFile();
        for (qsizetype i = 0; i < images.size(); ++i) {
            const QJsonObject image = images[i].toObject();
            AnnotatedPhoto photo;
            photo.file = image[QLatin1String("file_name")].toString().toUtf8();
            photo.width = jsonSide(image[QLatin1String("width")]);
            photo.height = jsonSide(image[QLatin1String("height")]);
            photo.source = m_file;
            photo.hasBoxes = true;
            photo.part = part;
            const QString id = idOf(image[QLatin1String("id")]);
            if (photo.file.isEmpty() || id.isEmpty() || m_images.contains(id)) {
                m_findings.leaveOut(
                    m_file, lines.lineOf(i),
                    m_images.contains(id)
                        ? ExchangeText::tr("There is an image with the id %1 already.").arg(id)
                        : ExchangeText::tr("The image has no file_name or no id."));
                continue;
            }
            m_images.insert(id, m_dataset.photos.size());
            m_dataset.photos.append(photo);
        }
    }

    /// "instances_train2017.json", or a folder "train".
    DatasetPart partOfFile() const
    {
        const QString stem = displayPath(withoutExtension(splitPath(m_file).second));
        const DatasetPart part = datasetPartFromName(stem.mid(stem.lastIndexOf(QLatin1Char('_')) + 1));
        return part == DatasetPart::None
                   ? datasetPartFromName(displayPath(splitPath(splitPath(m_file).first).second))
                   : part;
    }

    void readAnnotations(const QJsonArray& annotations)
    {
        ElementLines lines(m_json, "annotations");
        for (qsizetype i = 0; i < annotations.size(); ++i) {
            const QString trouble = readAnnotation(annotations[i].toObject());
            if (!trouble.isEmpty())
                m_findings.leaveOut(m_file, lines.lineOf(i), trouble);
        }
    }

    QString readAnnotation(const QJsonObject& annotation)
    {
        const auto image = m_images.constFind(idOf(annotation[QLatin1String("image_id")]));
        if (image == m_images.cend())
            return ExchangeText::tr("The annotation is for an image that is not in the file.");
        AnnotatedBox box;
        box.label = m_categories.value(idOf(annotation[QLatin1String("category_id")]));
        if (box.label.isEmpty())
            return ExchangeText::tr(
                "The annotation has a category that is not in the file, or has no usable name.");
        const auto rect = jsonBox(annotation[QLatin1String("bbox")]);
        if (!rect)
            return badBoxText();
        box.rect = *rect;
        readAttributes(annotation, box);
        m_dataset.photos[*image].boxes.append(box);
        return {};
    }

    /// CVAT and Creel keep what COCO has no place for in "attributes".
    static void readAttributes(const QJsonObject& annotation, AnnotatedBox& box)
    {
        readFlags(annotation[QLatin1String("attributes")].toObject(), box);
        if (const QJsonValue score = annotation[QLatin1String("score")]; score.isDouble()) {
            box.score = std::clamp(score.toDouble(), 0.0, 1.0);
            box.origin = BoxOrigin::Model;
        }
    }

    const QByteArray& m_json;
    const BytePath m_file;
    Dataset& m_dataset;
    FindingList& m_findings;
    QHash<QString, QString> m_categories; ///< by id
    QHash<QString, qsizetype> m_images;   ///< by id: which photo
};

QJsonObject toJson(const AnnotatedBox& box, qint64 id, qint64 image, qint64 category)
{
    const double width = roundedPixels(box.rect.width());
    const double height = roundedPixels(box.rect.height());
    QJsonObject json{{QStringLiteral("id"), id},
                     {QStringLiteral("image_id"), image},
                     {QStringLiteral("category_id"), category},
                     {QStringLiteral("bbox"), QJsonArray{roundedPixels(box.rect.left()),
                                                         roundedPixels(box.rect.top()), width, height}},
                     {QStringLiteral("area"), roundedPixels(width * height)},
                     {QStringLiteral("segmentation"), QJsonArray()},
                     {QStringLiteral("iscrowd"), 0}};
    if (const QJsonObject attributes = flagsOf(box); !attributes.isEmpty())
        json.insert(QStringLiteral("attributes"), attributes);
    if (box.score)
        json.insert(QStringLiteral("score"), *box.score);
    return json;
}

/// One COCO file while it is written; images first, so annotations gather as text.
struct CocoPart
{
    std::unique_ptr<ExportFile> file;
    QByteArray annotations;
    qint64 imageCount = 0;
    qint64 annotationCount = 0;
};

/// images, and annotations/instances.json or one a part.
class CocoWriter : public FormatWriter
{
public:
    CocoWriter(ExportFolder& folder, const ExportLayout& layout) : FormatWriter(folder, layout)
    {
        for (qsizetype i = 0; i < layout.classes.size(); ++i)
            m_numbers.insert(layout.classes[i], i + 1);
    }

    BytePath photoPath(const AnnotatedPhoto& photo) const override { return "images/" + photo.file; }

    Result<void> add(const AnnotatedPhoto& photo) override
    {
        CREEL_ASSIGN(CocoPart* const part, partOf(photo.part));
        const qint64 id = ++part->imageCount;
        for (const AnnotatedBox& box : photo.boxes) {
            part->annotations += part->annotationCount > 0 ? ",\n" : "\n";
            part->annotations +=
                jsonLine(toJson(box, ++part->annotationCount, id, m_numbers.value(box.label))).trimmed();
        }
        const QJsonObject image{{QStringLiteral("id"), id},
                                {QStringLiteral("file_name"), displayPath(photo.file)},
                                {QStringLiteral("width"), photo.width},
                                {QStringLiteral("height"), photo.height}};
        return part->file->append((id > 1 ? ",\n" : "\n") + jsonLine(image).trimmed());
    }

    Result<void> finish() override
    {
        if (m_parts.empty()) {
            CREEL_ASSIGN(CocoPart* const empty, partOf(DatasetPart::None));
            Q_UNUSED(empty)
        }
        for (auto& [name, part] : m_parts) {
            CREEL_TRY(part.file->append("\n],\n\"annotations\": [" + part.annotations + "\n]\n}\n"));
            CREEL_TRY(part.file->close());
        }
        return writeClasses("classes.txt");
    }

private:
    Result<CocoPart*> partOf(DatasetPart name)
    {
        CocoPart& part = m_parts[name];
        if (!part.file) {
            const QByteArray suffix = name == DatasetPart::None ? QByteArray() : '_' + partName(name, "val");
            CREEL_ASSIGN(part.file, m_folder.create("annotations/instances" + suffix + ".json"));
            CREEL_TRY(part.file->append(head()));
        }
        return &part;
    }

    QByteArray head() const
    {
        QByteArray text =
            "{\n\"info\": {\"description\": \"Exported by Creel\"},\n\"licenses\": [],\n\"categories\": [";
        for (qsizetype i = 0; i < m_layout.classes.size(); ++i) {
            const QJsonObject category{{QStringLiteral("id"), i + 1},
                                       {QStringLiteral("name"), m_layout.classes[i]},
                                       {QStringLiteral("supercategory"), QString()}};
            text += (i > 0 ? ",\n" : "\n") + jsonLine(category).trimmed();
        }
        return text + "\n],\n\"images\": [";
    }

    QHash<QString, qint64> m_numbers;
    std::map<DatasetPart, CocoPart> m_parts;
};

class CocoFormat : public WrittenFormat<CocoWriter>
{
public:
    QString name() const override { return QStringLiteral("coco"); }
    QString title() const override { return QStringLiteral("COCO"); }
    bool hasBoxes() const override { return true; }
    bool hasPhotoLabels() const override { return false; }
    Result<QStringList> classesIn(const BytePath& folder) const override
    {
        return findClasses(folder, {"classes.txt"}, largestClassFile);
    }
    /// detectron2 and mmdetection turn photos as EXIF says.
    PixelFrame frame() const override { return PixelFrame::Upright; }

    bool recognises(const BytePath&, const QByteArray& text) const override
    {
        return hasJsonList(text, "images") && hasJsonList(text, "annotations") &&
               hasJsonList(text, "categories");
    }

    Result<Dataset> read(const AnnotationSource& source, JobContext& context) const override
    {
        CREEL_ASSIGN(const AnnotationFiles files, findAnnotationFiles(source, {"json"}, context));
        return readFiles(files, source, context, parseCoco);
    }
};

} // namespace

Result<void> parseCoco(const QByteArray& json, const BytePath& file, Dataset& dataset, FindingList& findings)
{
    CREEL_ASSIGN(const QJsonDocument document, parseJson(json, file));
    const QJsonObject root = document.object();
    if (!root[QLatin1String("images")].isArray() || !root[QLatin1String("annotations")].isArray() ||
        !root[QLatin1String("categories")].isArray())
        return fail(ErrorCode::BadInput,
                    ExchangeText::tr("%1 is no COCO file: it has not images, annotations and categories.")
                        .arg(displayPath(file)));
    CocoReader(json, file, dataset, findings).read(root);
    return {};
}

const AnnotationFormat& cocoFormat()
{
    static const CocoFormat format;
    return format;
}

} // namespace creel
