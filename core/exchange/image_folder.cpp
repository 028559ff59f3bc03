#include "core/exchange/annotation_files.h"
#include "core/exchange/format_writer.h"
#include "core/imaging/photo_format.h"
#include "core/ingest/import.h"

#include <QHash>
#include <QSet>

namespace creel {

namespace {

/// A class's name as a folder's: no name may lead elsewhere, here or on Windows, or hide.
BytePath cleaned(const QString& label)
{
    BytePath name = label.toUtf8();
    name.replace('\\', '_').replace('/', '_');
    return name.startsWith('.') ? '_' + name : name;
}

/// A folder a class, below a folder a part where there are parts.
class ImageFolderWriter : public FormatWriter
{
public:
    ImageFolderWriter(ExportFolder& folder, const ExportLayout& layout) : FormatWriter(folder, layout)
    {
        QSet<BytePath> taken;
        for (const QString& label : layout.classes) {
            BytePath name = cleaned(label);
            while (taken.contains(name.toLower()))
                name += '_';
            taken.insert(name.toLower());
            m_folders.insert(label, name);
        }
    }

    BytePath photoPath(const AnnotatedPhoto& photo) const override
    {
        return partFolder(photo.part, "val") + joinPath(m_folders.value(photo.label), photo.file);
    }

    Result<void> add(const AnnotatedPhoto&) override { return {}; } // where the photo lies says it all
    Result<void> finish() override { return {}; }

private:
    QHash<QString, BytePath> m_folders; ///< by class
};

class ImageFolderFormat : public WrittenFormat<ImageFolderWriter>
{
public:
    QString name() const override { return QStringLiteral("imagefolder"); }
    QString title() const override { return QStringLiteral("ImageFolder (a folder a class)"); }
    bool hasBoxes() const override { return false; }
    bool hasPhotoLabels() const override { return true; }
    PixelFrame frame() const override { return PixelFrame::Stored; }

    bool recognises(const BytePath& path, const QByteArray&) const override
    {
        const BytePath folder = splitPath(splitPath(path).first).second;
        return hasPhotoExtension(path) && !labelNameForFolder(displayPath(folder)).isEmpty();
    }

    Result<Dataset> read(const AnnotationSource& source, JobContext& context) const override
    {
        CREEL_ASSIGN(const AnnotationFiles files, findFiles(source, context, hasPhotoExtension));
        Dataset dataset;
        dataset.findings.append(files.findings);
        FindingList findings(dataset);
        for (const BytePath& path : files.files) {
            const auto [folder, name] = splitPath(relativeTo(path, files.root));
            AnnotatedPhoto photo;
            photo.file = path;
            photo.source = path;
            photo.part = partFromPath(relativeTo(path, files.root));
            photo.label = checkedClassName(displayPath(splitPath(folder).second));
            if (photo.label.isEmpty() || datasetPartFromName(photo.label) != DatasetPart::None)
                findings.leaveOut(path, 0, ExchangeText::tr("The photo lies in no class's folder."));
            else
                dataset.photos.append(photo);
        }
        dataset.classes = classesOf(dataset);
        return dataset;
    }
};

} // namespace

const AnnotationFormat& imageFolderFormat()
{
    static const ImageFolderFormat format;
    return format;
}

} // namespace creel
