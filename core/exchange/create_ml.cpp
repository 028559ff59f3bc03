#include "core/exchange/create_ml.h"

#include "core/exchange/format_writer.h"
#include "core/exchange/json_text.h"

namespace creel {

namespace {

/// Reads one annotation, whose x and y are the box's middle; says what is wrong with it, if anything is.
QString readAnnotation(const QJsonObject& annotation, AnnotatedBox& box)
{
    box.label = jsonClassName(annotation[QLatin1String("label")]);
    if (box.label.isEmpty())
        return ExchangeText::tr("The annotation has no usable label.");
    const QJsonObject at = annotation[QLatin1String("coordinates")].toObject();
    const double width = jsonNumber(at[QLatin1String("width")]);
    const double height = jsonNumber(at[QLatin1String("height")]);
    const auto rect = boxFromSize(jsonNumber(at[QLatin1String("x")]) - width / 2,
                                  jsonNumber(at[QLatin1String("y")]) - height / 2, width, height);
    if (!rect)
        return badBoxText();
    box.rect = *rect;
    return {};
}

QJsonObject toJson(const AnnotatedBox& box)
{
    const QJsonObject at{{QStringLiteral("x"), roundedPixels(box.rect.left() + box.rect.width() / 2)},
                         {QStringLiteral("y"), roundedPixels(box.rect.top() + box.rect.height() / 2)},
                         {QStringLiteral("width"), roundedPixels(box.rect.width())},
                         {QStringLiteral("height"), roundedPixels(box.rect.height())}};
    return {{QStringLiteral("label"), box.label}, {QStringLiteral("coordinates"), at}};
}

/// annotations.json beside the photos, in a folder a part.
class CreateMlWriter : public FormatWriter
{
public:
    using FormatWriter::FormatWriter;

    BytePath photoPath(const AnnotatedPhoto& photo) const override
    {
        return folderOf(photo.part) + photo.file;
    }

    Result<void> add(const AnnotatedPhoto& photo) override
    {
        auto& file = m_files[photo.part];
        const bool isFirst = !file;
        if (isFirst) {
            CREEL_ASSIGN(file, m_folder.create(folderOf(photo.part) + "annotations.json"));
        }
        QJsonArray annotations;
        for (const AnnotatedBox& box : photo.boxes)
            annotations.append(toJson(box));
        const QJsonObject json{{QStringLiteral("image"), displayPath(photo.file)},
                               {QStringLiteral("verified"), photo.isVerified},
                               {QStringLiteral("annotations"), annotations}};
        return file->append((isFirst ? "[\n" : ",\n") + jsonLine(json).trimmed());
    }

    Result<void> finish() override
    {
        if (m_files.empty())
            return m_folder.write("annotations.json", "[]\n");
        for (const auto& [part, file] : m_files) {
            CREEL_TRY(file->append("\n]\n"));
            CREEL_TRY(file->close());
        }
        return {};
    }

private:
    BytePath folderOf(DatasetPart part) const { return partFolder(part, "valid"); }

    PartFiles m_files;
};

class CreateMlFormat : public WrittenFormat<CreateMlWriter>
{
public:
    QString name() const override { return QStringLiteral("createml"); }
    QString title() const override { return QStringLiteral("Create ML"); }
    bool hasBoxes() const override { return true; }
    bool hasPhotoLabels() const override { return false; }
    /// Create ML turns photos as EXIF says.
    PixelFrame frame() const override { return PixelFrame::Upright; }

    bool recognises(const BytePath&, const QByteArray& text) const override
    {
        return hasJsonList(firstJsonElement(text), "annotations");
    }

    Result<Dataset> read(const AnnotationSource& source, JobContext& context) const override
    {
        CREEL_ASSIGN(const AnnotationFiles files, findAnnotationFiles(source, {"json"}, context));
        CREEL_ASSIGN(Dataset dataset, readFiles(files, source, context, parseCreateMl));
        for (AnnotatedPhoto& photo : dataset.photos)
            photo.part = partFromPath(relativeTo(photo.source, files.root));
        return dataset;
    }
};

/// One image's record; says what is wrong with it, if anything is.
QString readImage(const QJsonObject& image, AnnotatedPhoto& photo)
{
    for (const char* key : {"image", "imagefilename"}) {
        if (photo.file.isEmpty())
            photo.file = image[QLatin1String(key)].toString().toUtf8();
    }
    if (photo.file.isEmpty() || !image[QLatin1String("annotations")].isArray())
        return ExchangeText::tr("The record has no image or no annotations.");
    photo.isVerified = image[QLatin1String("verified")].toBool();
    photo.hasBoxes = true;
    return {};
}

} // namespace

Result<void> parseCreateMl(const QByteArray& json, const BytePath& file, Dataset& dataset,
                           FindingList& findings)
{
    CREEL_ASSIGN(const QJsonDocument document, parseJson(json, file));
    if (!document.isArray())
        return fail(
            ErrorCode::BadInput,
            ExchangeText::tr("%1 is no Create ML file: it holds no list of images.").arg(displayPath(file)));
    const QJsonArray images = document.array();
    ElementLines lines(json, {});
    for (qsizetype i = 0; i < images.size(); ++i) {
        AnnotatedPhoto photo;
        photo.source = file;
        QString trouble = readImage(images[i].toObject(), photo);
        if (!trouble.isEmpty()) {
            findings.leaveOut(file, lines.lineOf(i), trouble);
            continue;
        }
        for (const QJsonValue& annotation : images[i][QLatin1String("annotations")].toArray()) {
            AnnotatedBox box;
            trouble = readAnnotation(annotation.toObject(), box);
            if (trouble.isEmpty())
                photo.boxes.append(box);
            else
                findings.leaveOut(file, lines.lineOf(i), trouble);
        }
        dataset.photos.append(photo);
    }
    return {};
}

const AnnotationFormat& createMlFormat()
{
    static const CreateMlFormat format;
    return format;
}

} // namespace creel
