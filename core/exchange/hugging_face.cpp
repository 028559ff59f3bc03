#include "core/exchange/hugging_face.h"

#include "core/exchange/format_writer.h"
#include "core/exchange/json_text.h"

namespace creel {

namespace {

/// "objects" holds lists side by side: a box, and its category at the same place.
void readObjects(const QJsonObject& objects, AnnotatedPhoto& photo, FindingList& findings)
{
    const QJsonArray boxes = objects[QLatin1String("bbox")].toArray();
    QJsonValue names;
    for (const char* key : {"categories", "category", "label", "labels"}) {
        if (names.isUndefined() || names.isNull())
            names = objects[QLatin1String(key)];
    }
    for (qsizetype i = 0; i < boxes.size(); ++i) {
        AnnotatedBox box;
        box.line = photo.line;
        box.label = jsonClassName(names.toArray().at(i));
        const auto rect = jsonBox(boxes[i]);
        if (!rect || box.label.isEmpty()) {
            findings.leaveOut(photo.source, photo.line,
                              rect ? ExchangeText::tr("The box has no usable category.") : badBoxText());
            continue;
        }
        box.rect = *rect;
        photo.boxes.append(box);
    }
}

QJsonObject toJson(const AnnotatedPhoto& photo)
{
    QJsonArray boxes, categories;
    for (const AnnotatedBox& box : photo.boxes) {
        boxes.append(QJsonArray{roundedPixels(box.rect.left()), roundedPixels(box.rect.top()),
                                roundedPixels(box.rect.width()), roundedPixels(box.rect.height())});
        categories.append(box.label);
    }
    // Every line has the same keys, or the loader refuses the file.
    return {{QStringLiteral("file_name"), displayPath(photo.file)},
            {QStringLiteral("label"), photo.label.isEmpty() ? QJsonValue() : QJsonValue(photo.label)},
            {QStringLiteral("objects"),
             QJsonObject{{QStringLiteral("bbox"), boxes}, {QStringLiteral("categories"), categories}}}};
}

/// Photos and metadata.jsonl in one folder a part. https://huggingface.co/docs/datasets/image_dataset
class HuggingFaceWriter : public FormatWriter
{
public:
    using FormatWriter::FormatWriter;

    BytePath photoPath(const AnnotatedPhoto& photo) const override
    {
        return folderOf(photo.part) + photo.file;
    }

    Result<void> add(const AnnotatedPhoto& photo) override
    {
        CREEL_ASSIGN(ExportFile* const file, fileOf(photo.part));
        return file->append(jsonLine(toJson(photo)));
    }

    Result<void> finish() override
    {
        if (m_files.empty()) {
            CREEL_ASSIGN(ExportFile* const empty, fileOf(DatasetPart::None));
            Q_UNUSED(empty)
        }
        for (const auto& [part, file] : m_files)
            CREEL_TRY(file->close());
        return {};
    }

private:
    BytePath folderOf(DatasetPart part) const { return partFolder(part, "validation"); }

    Result<ExportFile*> fileOf(DatasetPart part)
    {
        auto& file = m_files[part];
        if (!file) {
            CREEL_ASSIGN(file, m_folder.create(folderOf(part) + "metadata.jsonl"));
        }
        return file.get();
    }

    PartFiles m_files;
};

class HuggingFaceFormat : public WrittenFormat<HuggingFaceWriter>
{
public:
    QString name() const override { return QStringLiteral("hf"); }
    QString title() const override { return QStringLiteral("Hugging Face imagefolder"); }
    bool hasBoxes() const override { return true; }
    bool hasPhotoLabels() const override { return true; }
    /// The datasets library turns photos as EXIF says.
    PixelFrame frame() const override { return PixelFrame::Upright; }

    bool recognises(const BytePath&, const QByteArray& text) const override
    {
        return firstJsonLine(text)[QLatin1String("file_name")].isString();
    }

    Result<Dataset> read(const AnnotationSource& source, JobContext& context) const override
    {
        CREEL_ASSIGN(const AnnotationFiles files, findAnnotationFiles(source, {"jsonl"}, context));
        CREEL_ASSIGN(Dataset dataset, readFiles(files, source, context, parseEvery(parseHuggingFace)));
        for (AnnotatedPhoto& photo : dataset.photos)
            photo.part =
                partFromPath(relativeTo(joinPath(splitPath(photo.source).first, photo.file), files.root));
        return dataset;
    }
};

} // namespace

void parseHuggingFace(const QByteArray& lines, const BytePath& file, Dataset& dataset, FindingList& findings)
{
    eachJsonLine(lines, file, findings, [&](const QJsonObject& json, int line) {
        AnnotatedPhoto photo;
        photo.file = json[QLatin1String("file_name")].toString().toUtf8();
        photo.source = file;
        photo.line = line;
        const QJsonValue objects = json[QLatin1String("objects")];
        const QJsonValue label = json[QLatin1String("label")];
        photo.hasBoxes = objects.isObject();
        if (!label.isUndefined() && !label.isNull())
            photo.label = jsonClassName(label);
        if (photo.file.isEmpty()) {
            findings.leaveOut(file, line, ExchangeText::tr("The line has no file_name."));
            return;
        }
        readObjects(objects.toObject(), photo, findings);
        dataset.photos.append(photo);
    });
}

const AnnotationFormat& huggingFaceFormat()
{
    static const HuggingFaceFormat format;
    return format;
}

} // namespace creel
