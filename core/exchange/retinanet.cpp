#include "core/exchange/retinanet.h"

#include "core/exchange/csv_table.h"
#include "core/exchange/format_writer.h"

#include <cmath>
#include <span>

namespace creel {

namespace {

double numberOf(const QByteArray& text)
{
    bool isNumber = false;
    const double number = text.toDouble(&isNumber);
    return isNumber ? number : std::nan("");
}

/// True for a line that says that there is no object.
bool isEmptyRecord(const CsvRow& row)
{
    return std::all_of(row.fields.begin() + 1, row.fields.begin() + 6,
                       [](const QByteArray& field) { return field.isEmpty(); });
}

/// True for a first line that names columns.
bool isHeader(const CsvRow& row)
{
    return row.fields.size() >= 6 && !row.fields[1].isEmpty() && std::isnan(numberOf(row.fields[1]));
}

/// True for "path,x1,y1,x2,y2,class", or a photo without an object.
bool isRecord(const CsvRow& row)
{
    if (row.fields.size() < 6 || row.fields[0].isEmpty())
        return false;
    const auto edges = std::span(row.fields).subspan(1, 4);
    const bool areNumbers =
        std::ranges::none_of(edges, [](const QByteArray& field) { return std::isnan(numberOf(field)); });
    return areNumbers ? !row.fields[5].isEmpty() : isEmptyRecord(row);
}

bool isClassFile(const BytePath& path)
{
    return splitPath(path).second.toLower() == "classes.csv";
}

/// Gathers the lines of a CSV file by photo. https://github.com/fizyr/keras-retinanet#annotations-format
class RetinaNetReader
{
public:
    RetinaNetReader(const BytePath& file, Dataset& dataset, FindingList& findings)
        : m_file(file), m_dataset(dataset), m_findings(findings)
    {}

    void add(const CsvRow& row)
    {
        if (row.fields.size() < 6 || row.fields[0].isEmpty()) {
            m_findings.leaveOut(m_file, row.line,
                                ExchangeText::tr("The line has not path, x1, y1, x2, y2 and class."));
            return;
        }
        AnnotatedPhoto& photo = photoOf(row);
        if (!isEmptyRecord(row))
            addBox(photo, row);
    }

private:
    AnnotatedPhoto& photoOf(const CsvRow& row)
    {
        const auto known = m_photos.constFind(row.fields[0]);
        if (known != m_photos.cend())
            return m_dataset.photos[*known];
        m_photos.insert(row.fields[0], m_dataset.photos.size());
        AnnotatedPhoto photo;
        photo.file = row.fields[0];
        photo.source = m_file;
        photo.line = row.line;
        photo.hasBoxes = true;
        photo.part = datasetPartFromName(displayPath(withoutExtension(splitPath(m_file).second)));
        m_dataset.photos.append(photo);
        return m_dataset.photos.last();
    }

    void addBox(AnnotatedPhoto& photo, const CsvRow& row)
    {
        AnnotatedBox box;
        box.line = row.line;
        box.label = checkedClassName(QString::fromUtf8(row.fields[5]));
        const auto rect = boxFromEdges(numberOf(row.fields[1]), numberOf(row.fields[2]),
                                       numberOf(row.fields[3]), numberOf(row.fields[4]));
        if (!rect || box.label.isEmpty()) {
            m_findings.leaveOut(m_file, row.line,
                                rect ? ExchangeText::tr("The box has no usable class.") : badBoxText());
            return;
        }
        box.rect = *rect;
        photo.boxes.append(box);
    }

    const BytePath m_file;
    Dataset& m_dataset;
    FindingList& m_findings;
    QHash<QByteArray, qsizetype> m_photos;
};

/// annotations.csv (or one a part) and classes.csv beside the folder of photos.
class RetinaNetWriter : public FormatWriter
{
public:
    using FormatWriter::FormatWriter;

    BytePath photoPath(const AnnotatedPhoto& photo) const override { return "images/" + photo.file; }

    Result<void> add(const AnnotatedPhoto& photo) override
    {
        CREEL_ASSIGN(ExportFile* const file, fileOf(photo.part));
        const QByteArray path = csvField(photoPath(photo));
        QByteArray lines;
        for (const AnnotatedBox& box : photo.boxes) {
            lines += path;
            for (const int edge : wholePixels(
                     box.rect, {photo.width, photo.height})) // the usual reader takes whole numbers only
                lines += ',' + QByteArray::number(edge);
            lines += ',' + csvField(box.label.toUtf8()) + '\n';
        }
        return file->append(photo.boxes.isEmpty() ? path + ",,,,,\n" : lines);
    }

    Result<void> finish() override
    {
        QByteArray classes;
        for (qsizetype i = 0; i < m_layout.classes.size(); ++i)
            classes += csvField(m_layout.classes[i].toUtf8()) + ',' + QByteArray::number(i) + '\n';
        CREEL_TRY(m_folder.write("classes.csv", classes));
        if (!m_layout.hasParts) {
            CREEL_ASSIGN(ExportFile* const file, fileOf(DatasetPart::None));
            Q_UNUSED(file) // there even where no photo is
        }
        for (const auto& [part, file] : m_files)
            CREEL_TRY(file->close());
        return {};
    }

private:
    Result<ExportFile*> fileOf(DatasetPart part)
    {
        auto& file = m_files[part];
        if (!file) {
            const QByteArray name = part == DatasetPart::None ? "annotations" : partName(part, "val");
            CREEL_ASSIGN(file, m_folder.create(name + ".csv"));
        }
        return file.get();
    }

    PartFiles m_files;
};

Result<QStringList> readClasses(const BytePath& path, qint64 maxFileBytes)
{
    QStringList names;
    if (!fileExists(path))
        return names;
    CREEL_ASSIGN(const QByteArray text, readAnnotationFile(path, maxFileBytes));
    for (const CsvRow& row : parseCsv(text))
        names.append(QString::fromUtf8(row.fields[0]));
    return names;
}

class RetinaNetFormat : public WrittenFormat<RetinaNetWriter>
{
public:
    QString name() const override { return QStringLiteral("retinanet"); }
    QString title() const override { return QStringLiteral("RetinaNet CSV"); }
    bool hasBoxes() const override { return true; }
    bool hasPhotoLabels() const override { return false; }
    /// keras-retinanet opens photos with PIL, which leaves them as they lie in the file.
    PixelFrame frame() const override { return PixelFrame::Stored; }
    Result<QStringList> classesIn(const BytePath& folder) const override
    {
        return readClasses(joinPath(folder, "classes.csv"), largestClassFile);
    }

    bool recognises(const BytePath& path, const QByteArray& text) const override
    {
        return !isClassFile(path) && std::ranges::any_of(firstCsvRows(text), isRecord);
    }

    Result<Dataset> read(const AnnotationSource& source, JobContext& context) const override
    {
        CREEL_ASSIGN(AnnotationFiles files, findAnnotationFiles(source, {"csv"}, context));
        std::erase_if(files.files, isClassFile);
        Dataset dataset;
        dataset.frame = frame();
        CREEL_ASSIGN(dataset.classes, readClasses(joinPath(files.root, "classes.csv"), source.maxFileBytes));
        return readFiles(files, source, context, parseEvery(parseRetinaNet), std::move(dataset));
    }
};

} // namespace

void parseRetinaNet(const QByteArray& csv, const BytePath& file, Dataset& dataset, FindingList& findings)
{
    const QList<CsvRow> rows = parseCsv(csv);
    RetinaNetReader reader(file, dataset, findings);
    for (qsizetype i = !rows.isEmpty() && isHeader(rows.first()) ? 1 : 0; i < rows.size(); ++i)
        reader.add(rows[i]);
}

const AnnotationFormat& retinaNetFormat()
{
    static const RetinaNetFormat format;
    return format;
}

} // namespace creel
