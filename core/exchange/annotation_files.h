#pragma once

#include "core/exchange/annotation_format.h"

#include <array>
#include <functional>
#include <vector>

namespace creel {

/// A dataset's files as its reader found them.
struct AnnotationFiles
{
    BytePath root;               ///< the folder; that of the file where a single one was named
    std::vector<BytePath> files; ///< absolute, in byte order
    QList<AnnotationFinding> findings;
};

/// The files below `source.path` whose lower-case extension is one of `extensions` ("xml"), or the one file
/// it names, whatever its extension. Hidden files and folders are passed over, links to folders not followed.
/// Errors: NotFound, Unreadable, Cancelled.
Result<AnnotationFiles> findAnnotationFiles(const AnnotationSource& source,
                                            std::initializer_list<QByteArrayView> extensions,
                                            const JobContext& context);

/// The same for the files that `isWanted` says yes to.
Result<AnnotationFiles> findFiles(const AnnotationSource& source, const JobContext& context,
                                  const std::function<bool(const BytePath& name)>& isWanted);

/// An annotation file's bytes without a byte order mark; UTF-16 becomes UTF-8. An empty file is no error.
/// Errors: Unreadable, also for what is no regular file or over the limit.
Result<QByteArray> readAnnotationFile(const BytePath& path, qint64 maxFileBytes);

/// Gathers what was found, up to a number that a person can still read; counts the rest.
class FindingList
{
public:
    static constexpr qsizetype limit = 10'000;

    explicit FindingList(Dataset& dataset) : m_dataset(dataset) {}

    void leaveOut(const BytePath& file, int line, const QString& message)
    {
        add({file, line, message, true, false});
    }
    void note(const BytePath& file, int line, const QString& message)
    {
        add({file, line, message, false, false});
    }
    /// What is in the catalog stays.
    void lose(const BytePath& file, int line, const QString& message)
    {
        add({file, line, message, true, true});
    }
    /// The dataset goes before what is in the catalog.
    void win(const BytePath& file, int line, const QString& message)
    {
        add({file, line, message, false, true});
    }

private:
    void add(const AnnotationFinding& finding);

    Dataset& m_dataset;
};

/// Adds what one file says to `dataset`. Error BadInput if the file is none of the format.
using ParseFile = std::function<Result<void>(const QByteArray& bytes, const BytePath& file, Dataset& dataset,
                                             FindingList& findings)>;
/// The same of a parser that finds fault with records, never with the whole file.
ParseFile parseEvery(void (*parse)(const QByteArray&, const BytePath&, Dataset&, FindingList&));

/// Reads all files into `dataset`, which may have its frame, and the classes whose order is known; the other
/// classes follow by name. A file that cannot be read or is refused is a finding; if it is the only one, that
/// is the error. Error Cancelled.
Result<Dataset> readFiles(const AnnotationFiles& files, const AnnotationSource& source, JobContext& context,
                          const ParseFile& parse, Dataset dataset = {});

/// The classes of a dataset whose files give them no numbers: `known` first, then the others by name.
QStringList classesOf(const Dataset& dataset, const QStringList& known = {});

/// A class name as it may be kept: trimmed, without control characters; empty if nothing is left or it is
/// over 100 characters.
QString checkedClassName(const QString& name);
/// Edges as a box: none if a number is no number, beyond ±10,000,000, or right is not right of left.
std::optional<QRectF> boxFromEdges(double left, double top, double right, double bottom);
std::optional<QRectF> boxFromSize(double left, double top, double width, double height);
/// Why boxFromEdges() gave none, for people.
QString badBoxText();

/// Writes a number of pixels: four decimals at most, none where it is whole.
QByteArray pixelText(double pixels);
/// The same as a number, for JSON.
double roundedPixels(double pixels);
/// Whole pixels that hold at least one pixel of the photo: {left, top, right, bottom}.
std::array<int, 4> wholePixels(const QRectF& box, QSize photo);

/// Bytes that a list of classes may have.
inline constexpr qint64 largestClassFile = qint64(64) << 20;
/// The names in a file with a class a line; empty lines at the end do not count. Errors: Unreadable.
Result<QStringList> readClassFile(const BytePath& path, qint64 maxFileBytes);
/// The first of these files that is there, read; none if none is.
Result<QStringList> findClasses(const BytePath& folder, std::initializer_list<QByteArrayView> names,
                                qint64 maxFileBytes);

/// Lines without their ends; "\r\n", "\n" and "\r" all end one.
QList<QByteArrayView> linesOf(const QByteArray& text);

/// The first line that is not blank, trimmed; empty if there is none.
QByteArray firstLineOf(const QByteArray& text);

/// `path` without its last extension.
BytePath withoutExtension(const BytePath& path);
/// `path` relative to `folder`, which holds it; else the path.
BytePath relativeTo(const BytePath& path, const BytePath& folder);

bool fileExists(const BytePath& path);

} // namespace creel
