#include "tests/support/annotation_readers.h"

#include "core/exchange/annotation_files.h"
#include "core/exchange/box_fit.h"
#include "core/exchange/coco.h"
#include "core/exchange/create_ml.h"
#include "core/exchange/csv_labels.h"
#include "core/exchange/hugging_face.h"
#include "core/exchange/json_lines.h"
#include "core/exchange/labelme.h"
#include "core/exchange/photo_matcher.h"
#include "core/exchange/retinanet.h"
#include "core/exchange/voc.h"
#include "core/exchange/yolo.h"

#include <cmath>

namespace creel::test {

namespace {

using Parse = void (*)(const QByteArray&, const BytePath&, Dataset&, FindingList&);

template<Result<void> (*parse)(const QByteArray&, const BytePath&, Dataset&, FindingList&)>
void parsed(const QByteArray& bytes, const BytePath& file, Dataset& dataset, FindingList& findings)
{
    (void)parse(bytes, file, dataset, findings);
}

template<bool isOneBased>
void parsedVoc(const QByteArray& bytes, const BytePath& file, Dataset& dataset, FindingList& findings)
{
    parseVoc(bytes, file, isOneBased, dataset, findings);
}

void parsedYaml(const QByteArray& bytes, const BytePath& file, Dataset& dataset, FindingList&)
{
    if (const auto config = parseYoloConfig(bytes, file))
        dataset.classes = config->names;
}

struct Reader
{
    const char* name;
    Parse parse;
};

constexpr Reader readers[] = {
    {"voc", parsedVoc<false>},
    {"voc1", parsedVoc<true>},
    {"yolo", parseYolo},
    {"yaml", parsedYaml},
    {"coco", parsed<parseCoco>},
    {"labelme", parsed<parseLabelme>},
    {"createml", parsed<parseCreateMl>},
    {"retinanet", parseRetinaNet},
    {"hf", parseHuggingFace},
    {"csv", parseCsvLabels},
    {"jsonl", parseJsonLines},
};

void mustHold(bool condition, const char* what)
{
    if (!condition)
        qFatal("a reader let through: %s", what);
}

void checkClass(const QString& name)
{
    mustHold(name == checkedClassName(name), "a class's name that may not be kept");
}

void checkBox(const AnnotatedBox& box, const BoxFit& fit, int lines)
{
    checkClass(box.label);
    mustHold(!box.label.isEmpty(), "a box without a class");
    for (const double value : {box.rect.x(), box.rect.y(), box.rect.width(), box.rect.height()})
        mustHold(std::isfinite(value) && std::abs(value) <= 1e8, "a box that lies nowhere");
    mustHold(box.rect.width() > 0 && box.rect.height() > 0, "a box without a size");
    mustHold(!box.score || (*box.score >= 0 && *box.score <= 1), "a score that is none");
    mustHold(box.line >= 0 && box.line <= lines, "a box in a line that is not there");
    const BoxRect inside = clamped(fit.fitted(box.rect));
    mustHold(!inside.isValid() || (inside.left >= 0 && inside.right <= 1), "a box outside its photo");
}

void checkPhoto(const AnnotatedPhoto& photo, int lines)
{
    static const PhotoMatcher matcher(
        {"/set/a.jpg", "/set/images/a.jpg", "/set/images/b.png", "/other/a.jpg"});
    mustHold(matcher.find(photo).number < int(matcher.size()), "a photo that is not there");
    mustHold(!photo.file.isEmpty(), "a photo without a name");
    mustHold(photo.width >= 0 && photo.height >= 0, "a photo of no size");
    mustHold(photo.line >= 0 && photo.line <= lines, "a photo in a line that is not there");
    checkClass(photo.label);
    checkClass(photo.claim);
    for (const int orientation : {1, 6}) {
        const BoxFit fit(photo, {QSize(96, 160), orientation}, PixelFrame::Stored);
        for (const AnnotatedBox& box : photo.boxes)
            checkBox(box, fit, lines);
    }
}

} // namespace

QByteArrayList annotationReaders()
{
    QByteArrayList names;
    for (const Reader& reader : readers)
        names.append(reader.name);
    return names;
}

void feedReader(const QByteArray& name, const QByteArray& bytes)
{
    for (const AnnotationFormat* format : annotationFormats()) // what reads a file is asked about it first
        (void)format->recognises(name == "yaml" ? "a.yaml" : "labels/a.txt", bytes);
    for (const Reader& reader : readers) {
        if (reader.name != name)
            continue;
        Dataset dataset;
        if (name == "yolo")
            dataset.classes = {QStringLiteral("a"), QString(), QStringLiteral("c")};
        FindingList findings(dataset);
        reader.parse(bytes, "/set/labels/a.txt", dataset, findings);
        // The last line may lack its end, and ends may be of either sort.
        const int lines = int(bytes.count('\n') + bytes.count('\r')) + 1;
        for (const QString& className : dataset.classes)
            checkClass(className);
        for (const AnnotatedPhoto& photo : dataset.photos)
            checkPhoto(photo, lines);
        for (const AnnotationFinding& finding : dataset.findings)
            mustHold(finding.line >= 0 && finding.line <= lines && !finding.message.isEmpty(),
                     "a finding of nothing");
        (void)classesOf(dataset, dataset.classes);
        return;
    }
    qFatal("there is no reader %s", name.constData());
}

} // namespace creel::test
