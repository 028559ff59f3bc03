#include "core/exchange/csv_labels.h"

#include "core/exchange/csv_table.h"
#include "core/exchange/format_writer.h"
#include "core/imaging/photo_format.h"

namespace creel {

namespace {

/// Which column holds what; -1 for none.
struct Columns
{
    qsizetype name = 0;
    qsizetype label = 1;
    qsizetype isValid = -1;
    qsizetype part = -1;
    bool areNamed = false;
};

qsizetype find(const QList<QByteArray>& header, std::initializer_list<QByteArrayView> names)
{
    for (qsizetype i = 0; i < header.size(); ++i) {
        if (std::find(names.begin(), names.end(), header[i].toLower()) != names.end())
            return i;
    }
    return -1;
}

Columns columnsOf(const QList<QByteArray>& first)
{
    Columns columns;
    const qsizetype name =
        find(first, {"name", "fname", "filename", "file_name", "file", "image", "image_name", "path", "id"});
    const qsizetype label = find(first, {"label", "labels", "class", "category", "species", "target"});
    if (name < 0 || label < 0)
        return columns;
    return {name, label, find(first, {"is_valid"}), find(first, {"split", "part", "set", "subset"}), true};
}

bool isTrue(const QByteArray& text)
{
    const QByteArray lower = text.toLower();
    return lower == "true" || lower == "1" || lower == "yes";
}

DatasetPart partOf(const CsvRow& row, const Columns& columns)
{
    if (columns.part >= 0 && columns.part < row.fields.size())
        return datasetPartFromName(QString::fromUtf8(row.fields[columns.part]));
    if (columns.isValid >= 0 && columns.isValid < row.fields.size())
        return isTrue(row.fields[columns.isValid]) ? DatasetPart::Valid : DatasetPart::Train;
    return DatasetPart::None;
}

/// labels.csv as fastai's ImageDataLoaders.from_csv reads it, and test.csv for what it is not to see.
class CsvWriter : public FormatWriter
{
public:
    using FormatWriter::FormatWriter;

    BytePath photoPath(const AnnotatedPhoto& photo) const override { return "images/" + photo.file; }

    Result<void> add(const AnnotatedPhoto& photo) override
    {
        QByteArray line = csvField(photo.file) + ',' + csvField(photo.label.toUtf8());
        if (m_layout.hasParts && photo.part != DatasetPart::Test)
            line += photo.part == DatasetPart::Valid ? ",True" : ",False";
        (m_layout.hasParts && photo.part == DatasetPart::Test ? m_test : m_labels) += line + '\n';
        return {};
    }

    Result<void> finish() override
    {
        const QByteArray header = m_layout.hasParts ? "name,label,is_valid\n" : "name,label\n";
        CREEL_TRY(m_folder.write("labels.csv", header + m_labels));
        return m_test.isEmpty() ? Result<void>() : m_folder.write("test.csv", "name,label\n" + m_test);
    }

private:
    QByteArray m_labels;
    QByteArray m_test;
};

class CsvFormat : public WrittenFormat<CsvWriter>
{
public:
    QString name() const override { return QStringLiteral("csv"); }
    QString title() const override { return QStringLiteral("CSV of labels"); }
    bool hasBoxes() const override { return false; }
    bool hasPhotoLabels() const override { return true; }
    PixelFrame frame() const override { return PixelFrame::Stored; }

    bool recognises(const BytePath&, const QByteArray& text) const override
    {
        const QList<CsvRow> rows = firstCsvRows(text);
        if (rows.isEmpty() || rows.first().fields.size() < 2)
            return false;
        const QList<QByteArray>& first = rows.first().fields;
        const bool isShort = first.size() < 6; // else the numbers behind the name may be a box
        return columnsOf(first).areNamed || (isShort && hasPhotoExtension(first[0]));
    }

    Result<Dataset> read(const AnnotationSource& source, JobContext& context) const override
    {
        CREEL_ASSIGN(const AnnotationFiles files, findAnnotationFiles(source, {"csv"}, context));
        return readFiles(files, source, context, parseEvery(parseCsvLabels));
    }
};

} // namespace

void parseCsvLabels(const QByteArray& csv, const BytePath& file, Dataset& dataset, FindingList& findings)
{
    const QList<CsvRow> rows = parseCsv(csv);
    const Columns columns = rows.isEmpty() ? Columns() : columnsOf(rows.first().fields);
    const DatasetPart filePart = datasetPartFromName(displayPath(withoutExtension(splitPath(file).second)));
    for (qsizetype i = columns.areNamed ? 1 : 0; i < rows.size(); ++i) {
        const CsvRow& row = rows[i];
        if (row.fields.size() <= std::max(columns.name, columns.label) ||
            row.fields[columns.name].isEmpty()) {
            findings.leaveOut(file, row.line, ExchangeText::tr("The line has not a name and a label."));
            continue;
        }
        AnnotatedPhoto photo;
        photo.file = row.fields[columns.name];
        photo.source = file;
        photo.line = row.line;
        photo.label = checkedClassName(QString::fromUtf8(row.fields[columns.label]));
        photo.part = partOf(row, columns);
        if (photo.part == DatasetPart::None)
            photo.part = filePart;
        if (photo.label.isEmpty())
            findings.leaveOut(file, row.line, ExchangeText::tr("The photo has no usable label."));
        else
            dataset.photos.append(photo);
    }
}

const AnnotationFormat& csvFormat()
{
    static const CsvFormat format;
    return format;
}

} // namespace creel
