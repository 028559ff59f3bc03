#pragma once

#include "core/base/result.h"
#include "core/exchange/annotation.h"
#include "core/jobs/progress.h"

#include <QCoreApplication>

#include <memory>
#include <span>

namespace creel {

class ExportFolder;

/// Texts of the dataset formats.
struct ExchangeText
{
    Q_DECLARE_TR_FUNCTIONS(Exchange)
};

/// What to read and how.
struct AnnotationSource
{
    BytePath path; ///< an annotation file, or the dataset's folder
    /// Pixels are counted from 1 and boxes include their last pixel, as the VOC devkit has it. The devkit's
    /// own files are recognised without.
    bool isOneBased = false;
    qint64 maxFileBytes = qint64(512) << 20; ///< a larger annotation file is refused
};

/// How the photos of an export lie in its folder.
struct ExportLayout
{
    bool hasParts = false; ///< a folder or list for each of train, valid and test
    QStringList classes;   ///< in the order that gives each its number
};

/// Writes one dataset in one format into a folder. Call add() for every photo, then finish(); what is not
/// finished leaves nothing behind, because the folder does not keep it.
class AnnotationWriter
{
public:
    virtual ~AnnotationWriter() = default;

    /// Where the photo itself belongs, relative to the export's folder.
    virtual BytePath photoPath(const AnnotatedPhoto& photo) const = 0;
    /// `photo.file` is a name that no other photo of the export shares, not even without its extension, and
    /// valid UTF-8. Its boxes are pixels in the format's frame; width and height are of that frame.
    virtual Result<void> add(const AnnotatedPhoto& photo) = 0;
    virtual Result<void> finish() = 0;
};

/// One way in which people keep datasets on disk. Stateless; any thread.
class AnnotationFormat
{
public:
    virtual ~AnnotationFormat() = default;

    virtual QString name() const = 0;  ///< "voc": what the command line calls it
    virtual QString title() const = 0; ///< "Pascal VOC": what people call it
    virtual bool hasBoxes() const = 0;
    virtual bool hasPhotoLabels() const = 0;
    /// All that Creel knows, decisions and rejected photos too.
    virtual bool holdsEverything() const { return false; }
    /// Which pixels the format's usual readers see in a photo that EXIF says to turn.
    virtual PixelFrame frame() const = 0;
    /// The classes that an export in `folder` gives numbers, in their order; none if there is no export, or
    /// the format has no numbers. Errors: Unreadable, BadInput.
    virtual Result<QStringList> classesIn(const BytePath& folder) const;

    /// True if this file is what the format keeps annotations in, judged by what it says. `path` is relative
    /// to the dataset's folder; `text` are the file's bytes as readAnnotationFile() gives them, none for a
    /// photo.
    virtual bool recognises(const BytePath& path, const QByteArray& text) const = 0;
    /// Errors: NotFound if there is nothing of this format, Unreadable, Cancelled. What is wrong with a
    /// record or a file among many is a finding.
    virtual Result<Dataset> read(const AnnotationSource& source, JobContext& context) const = 0;
    virtual std::unique_ptr<AnnotationWriter> makeWriter(ExportFolder& folder,
                                                         const ExportLayout& layout) const = 0;
};

/// All formats, in the order in which to offer them.
std::span<const AnnotationFormat* const> annotationFormats();
/// The format of that name; null if there is none.
const AnnotationFormat* annotationFormat(QStringView name);

const AnnotationFormat& vocFormat();
const AnnotationFormat& yoloFormat();
const AnnotationFormat& cocoFormat();
const AnnotationFormat& labelmeFormat();
const AnnotationFormat& createMlFormat();
const AnnotationFormat& csvFormat();
const AnnotationFormat& retinaNetFormat();
const AnnotationFormat& imageFolderFormat();
const AnnotationFormat& huggingFaceFormat();
const AnnotationFormat& jsonLinesFormat();

} // namespace creel
