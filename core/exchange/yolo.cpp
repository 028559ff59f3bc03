#include "core/exchange/yolo.h"

#include "core/exchange/class_list.h"
#include "core/exchange/format_writer.h"
#include "core/imaging/photo_format.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <cmath>
#include <set>

namespace creel {

namespace {

/// The line's numbers; empty if one is no finite number.
std::vector<double> numbersOf(const QByteArray& line)
{
    std::vector<double> numbers;
    for (const QByteArray& word : line.simplified().split(' ')) {
        bool isNumber = false;
        const double number = word.toDouble(&isNumber);
        if (!isNumber || !std::isfinite(number))
            return {};
        numbers.push_back(number);
    }
    return numbers;
}

/// Around the corners x0 y0 x1 y1 …
std::optional<QRectF> boundsOf(const std::vector<double>& numbers)
{
    double left = numbers[1], right = numbers[1], top = numbers[2], bottom = numbers[2];
    for (size_t i = 3; i + 1 < numbers.size(); i += 2) {
        left = std::min(left, numbers[i]);
        right = std::max(right, numbers[i]);
        top = std::min(top, numbers[i + 1]);
        bottom = std::max(bottom, numbers[i + 1]);
    }
    return boxFromEdges(left, top, right, bottom);
}

/// The class's name; empty if the number is none of the dataset's.
QString className(double number, const QStringList& classes)
{
    if (number < 0 || number != std::floor(number) || number > 1e6)
        return {};
    if (classes.isEmpty())
        return QString::number(int(number));
    return number < double(classes.size()) ? classes[int(number)] : QString();
}

/// Reads one line into `box`; says what is wrong with it, if anything is.
QString readLine(const QByteArray& line, const QStringList& classes, AnnotatedBox& box)
{
    const std::vector<double> numbers = numbersOf(line);
    const bool isBox = numbers.size() == 5 || numbers.size() == 6;
    if (!isBox && (numbers.size() < 7 || numbers.size() % 2 == 0))
        return ExchangeText::tr("The line is not “class x y width height”.");
    box.label = className(numbers[0], classes);
    if (box.label.isEmpty())
        return ExchangeText::tr("There is no class with the number %1.").arg(numbers[0]);
    const auto rect =
        isBox ? boxFromSize(numbers[1] - numbers[3] / 2, numbers[2] - numbers[4] / 2, numbers[3], numbers[4])
              : boundsOf(numbers);
    if (!rect)
        return badBoxText();
    if (rect->left() > 2 || rect->top() > 2 || rect->width() > 4 || rect->height() > 4)
        return ExchangeText::tr("The numbers are pixels, not parts of the photo's sides.");
    box.rect = *rect;
    if (numbers.size() == 6) {
        box.score = std::clamp(numbers[5], 0.0, 1.0);
        box.origin = BoxOrigin::Model;
    }
    return {};
}

/// The photo's path without its extension: what lies in "labels" has its photo in "images".
BytePath photoOf(const BytePath& labelFile)
{
    BytePath stem = withoutExtension(labelFile);
    const qsizetype labels = stem.lastIndexOf("/labels/");
    return labels < 0 ? stem : stem.replace(labels, 8, "/images/");
}

bool isLabelFile(const BytePath& path)
{
    static const std::set<QByteArray> others{
        "classes.txt", "labels.txt", "obj.names", "train.txt",
        "val.txt",     "valid.txt",  "test.txt",  "predefined_classes.txt"};
    const QByteArray name = splitPath(path).second.toLower();
    return name.endsWith(".txt") && !name.startsWith("readme") && !others.contains(name);
}

/// `path` is relative to the dataset's folder.
bool isInLabels(const BytePath& path)
{
    return fileExtension(splitPath(path).second) == "txt" && ('/' + path).contains("/labels/");
}

/// Where any files lie in a folder "labels" of the dataset, only those count, whatever they are called.
void keepLabelFiles(std::vector<BytePath>& files, const BytePath& root)
{
    const auto isInside = [&root](const BytePath& path) {
        return isInLabels(relativeTo(path, root));
    };
    const bool hasLabels = std::ranges::any_of(files, isInside);
    std::erase_if(files,
                  [&](const BytePath& path) { return hasLabels ? !isInside(path) : !isLabelFile(path); });
}

DatasetPart partOf(const BytePath& photo, const BytePath& root, const YoloConfig& config)
{
    const BytePath relative = relativeTo(photo, root);
    for (const auto& [folder, part] : config.folders) {
        // Without parts of its own, a dataset names one folder for all of them.
        const auto sharing =
            std::ranges::count(config.folders, folder, &std::pair<BytePath, DatasetPart>::first);
        if (sharing == 1 && !folder.isEmpty() && isWithin(relative, folder))
            return part;
    }
    return partFromPath(relative);
}

/// A YAML file or text file that says which class has which number, as far as one does.
Result<YoloConfig> findConfig(const AnnotationSource& source, const AnnotationFiles& files,
                              FindingList& findings)
{
    for (const BytePath& file : files.files) {
        const QByteArray extension = fileExtension(splitPath(file).second);
        if (extension != "yaml" && extension != "yml")
            continue;
        CREEL_ASSIGN(const QByteArray yaml, readAnnotationFile(file, source.maxFileBytes));
        auto config = parseYoloConfig(yaml, file);
        if (config)
            return config;
        findings.leaveOut(file, 0, config.error().message);
    }
    for (const BytePath& file : files.files) {
        const QByteArray name = splitPath(file).second.toLower();
        if (name == "classes.txt" || name == "obj.names" || name == "labels.txt") {
            CREEL_ASSIGN(const QStringList names, readClassFile(file, source.maxFileBytes));
            if (!names.isEmpty())
                return YoloConfig{names, {}};
        }
    }
    findings.note(files.root, 0,
                  ExchangeText::tr("There is no data.yaml or classes.txt, so classes are named by "
                                   "their numbers."));
    return YoloConfig();
}

QByteArray lineOf(const AnnotatedBox& box, const AnnotatedPhoto& photo, int classNumber)
{
    const double width = photo.width;
    const double height = photo.height;
    QByteArray line = QByteArray::number(classNumber);
    for (const double part :
         {(box.rect.left() + box.rect.width() / 2) / width, (box.rect.top() + box.rect.height() / 2) / height,
          box.rect.width() / width, box.rect.height() / height})
        line += ' ' + QByteArray::number(part, 'g', 10);
    return line + '\n';
}

/// JSON's way to quote is one of YAML's.
QByteArray quoted(const QString& text)
{
    const QByteArray list = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
    return list.mid(1, list.size() - 2);
}

/// images, labels, data.yaml and classes.txt, as ultralytics lays them out.
class YoloWriter : public FormatWriter
{
public:
    YoloWriter(ExportFolder& folder, const ExportLayout& layout)
        : FormatWriter(folder, layout), m_classes(layout.classes)
    {}

    BytePath photoPath(const AnnotatedPhoto& photo) const override
    {
        return "images/" + folderOf(photo.part) + photo.file;
    }

    Result<void> add(const AnnotatedPhoto& photo) override
    {
        m_parts.insert(photo.part);
        QByteArray lines;
        for (const AnnotatedBox& box : photo.boxes)
            lines += lineOf(box, photo, m_classes.indexOf(box.label));
        return m_folder.write("labels/" + folderOf(photo.part) + withoutExtension(photo.file) + ".txt",
                              lines);
    }

    Result<void> finish() override
    {
        QByteArray yaml = folderLines();
        yaml += "\nnc: " + QByteArray::number(m_layout.classes.size()) + "\nnames:\n";
        for (qsizetype i = 0; i < m_layout.classes.size(); ++i)
            yaml += "  " + QByteArray::number(i) + ": " + quoted(m_layout.classes[i]) + '\n';
        CREEL_TRY(m_folder.write("data.yaml", yaml));
        return writeClasses("classes.txt");
    }

private:
    static QByteArray nameOf(DatasetPart part) { return partName(part, "val"); }
    BytePath folderOf(DatasetPart part) const { return partFolder(part, "val"); }

    /// The entries of data.yaml that say where the photos lie. ultralytics wants to find both train and val,
    /// so the one that has no photos shares the other's.
    QByteArray folderLines() const
    {
        if (!m_layout.hasParts || m_parts.empty())
            return "train: images\nval: images\n";
        QByteArray lines;
        for (const DatasetPart part : {DatasetPart::Train, DatasetPart::Valid, DatasetPart::Test}) {
            const bool isThere = m_parts.contains(part);
            if (isThere || part != DatasetPart::Test)
                lines += nameOf(part) + ": images/" + nameOf(isThere ? part : *m_parts.begin()) + '\n';
        }
        return lines;
    }

    ClassList m_classes;
    std::set<DatasetPart> m_parts;
};

class YoloFormat : public WrittenFormat<YoloWriter>
{
public:
    QString name() const override { return QStringLiteral("yolo"); }
    QString title() const override { return QStringLiteral("YOLO"); }
    bool hasBoxes() const override { return true; }
    bool hasPhotoLabels() const override { return false; }
    /// ultralytics opens photos with OpenCV, which turns them as EXIF says.
    PixelFrame frame() const override { return PixelFrame::Upright; }

    /// data.yaml is what is trained from; classes.txt is for labelImg.
    Result<QStringList> classesIn(const BytePath& folder) const override
    {
        const BytePath yaml = joinPath(folder, "data.yaml");
        if (fileExists(yaml)) {
            CREEL_ASSIGN(const QByteArray text, readAnnotationFile(yaml, largestClassFile));
            if (const auto config = parseYoloConfig(text, yaml))
                return config->names;
        }
        return findClasses(folder, {"classes.txt"}, largestClassFile);
    }

    bool recognises(const BytePath& path, const QByteArray& text) const override
    {
        const QByteArray extension = fileExtension(splitPath(path).second);
        if (extension == "yaml" || extension == "yml")
            return parseYoloConfig(text, path).has_value();
        AnnotatedBox box;
        return (isInLabels(path) || isLabelFile(path)) && readLine(firstLineOf(text), {}, box).isEmpty();
    }

    Result<Dataset> read(const AnnotationSource& source, JobContext& context) const override
    {
        AnnotationSource folder = source;
        const QByteArray extension = fileExtension(splitPath(source.path).second);
        if (extension == "yaml" || extension == "yml") // it stands for the folder that it describes
            folder.path = source.path.contains('/') ? splitPath(source.path).first : BytePath(".");
        CREEL_ASSIGN(AnnotationFiles files,
                     findAnnotationFiles(folder, {"txt", "yaml", "yml", "names"}, context));
        Dataset dataset;
        FindingList findings(dataset);
        CREEL_ASSIGN(const YoloConfig config, findConfig(source, files, findings));
        dataset.classes = config.names;
        keepLabelFiles(files.files, files.root);
        CREEL_ASSIGN(dataset, readFiles(files, source, context, parseEvery(parseYolo), std::move(dataset)));
        for (AnnotatedPhoto& photo : dataset.photos)
            photo.part = partOf(photo.file, files.root, config);
        return dataset;
    }
};

} // namespace

void parseYolo(const QByteArray& text, const BytePath& file, Dataset& dataset, FindingList& findings)
{
    AnnotatedPhoto photo;
    photo.file = photoOf(file);
    photo.source = file;
    photo.isNormalized = true;
    photo.hasBoxes = true;
    int number = 0;
    for (const QByteArrayView view : linesOf(text)) {
        ++number;
        const QByteArray line = view.trimmed().toByteArray();
        if (line.isEmpty() || line.startsWith('#'))
            continue;
        AnnotatedBox box;
        box.line = number;
        const QString trouble = readLine(line, dataset.classes, box);
        if (trouble.isEmpty())
            photo.boxes.append(box);
        else
            findings.leaveOut(file, number, trouble);
    }
    dataset.photos.append(photo);
}

const AnnotationFormat& yoloFormat()
{
    static const YoloFormat format;
    return format;
}

} // namespace creel
