#include "core/exchange/voc.h"

#include "core/exchange/format_writer.h"
#include "core/imaging/photo_format.h"

#include <QXmlStreamReader>
#include <QXmlStreamWriter>

#include <array>
#include <map>

namespace creel {

namespace {

bool isYes(const QString& text)
{
    return text == QLatin1String("1") || text.compare(QLatin1String("true"), Qt::CaseInsensitive) == 0 ||
           text.compare(QLatin1String("yes"), Qt::CaseInsensitive) == 0;
}

/// UTF-16 has become UTF-8 by now, but the file still declares what it was.
QByteArray withoutUtf16Claim(const QByteArray& xml)
{
    const qsizetype end = xml.startsWith("<?xml") ? xml.indexOf("?>") : -1;
    return end > 0 && xml.left(end).toLower().contains("utf-16") ? xml.mid(end + 2) : xml;
}

/// Reads one file. https://host.robots.ox.ac.uk/pascal/VOC/voc2012/htmldoc/devkit_doc.html
class VocReader
{
public:
    VocReader(const QByteArray& xml, const BytePath& file, bool isOneBased, FindingList& findings)
        : m_xml(withoutUtf16Claim(xml)), m_file(file), m_isOneBased(isOneBased), m_findings(findings)
    {
        m_photo.source = file;
        m_photo.file = withoutExtension(file);
        m_photo.hasBoxes = true;
    }

    std::optional<AnnotatedPhoto> read()
    {
        if (!readStart())
            return std::nullopt;
        m_photo.isVerified = isYes(m_xml.attributes().value(QLatin1String("verified")).toString());
        while (m_xml.readNextStartElement())
            readChild();
        if (m_xml.hasError()) {
            m_findings.leaveOut(m_file, int(m_xml.lineNumber()),
                                ExchangeText::tr("This is no complete XML: %1").arg(m_xml.errorString()));
            return std::nullopt;
        }
        // Who counts from 1 takes the pixel's own square: its first edge lies one less.
        if (m_isOneBased) {
            for (AnnotatedBox& box : m_photo.boxes)
                box.rect.adjust(-1, -1, 0, 0);
        }
        return m_photo;
    }

private:
    /// Steps to <annotation>. A file that declares entities is refused unread: that is how a few hundred
    /// bytes grow to gigabytes, or reach for other files.
    bool readStart()
    {
        while (!m_xml.atEnd() && !m_xml.isStartElement()) {
            m_xml.readNext();
            if (m_xml.isDTD() && !m_xml.entityDeclarations().isEmpty()) {
                m_findings.leaveOut(m_file, int(m_xml.lineNumber()),
                                    ExchangeText::tr("The file declares entities, which no annotation needs; "
                                                     "it is not read."));
                return false;
            }
        }
        if (m_xml.hasError() || m_xml.name() != QLatin1String("annotation")) {
            m_findings.leaveOut(m_file, int(m_xml.lineNumber()),
                                m_xml.hasError()
                                    ? ExchangeText::tr("This is no complete XML: %1").arg(m_xml.errorString())
                                    : ExchangeText::tr("This XML is no Pascal VOC annotation."));
            return false;
        }
        return true;
    }

    QString text() { return m_xml.readElementText(QXmlStreamReader::SkipChildElements).trimmed(); }

    void readChild()
    {
        const QStringView name = m_xml.name();
        if (name == QLatin1String("filename"))
            m_photo.alternateFile = text().toUtf8();
        else if (name == QLatin1String("source"))
            readSource();
        else if (name == QLatin1String("size"))
            readSize();
        else if (name == QLatin1String("object"))
            readObject();
        else
            m_xml.skipCurrentElement();
    }

    void readSource()
    {
        while (m_xml.readNextStartElement()) {
            if (m_xml.name() != QLatin1String("database"))
                m_xml.skipCurrentElement();
            else if (const QString database = text(); database.startsWith(QLatin1String("The VOC")) &&
                                                      database.endsWith(QLatin1String("Database")))
                m_isOneBased = true;
        }
    }

    void readSize()
    {
        while (m_xml.readNextStartElement()) {
            if (m_xml.name() == QLatin1String("width"))
                m_photo.width = sideOf(text());
            else if (m_xml.name() == QLatin1String("height"))
                m_photo.height = sideOf(text());
            else
                m_xml.skipCurrentElement();
        }
    }

    static int sideOf(const QString& text)
    {
        const double side = text.toDouble();
        return side >= 1 && side <= 1e7 ? int(side) : 0;
    }

    void readObject()
    {
        AnnotatedBox box;
        box.line = int(m_xml.lineNumber());
        m_edges.fill(std::nan(""));
        while (m_xml.readNextStartElement()) {
            const QStringView name = m_xml.name();
            if (name == QLatin1String("name"))
                box.label = checkedClassName(text());
            else if (name == QLatin1String("difficult"))
                box.isDifficult = isYes(text());
            else if (name == QLatin1String("truncated"))
                box.isTruncated = isYes(text());
            else if (name == QLatin1String("occluded"))
                box.isOccluded = isYes(text());
            else if (name == QLatin1String("bndbox"))
                readEdges();
            else
                m_xml.skipCurrentElement(); // parts have names and boxes of their own
        }
        add(box);
    }

    void readEdges()
    {
        static constexpr std::array<QLatin1String, 4> names{QLatin1String("xmin"), QLatin1String("ymin"),
                                                            QLatin1String("xmax"), QLatin1String("ymax")};
        while (m_xml.readNextStartElement()) {
            const auto edge = std::find(names.begin(), names.end(), m_xml.name());
            bool isNumber = false;
            const double value = text().toDouble(&isNumber);
            if (edge != names.end() && isNumber)
                m_edges[size_t(edge - names.begin())] = value;
        }
    }

    void add(AnnotatedBox& box)
    {
        if (m_xml.hasError())
            return; // the whole file is left out
        // One pixel counted from 1 has the same first and last number.
        const double last = m_isOneBased ? 1 : 0;
        const auto rect = boxFromEdges(m_edges[0], m_edges[1], m_edges[2] + last, m_edges[3] + last);
        if (box.label.isEmpty())
            m_findings.leaveOut(m_file, box.line, ExchangeText::tr("The object has no usable name."));
        else if (!rect)
            m_findings.leaveOut(m_file, box.line, badBoxText());
        else {
            box.rect = rect->adjusted(0, 0, -last, -last);
            m_photo.boxes.append(box);
        }
    }

    QXmlStreamReader m_xml;
    const BytePath m_file;
    bool m_isOneBased;
    FindingList& m_findings;
    AnnotatedPhoto m_photo;
    std::array<double, 4> m_edges{};
};

void put(QXmlStreamWriter& xml, const char* name, const QString& value)
{
    xml.writeTextElement(QLatin1String(name), value);
}

void put(QXmlStreamWriter& xml, const char* name, int value)
{
    put(xml, name, QString::number(value));
}

void putObject(QXmlStreamWriter& xml, const AnnotatedBox& box, QSize photo)
{
    xml.writeStartElement(QLatin1String("object"));
    put(xml, "name", box.label);
    put(xml, "pose", QStringLiteral("Unspecified"));
    put(xml, "truncated", box.isTruncated);
    put(xml, "difficult", box.isDifficult);
    put(xml, "occluded", box.isOccluded);
    xml.writeStartElement(QLatin1String("bndbox"));
    const std::array<int, 4> edges = wholePixels(box.rect, photo);
    put(xml, "xmin", edges[0]);
    put(xml, "ymin", edges[1]);
    put(xml, "xmax", edges[2]);
    put(xml, "ymax", edges[3]);
    xml.writeEndElement();
    xml.writeEndElement();
}

QByteArray toXml(const AnnotatedPhoto& photo)
{
    QByteArray bytes;
    QXmlStreamWriter xml(&bytes);
    xml.setAutoFormatting(true);
    xml.setAutoFormattingIndent(-1);
    xml.writeStartElement(QLatin1String("annotation"));
    if (photo.isVerified)
        xml.writeAttribute(QLatin1String("verified"), QLatin1String("yes"));
    put(xml, "folder", QStringLiteral("JPEGImages"));
    put(xml, "filename", displayPath(photo.file));
    xml.writeStartElement(QLatin1String("source"));
    put(xml, "database", QStringLiteral("Unknown"));
    xml.writeEndElement();
    xml.writeStartElement(QLatin1String("size"));
    put(xml, "width", photo.width);
    put(xml, "height", photo.height);
    put(xml, "depth", 3);
    xml.writeEndElement();
    put(xml, "segmented", 0);
    for (const AnnotatedBox& box : photo.boxes)
        putObject(xml, box, {photo.width, photo.height});
    xml.writeEndElement();
    bytes += '\n';
    return bytes;
}

/// JPEGImages, Annotations and ImageSets/Main, as the devkit lays them out.
class VocWriter : public FormatWriter
{
public:
    using FormatWriter::FormatWriter;

    BytePath photoPath(const AnnotatedPhoto& photo) const override { return "JPEGImages/" + photo.file; }

    Result<void> add(const AnnotatedPhoto& photo) override
    {
        const BytePath stem = withoutExtension(photo.file);
        CREEL_TRY(m_folder.write("Annotations/" + stem + ".xml", toXml(photo)));
        if (m_layout.hasParts && photo.part != DatasetPart::None)
            m_lists[partName(photo.part, "val")] += stem + '\n';
        if (photo.part != DatasetPart::Test || !m_layout.hasParts)
            m_lists["trainval"] += stem + '\n';
        return {};
    }

    Result<void> finish() override
    {
        for (const auto& [name, stems] : m_lists)
            CREEL_TRY(m_folder.write("ImageSets/Main/" + name + ".txt", stems));
        return writeClasses("labels.txt");
    }

private:
    std::map<QByteArray, QByteArray> m_lists;
};

/// Which part each photo is for, by its name without an extension.
QHash<BytePath, DatasetPart> readParts(const BytePath& root, qint64 maxFileBytes)
{
    QHash<BytePath, DatasetPart> parts;
    for (const char* name : {"train", "val", "test"}) {
        const BytePath list = joinPath(root, BytePath("ImageSets/Main/") + name + ".txt");
        const auto text = fileExists(list) ? readAnnotationFile(list, maxFileBytes) : QByteArray();
        if (!text)
            continue;
        for (const QByteArrayView line : linesOf(*text))
            parts.insert(line.trimmed().toByteArray(), datasetPartFromName(QString::fromLatin1(name)));
    }
    return parts;
}

class VocFormat : public WrittenFormat<VocWriter>
{
public:
    QString name() const override { return QStringLiteral("voc"); }
    QString title() const override { return QStringLiteral("Pascal VOC"); }
    bool hasBoxes() const override { return true; }
    bool hasPhotoLabels() const override { return false; }
    /// torchvision's VOCDetection opens photos with PIL, which leaves them as they lie in the file.
    PixelFrame frame() const override { return PixelFrame::Stored; }
    Result<QStringList> classesIn(const BytePath& folder) const override
    {
        return findClasses(folder, {"labels.txt"}, largestClassFile);
    }

    bool recognises(const BytePath&, const QByteArray& text) const override
    {
        QXmlStreamReader xml(withoutUtf16Claim(text));
        while (!xml.atEnd() && !xml.isStartElement())
            xml.readNext();
        return !xml.hasError() && xml.name() == QLatin1String("annotation");
    }

    Result<Dataset> read(const AnnotationSource& source, JobContext& context) const override
    {
        CREEL_ASSIGN(AnnotationFiles files, findAnnotationFiles(source, {"xml"}, context));
        Dataset dataset;
        dataset.frame = frame();
        CREEL_ASSIGN(dataset.classes,
                     findClasses(files.root, {"labels.txt", "classes.txt"}, source.maxFileBytes));
        const auto parse = [&](const QByteArray& xml, const BytePath& file, Dataset& into,
                               FindingList& findings) -> Result<void> {
            parseVoc(xml, file, source.isOneBased, into, findings);
            return {};
        };
        CREEL_ASSIGN(dataset, readFiles(files, source, context, parse, std::move(dataset)));
        const QHash<BytePath, DatasetPart> parts = readParts(files.root, source.maxFileBytes);
        for (AnnotatedPhoto& photo : dataset.photos)
            photo.part =
                parts.value(splitPath(photo.file).second, partFromPath(relativeTo(photo.file, files.root)));
        return dataset;
    }
};

} // namespace

void parseVoc(const QByteArray& xml, const BytePath& file, bool isOneBased, Dataset& dataset,
              FindingList& findings)
{
    if (const auto photo = VocReader(xml, file, isOneBased, findings).read())
        dataset.photos.append(*photo);
}

const AnnotationFormat& vocFormat()
{
    static const VocFormat format;
    return format;
}

} // namespace creel
