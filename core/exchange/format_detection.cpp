#include "core/exchange/format_detection.h"

#include "core/exchange/annotation_files.h"
#include "core/imaging/photo_format.h"

#include <QHash>

namespace creel {

namespace {

/// Label files without a box, and JSON that scrapers left, may come before what tells the format.
constexpr int mostAsked = 256;

bool mayTell(const BytePath& name)
{
    static const QList<QByteArray> extensions{"xml", "json", "jsonl", "csv", "txt", "yaml", "yml"};
    return extensions.contains(fileExtension(name)) || hasPhotoExtension(name);
}

/// Asks the formats about one file after another.
class Detector
{
public:
    explicit Detector(const AnnotationFiles& files) : m_files(files) {}

    Result<void> ask(const BytePath& file)
    {
        const BytePath name = relativeTo(file, m_files.root);
        if (hasPhotoExtension(name)) {
            m_hasClassFolders = m_hasClassFolders || imageFolderFormat().recognises(name, {});
            return {};
        }
        int& asked = m_asked[fileExtension(splitPath(name).second)];
        if (asked >= mostAsked)
            return {};
        ++asked;
        const auto text = readAnnotationFile(file, AnnotationSource().maxFileBytes);
        if (!text)
            return m_files.files.size() == 1 ? Result<void>(tl::unexpected(text.error())) : Result<void>();
        for (const AnnotationFormat* format : annotationFormats()) {
            if (m_found.contains(format) || !format->recognises(name, *text))
                continue;
            m_found.append(format);
            asked = mostAsked; // the others of that extension would say the same
        }
        return {};
    }

    QList<const AnnotationFormat*> found() const
    {
        if (m_found.isEmpty() && m_hasClassFolders)
            return {&imageFolderFormat()};
        QList<const AnnotationFormat*> inOrder;
        for (const AnnotationFormat* format : annotationFormats()) {
            if (m_found.contains(format))
                inOrder.append(format);
        }
        return inOrder;
    }

private:
    const AnnotationFiles& m_files;
    QHash<QByteArray, int> m_asked; ///< files, by their extension
    QList<const AnnotationFormat*> m_found;
    bool m_hasClassFolders = false;
};

} // namespace

Result<QList<const AnnotationFormat*>> detectFormats(const BytePath& path, const JobContext& context)
{
    AnnotationSource source;
    source.path = path;
    CREEL_ASSIGN(const AnnotationFiles files, findFiles(source, context, mayTell));
    Detector detector(files);
    for (const BytePath& file : files.files) {
        if (context.isCancelled())
            return fail(ErrorCode::Cancelled, ExchangeText::tr("Stopped while looking for annotations."));
        CREEL_TRY(detector.ask(file));
    }
    return detector.found();
}

Result<const AnnotationFormat*> findFormat(const QString& name, const BytePath& path,
                                           const JobContext& context)
{
    if (name != detectedFormat) {
        const AnnotationFormat* format = annotationFormat(name);
        if (!format)
            return fail(ErrorCode::BadInput, ExchangeText::tr("There is no format “%1”.").arg(name));
        return format;
    }
    CREEL_ASSIGN(const QList<const AnnotationFormat*> formats, detectFormats(path, context));
    if (formats.isEmpty())
        return fail(ErrorCode::NotFound,
                    ExchangeText::tr("There are no annotations of a format that Creel knows in %1.")
                        .arg(displayPath(path)));
    return formats.first();
}

} // namespace creel
