#include "core/exchange/labelme.h"

#include "core/exchange/format_writer.h"
#include "core/exchange/json_text.h"

#include <cmath>

namespace creel {

namespace {

/// Around the shape's points; a circle is its middle and a point of its edge.
std::optional<QRectF> boundsOf(const QString& type, const QJsonArray& points)
{
    std::vector<double> xs, ys;
    for (const QJsonValue& point : points) {
        xs.push_back(jsonNumber(point.toArray().at(0)));
        ys.push_back(jsonNumber(point.toArray().at(1)));
    }
    if (xs.size() < 2)
        return std::nullopt;
    if (type == QLatin1String("circle")) {
        const double radius = std::hypot(xs[1] - xs[0], ys[1] - ys[0]);
        return boxFromSize(xs[0] - radius, ys[0] - radius, 2 * radius, 2 * radius);
    }
    for (size_t i = 0; i < xs.size(); ++i) {
        if (!std::isfinite(xs[i]) || !std::isfinite(ys[i]))
            return std::nullopt;
    }
    const auto [left, right] = std::ranges::minmax(xs);
    const auto [top, bottom] = std::ranges::minmax(ys);
    return boxFromEdges(left, top, right, bottom);
}

/// Reads one shape into `box`; says what is wrong with it, if anything is.
QString readShape(const QJsonObject& shape, AnnotatedBox& box)
{
    box.label = jsonClassName(shape[QLatin1String("label")]);
    if (box.label.isEmpty())
        return ExchangeText::tr("The shape has no usable label.");
    const QString type = shape[QLatin1String("shape_type")].toString(QStringLiteral("polygon"));
    if (type != QLatin1String("rectangle") && type != QLatin1String("polygon") &&
        type != QLatin1String("circle"))
        return ExchangeText::tr("A shape of the type “%1” has no box.").arg(type.left(40));
    const auto rect = boundsOf(type, shape[QLatin1String("points")].toArray());
    if (!rect)
        return badBoxText();
    box.rect = *rect;
    readFlags(shape[QLatin1String("flags")].toObject(), box);
    return {};
}

QJsonObject toShape(const AnnotatedBox& box)
{
    const QJsonArray topLeft{roundedPixels(box.rect.left()), roundedPixels(box.rect.top())};
    const QJsonArray bottomRight{roundedPixels(box.rect.left() + box.rect.width()),
                                 roundedPixels(box.rect.top() + box.rect.height())};
    return {{QStringLiteral("label"), box.label},
            {QStringLiteral("points"), QJsonArray{topLeft, bottomRight}},
            {QStringLiteral("group_id"), QJsonValue()},
            {QStringLiteral("shape_type"), QStringLiteral("rectangle")},
            {QStringLiteral("flags"), flagsOf(box)}};
}

/// A JSON file beside each photo.
class LabelmeWriter : public FormatWriter
{
public:
    using FormatWriter::FormatWriter;

    BytePath photoPath(const AnnotatedPhoto& photo) const override
    {
        return partFolder(photo.part, "valid") + photo.file;
    }

    Result<void> add(const AnnotatedPhoto& photo) override
    {
        QJsonArray shapes;
        for (const AnnotatedBox& box : photo.boxes)
            shapes.append(toShape(box));
        const QJsonObject json{{QStringLiteral("version"), QStringLiteral("5.1.1")},
                               {QStringLiteral("flags"), QJsonObject()},
                               {QStringLiteral("shapes"), shapes},
                               {QStringLiteral("imagePath"), displayPath(photo.file)},
                               {QStringLiteral("imageData"), QJsonValue()},
                               {QStringLiteral("imageHeight"), photo.height},
                               {QStringLiteral("imageWidth"), photo.width}};
        return m_folder.write(withoutExtension(photoPath(photo)) + ".json", QJsonDocument(json).toJson());
    }

    Result<void> finish() override { return writeClasses("labels.txt"); }
};

class LabelmeFormat : public WrittenFormat<LabelmeWriter>
{
public:
    QString name() const override { return QStringLiteral("labelme"); }
    QString title() const override { return QStringLiteral("labelme"); }
    bool hasBoxes() const override { return true; }
    bool hasPhotoLabels() const override { return false; }
    /// labelme turns photos as EXIF says.
    PixelFrame frame() const override { return PixelFrame::Upright; }
    Result<QStringList> classesIn(const BytePath& folder) const override
    {
        return findClasses(folder, {"labels.txt"}, largestClassFile);
    }

    bool recognises(const BytePath&, const QByteArray& text) const override
    {
        return hasJsonList(text, "shapes");
    }

    Result<Dataset> read(const AnnotationSource& source, JobContext& context) const override
    {
        CREEL_ASSIGN(const AnnotationFiles files, findAnnotationFiles(source, {"json"}, context));
        Dataset dataset;
        CREEL_ASSIGN(dataset.classes, findClasses(files.root, {"labels.txt"}, source.maxFileBytes));
        CREEL_ASSIGN(dataset, readFiles(files, source, context, parseLabelme, std::move(dataset)));
        for (AnnotatedPhoto& photo : dataset.photos)
            photo.part = partFromPath(relativeTo(photo.source, files.root));
        return dataset;
    }
};

} // namespace

Result<void> parseLabelme(const QByteArray& json, const BytePath& file, Dataset& dataset,
                          FindingList& findings)
{
    CREEL_ASSIGN(const QJsonDocument document, parseJson(json, file));
    const QJsonObject root = document.object();
    if (!root[QLatin1String("shapes")].isArray())
        return fail(ErrorCode::BadInput,
                    ExchangeText::tr("%1 is no labelme file: it has no shapes.").arg(displayPath(file)));
    AnnotatedPhoto photo;
    photo.file = withoutExtension(file);
    photo.alternateFile = root[QLatin1String("imagePath")].toString().toUtf8();
    photo.width = jsonSide(root[QLatin1String("imageWidth")]);
    photo.height = jsonSide(root[QLatin1String("imageHeight")]);
    photo.source = file;
    photo.hasBoxes = true;
    const QJsonArray shapes = root[QLatin1String("shapes")].toArray();
    ElementLines lines(json, "shapes");
    for (qsizetype i = 0; i < shapes.size(); ++i) {
        AnnotatedBox box;
        const QString trouble = readShape(shapes[i].toObject(), box);
        if (trouble.isEmpty())
            photo.boxes.append(box);
        else
            findings.leaveOut(file, lines.lineOf(i), trouble);
    }
    dataset.photos.append(photo);
    return {};
}

const AnnotationFormat& labelmeFormat()
{
    static const LabelmeFormat format;
    return format;
}

} // namespace creel
