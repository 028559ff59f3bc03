#include "core/exchange/annotation_files.h"

#include "core/imaging/photo_file.h"
#include "core/imaging/photo_format.h"

#include <QSet>
#include <QStringDecoder>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <filesystem>

namespace creel {

namespace fs = std::filesystem;

namespace {

constexpr double largestCoordinate = 1e7;

bool isHidden(const fs::path& path)
{
    return path.filename().native().starts_with('.');
}

using IsWanted = std::function<bool(const BytePath& name)>;

/// Every wanted file below `folder`; folders that cannot be listed are findings.
Result<void> walk(const fs::path& folder, const IsWanted& isWanted, AnnotationFiles& found,
                  const JobContext& context)
{
    std::error_code error;
    fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, error);
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        if (context.isCancelled())
            return fail(ErrorCode::Cancelled, ExchangeText::tr("Stopped while looking for files."));
        if (isHidden(entry->path())) {
            entry.disable_recursion_pending();
            continue;
        }
        const BytePath path = QByteArray::fromStdString(entry->path().native());
        std::error_code ignored;
        if (isWanted(splitPath(path).second) && !entry->is_directory(ignored))
            found.files.push_back(path);
    }
    if (error)
        found.findings.append({QByteArray::fromStdString(folder.native()), 0,
                               ExchangeText::tr("The folder could not be listed to the end: %1.")
                                   .arg(QString::fromLocal8Bit(error.message().c_str())),
                               true});
    return {};
}

QString failureText(const DecodeFailure& failure)
{
    return failure.detail.isEmpty() ? problemText(failure.problem) : failure.detail;
}

} // namespace

Result<AnnotationFiles> findAnnotationFiles(const AnnotationSource& source,
                                            std::initializer_list<QByteArrayView> extensions,
                                            const JobContext& context)
{
    return findFiles(source, context, [extensions](const BytePath& name) {
        const QByteArray extension = fileExtension(name);
        return std::ranges::find(extensions, QByteArrayView(extension)) != extensions.end();
    });
}

Result<AnnotationFiles> findFiles(const AnnotationSource& source, const JobContext& context,
                                  const IsWanted& isWanted)
{
    std::error_code error;
    const fs::path path = fs::canonical(source.path.toStdString(), error);
    if (error)
        return fail(ErrorCode::NotFound,
                    ExchangeText::tr("There is no file or folder %1.").arg(displayPath(source.path)));
    AnnotationFiles found;
    const BytePath bytes = QByteArray::fromStdString(path.native());
    if (!fs::is_directory(path, error)) {
        found.root = splitPath(bytes).first;
        found.files.push_back(bytes);
        return found;
    }
    found.root = bytes;
    CREEL_TRY(walk(path, isWanted, found, context));
    std::ranges::sort(found.files);
    return found;
}

Result<QByteArray> readAnnotationFile(const BytePath& path, qint64 maxFileBytes)
{
    DecodeLimits limits;
    limits.maxFileBytes = maxFileBytes;
    auto bytes = readPhotoFile(path, limits);
    if (!bytes && bytes.error().problem == Problem::Empty)
        return QByteArray();
    if (!bytes)
        return fail(
            ErrorCode::Unreadable,
            ExchangeText::tr("%1 cannot be read: %2").arg(displayPath(path), failureText(bytes.error())));
    if (bytes->startsWith("\xff\xfe") || bytes->startsWith("\xfe\xff"))
        return QString(QStringDecoder(QStringDecoder::Utf16)(*bytes)).toUtf8();
    return bytes->startsWith("\xef\xbb\xbf") ? bytes->mid(3) : *bytes;
}

void FindingList::add(const AnnotationFinding& finding)
{
    if (m_dataset.findings.size() < limit)
        m_dataset.findings.append(finding);
    else
        ++m_dataset.unlistedFindings;
}

ParseFile parseEvery(void (*parse)(const QByteArray&, const BytePath&, Dataset&, FindingList&))
{
    return [parse](const QByteArray& bytes, const BytePath& file, Dataset& dataset,
                   FindingList& findings) -> Result<void> {
        parse(bytes, file, dataset, findings);
        return {};
    };
}

Result<Dataset> readFiles(const AnnotationFiles& files, const AnnotationSource& source, JobContext& context,
                          const ParseFile& parse, Dataset dataset)
{
    FindingList findings(dataset);
    dataset.findings.append(files.findings);
    qint64 done = 0;
    for (const BytePath& file : files.files) {
        if (context.isCancelled())
            return fail(ErrorCode::Cancelled, ExchangeText::tr("Stopped while reading annotations."));
        context.report(done++, qint64(files.files.size()), ExchangeText::tr("Reading annotations"));
        const Result<void> parsed =
            readAnnotationFile(file, source.maxFileBytes).and_then([&](const QByteArray& bytes) {
                return parse(bytes, file, dataset, findings);
            });
        if (parsed)
            continue;
        if (files.files.size() == 1)
            return tl::unexpected(parsed.error());
        findings.leaveOut(file, 0, parsed.error().message);
    }
    dataset.classes = classesOf(dataset, dataset.classes);
    return dataset;
}

QStringList classesOf(const Dataset& dataset, const QStringList& known)
{
    QSet<QString> names;
    for (const AnnotatedPhoto& photo : dataset.photos) {
        for (const QString& name : {photo.label, photo.claim}) {
            if (!name.isEmpty())
                names.insert(name);
        }
        for (const AnnotatedBox& box : photo.boxes)
            names.insert(box.label);
    }
    QStringList classes = known;
    for (const QString& name : known)
        names.remove(name);
    QStringList others(names.begin(), names.end());
    others.sort();
    return classes + others;
}

QString checkedClassName(const QString& name)
{
    const QString trimmed = name.simplified();
    const bool isPrintable =
        std::ranges::none_of(trimmed, [](QChar c) { return c.category() == QChar::Other_Control; });
    return isPrintable && trimmed.size() <= 100 ? trimmed : QString();
}

std::optional<QRectF> boxFromEdges(double left, double top, double right, double bottom)
{
    for (const double edge : {left, top, right, bottom}) {
        if (!std::isfinite(edge) || std::abs(edge) > largestCoordinate)
            return std::nullopt;
    }
    if (right <= left || bottom <= top)
        return std::nullopt;
    return QRectF(left, top, right - left, bottom - top);
}

std::optional<QRectF> boxFromSize(double left, double top, double width, double height)
{
    if (!boxFromEdges(left, top, left + width, top + height))
        return std::nullopt;
    return QRectF(left, top, width, height);
}

QString badBoxText()
{
    return ExchangeText::tr("The box is empty, turned inside out, or no numbers that a photo can have.");
}

double roundedPixels(double pixels)
{
    return std::round(pixels * 1e4) / 1e4;
}

QByteArray pixelText(double pixels)
{
    return QByteArray::number(roundedPixels(pixels), 'g', 12);
}

std::array<int, 4> wholePixels(const QRectF& box, QSize photo)
{
    // A sliver at the right or lower edge rounds to a pixel beyond it.
    const int left = std::clamp(qRound(box.left()), 0, std::max(photo.width() - 1, 0));
    const int top = std::clamp(qRound(box.top()), 0, std::max(photo.height() - 1, 0));
    return {left, top, std::max(qRound(box.left() + box.width()), left + 1),
            std::max(qRound(box.top() + box.height()), top + 1)};
}

Result<QStringList> readClassFile(const BytePath& path, qint64 maxFileBytes)
{
    CREEL_ASSIGN(const QByteArray text, readAnnotationFile(path, maxFileBytes));
    QStringList names;
    for (const QByteArrayView line : linesOf(text))
        names.append(QString::fromUtf8(line).trimmed());
    while (!names.isEmpty() && names.last().isEmpty())
        names.removeLast();
    return names;
}

Result<QStringList> findClasses(const BytePath& folder, std::initializer_list<QByteArrayView> names,
                                qint64 maxFileBytes)
{
    for (const QByteArrayView name : names) {
        const BytePath path = joinPath(folder, name.toByteArray());
        if (fileExists(path))
            return readClassFile(path, maxFileBytes);
    }
    return QStringList();
}

QList<QByteArrayView> linesOf(const QByteArray& text)
{
    QList<QByteArrayView> lines;
    qsizetype start = 0;
    while (start < text.size()) {
        qsizetype end = start;
        while (end < text.size() && text[end] != '\n' && text[end] != '\r')
            ++end;
        lines.append(QByteArrayView(text).sliced(start, end - start));
        const bool isPair = end + 1 < text.size() && text[end] == '\r' && text[end + 1] == '\n';
        start = end + (isPair ? 2 : 1);
    }
    return lines;
}

QByteArray firstLineOf(const QByteArray& text)
{
    qsizetype start = 0;
    while (start < text.size() && std::isspace(static_cast<unsigned char>(text[start])))
        ++start;
    qsizetype end = start;
    while (end < text.size() && text[end] != '\n' && text[end] != '\r')
        ++end;
    return text.mid(start, end - start).trimmed();
}

BytePath withoutExtension(const BytePath& path)
{
    const auto [folder, name] = splitPath(path);
    const qsizetype dot = name.lastIndexOf('.');
    return dot > 0 ? path.left(path.size() - (name.size() - dot)) : path;
}

BytePath relativeTo(const BytePath& path, const BytePath& folder)
{
    return path != folder && isWithin(path, folder) ? path.mid(folder == "/" ? 1 : folder.size() + 1) : path;
}

bool fileExists(const BytePath& path)
{
    std::error_code ignored;
    return fs::is_regular_file(path.toStdString(), ignored);
}

} // namespace creel
