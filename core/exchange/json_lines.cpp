#include "core/exchange/json_lines.h"

#include "core/exchange/class_list.h"
#include "core/exchange/format_writer.h"
#include "core/exchange/json_text.h"

namespace creel {

namespace {

constexpr qsizetype longestNote = 10'000;

QJsonObject toJson(const AnnotatedBox& box)
{
    QJsonObject json{{QStringLiteral("label"), box.label},
                     {QStringLiteral("bbox"),
                      QJsonArray{box.rect.left(), box.rect.top(), box.rect.width(), box.rect.height()}},
                     {QStringLiteral("difficult"), box.isDifficult},
                     {QStringLiteral("truncated"), box.isTruncated},
                     {QStringLiteral("occluded"), box.isOccluded},
                     {QStringLiteral("origin"), originName(box.origin)}};
    if (box.score)
        json.insert(QStringLiteral("score"), *box.score);
    return json;
}

QJsonObject toJson(const AnnotatedPhoto& photo, const BytePath& path)
{
    QJsonArray boxes;
    for (const AnnotatedBox& box : photo.boxes)
        boxes.append(toJson(box));
    QJsonObject json = photo.details;
    json.insert(QStringLiteral("file"), displayPath(path));
    json.insert(QStringLiteral("width"), photo.width);
    json.insert(QStringLiteral("height"), photo.height);
    json.insert(QStringLiteral("orientation"), photo.orientation);
    json.insert(QStringLiteral("label"), photo.label.isEmpty() ? QJsonValue() : QJsonValue(photo.label));
    json.insert(QStringLiteral("claim"), photo.claim.isEmpty() ? QJsonValue() : QJsonValue(photo.claim));
    json.insert(QStringLiteral("state"), stateName(photo.state.value_or(ReviewState::Unreviewed)));
    json.insert(QStringLiteral("reason"), reasonName(photo.reason));
    json.insert(QStringLiteral("note"), photo.note);
    if (photo.decidedAt > 0)
        json.insert(QStringLiteral("decided_at"), photo.decidedAt);
    json.insert(QStringLiteral("split"),
                photo.part == DatasetPart::None ? QJsonValue() : QJsonValue(partName(photo.part)));
    json.insert(QStringLiteral("boxes_verified"), photo.isVerified);
    json.insert(QStringLiteral("boxes"), boxes);
    return json;
}

/// dataset.jsonl beside a folder of photos.
class JsonLinesWriter : public FormatWriter
{
public:
    using FormatWriter::FormatWriter;

    BytePath photoPath(const AnnotatedPhoto& photo) const override { return "photos/" + photo.file; }

    Result<void> add(const AnnotatedPhoto& photo) override
    {
        CREEL_TRY(open());
        return m_file->append(jsonLine(toJson(photo, photoPath(photo))));
    }

    Result<void> finish() override
    {
        CREEL_TRY(open());
        return m_file->close();
    }

private:
    Result<void> open()
    {
        if (m_file)
            return {};
        CREEL_ASSIGN(m_file, m_folder.create("dataset.jsonl"));
        return m_file->append(
            jsonLine({{QStringLiteral("creel_dataset"), 1},
                      {QStringLiteral("classes"), QJsonArray::fromStringList(m_layout.classes)}}));
    }

    std::unique_ptr<ExportFile> m_file;
};

/// A note as it may be kept: of a length that a person writes.
QString checkedNote(const QString& note)
{
    return note.left(longestNote).remove(QChar(0)).trimmed();
}

/// Reads the lines of one file.
class JsonLinesReader
{
public:
    JsonLinesReader(const BytePath& file, Dataset& dataset, FindingList& findings)
        : m_file(file), m_dataset(dataset), m_findings(findings)
    {}

    void read(const QJsonObject& json, int line)
    {
        if (json.contains(QLatin1String("creel_dataset"))) {
            ClassList classes(m_dataset.classes);
            for (const QJsonValue& name : json[QLatin1String("classes")].toArray()) {
                if (const QString checked = jsonClassName(name); !checked.isEmpty())
                    classes.indexOf(checked);
            }
            m_dataset.classes = classes.names();
            return;
        }
        AnnotatedPhoto photo = photoOf(json, line);
        if (photo.file.isEmpty()) {
            m_findings.leaveOut(m_file, line, ExchangeText::tr("The line names no file."));
            return;
        }
        for (const QJsonValue& box : json[QLatin1String("boxes")].toArray())
            addBox(box.toObject(), photo);
        m_dataset.photos.append(photo);
    }

private:
    AnnotatedPhoto photoOf(const QJsonObject& json, int line) const
    {
        AnnotatedPhoto photo;
        photo.file = json[QLatin1String("file")].toString().toUtf8();
        photo.alternateFile = json[QLatin1String("original")].toString().toUtf8();
        photo.width = jsonSide(json[QLatin1String("width")]);
        photo.height = jsonSide(json[QLatin1String("height")]);
        photo.label = jsonClassName(json[QLatin1String("label")]);
        photo.claim = jsonClassName(json[QLatin1String("claim")]);
        photo.state = stateFromName(json[QLatin1String("state")].toString());
        photo.reason = reasonFromName(json[QLatin1String("reason")].toString()).value_or(RejectReason::None);
        photo.note = checkedNote(json[QLatin1String("note")].toString());
        photo.decidedAt = std::max(json[QLatin1String("decided_at")].toInteger(), qint64(0));
        photo.part = datasetPartFromName(json[QLatin1String("split")].toString());
        photo.isVerified = json[QLatin1String("boxes_verified")].toBool();
        photo.hasBoxes = json[QLatin1String("boxes")].isArray();
        photo.source = m_file;
        photo.line = line;
        return photo;
    }

    void addBox(const QJsonObject& json, AnnotatedPhoto& photo)
    {
        AnnotatedBox box;
        box.line = photo.line;
        box.label = jsonClassName(json[QLatin1String("label")]);
        const auto rect = jsonBox(json[QLatin1String("bbox")]);
        if (!rect || box.label.isEmpty()) {
            m_findings.leaveOut(m_file, photo.line,
                                rect ? ExchangeText::tr("The box has no usable label.") : badBoxText());
            return;
        }
        box.rect = *rect;
        readFlags(json, box);
        box.origin = originFromName(json[QLatin1String("origin")].toString()).value_or(BoxOrigin::Import);
        if (const QJsonValue score = json[QLatin1String("score")]; score.isDouble())
            box.score = std::clamp(score.toDouble(), 0.0, 1.0);
        photo.boxes.append(box);
    }

    const BytePath m_file;
    Dataset& m_dataset;
    FindingList& m_findings;
};

class JsonLinesFormat : public WrittenFormat<JsonLinesWriter>
{
public:
    QString name() const override { return QStringLiteral("jsonl"); }
    QString title() const override { return QStringLiteral("JSON lines of everything Creel knows"); }
    bool hasBoxes() const override { return true; }
    bool hasPhotoLabels() const override { return true; }
    PixelFrame frame() const override { return PixelFrame::Upright; }
    bool holdsEverything() const override { return true; }

    bool recognises(const BytePath&, const QByteArray& text) const override
    {
        const QJsonObject first = firstJsonLine(text);
        return first.contains(QLatin1String("creel_dataset")) ||
               (first[QLatin1String("file")].isString() &&
                (first.contains(QLatin1String("state")) || first[QLatin1String("boxes")].isArray()));
    }

    Result<Dataset> read(const AnnotationSource& source, JobContext& context) const override
    {
        CREEL_ASSIGN(const AnnotationFiles files, findAnnotationFiles(source, {"jsonl"}, context));
        return readFiles(files, source, context, parseEvery(parseJsonLines));
    }
};

} // namespace

void parseJsonLines(const QByteArray& lines, const BytePath& file, Dataset& dataset, FindingList& findings)
{
    JsonLinesReader reader(file, dataset, findings);
    eachJsonLine(lines, file, findings, [&](const QJsonObject& json, int line) { reader.read(json, line); });
}

const AnnotationFormat& jsonLinesFormat()
{
    static const JsonLinesFormat format;
    return format;
}

} // namespace creel
