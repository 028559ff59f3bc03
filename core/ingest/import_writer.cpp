#include "core/ingest/import_writer.h"

#include "core/catalog/transaction.h"

#include <QCoreApplication>
#include <QDateTime>

#include <sys/stat.h>

namespace creel {

namespace {

using namespace std::chrono_literals;

struct ImportText
{
    Q_DECLARE_TR_FUNCTIONS(Import)
};

constexpr size_t batchSize = 64;
constexpr auto batchAge = 200ms;

bool exists(const BytePath& path)
{
    struct stat status;
    return ::lstat(path.constData(), &status) == 0 && !S_ISDIR(status.st_mode);
}

/// Came after the scan; whoever added it to the catalog meanwhile knows better.
bool isBack(const KnownPhoto& absent)
{
    return !absent.goneFrom.isEmpty() && exists(absent.goneFrom);
}

QString reasonText(const Photo& photo)
{
    const QString text = problemText(photo.problem);
    return photo.problemDetail.isEmpty() ? text : QStringLiteral("%1 (%2)").arg(text, photo.problemDetail);
}

} // namespace

ImportWriter::ImportWriter(Connection& connection, ThumbnailStore& thumbnails, RootMap& roots,
                           FolderLabeller& labels, ImportSummary& summary, const FileDone& fileDone)
    : m_connection(connection)
    , m_thumbnails(thumbnails)
    , m_roots(roots)
    , m_labels(labels)
    , m_summary(summary)
    , m_fileDone(fileDone)
    , m_photos(connection)
    , m_index(connection)
{}

std::chrono::milliseconds ImportWriter::patience() const
{
    return m_batch.empty() ? batchAge
                           : std::max(0ms, batchAge - std::chrono::milliseconds(m_batchAge.elapsed()));
}

Result<void> ImportWriter::add(Finding finding)
{
    if (m_batch.empty())
        m_batchAge.start();
    m_batch.push_back(std::move(finding));
    return commitIfDue();
}

Result<void> ImportWriter::commitIfDue()
{
    if (m_batch.size() >= batchSize || (!m_batch.empty() && patience() == 0ms))
        return commit();
    return {};
}

Result<void> ImportWriter::commit()
{
    if (m_batch.empty())
        return {};
    std::vector<std::pair<QByteArray, QByteArray>> thumbnails;
    for (Finding& finding : m_batch) {
        if (!finding.photo.thumbnail.isEmpty())
            thumbnails.emplace_back(finding.photo.facts.hash, std::move(finding.photo.thumbnail));
    }
    CREEL_TRY(m_thumbnails.put(thumbnails));

    std::vector<FileReport> reports;
    CREEL_ASSIGN(Transaction transaction, Transaction::begin(m_connection));
    CREEL_ASSIGN(m_revision, m_photos.nextRevision());
    for (const Finding& finding : m_batch) {
        CREEL_ASSIGN(FileReport report, write(finding));
        reports.push_back(std::move(report));
    }
    CREEL_TRY(transaction.commit());
    m_batch.clear();
    for (const FileReport& done : reports)
        report(done);
    return {};
}

Result<FileReport> ImportWriter::write(const Finding& finding)
{
    CREEL_ASSIGN(const FolderId folder, m_roots.ensure(finding.folder->path, finding.folder->top));
    if (!finding.isRead)
        return mend(finding, folder);
    FileReport report{joinPath(finding.folder->path, finding.file.name), FileOutcome::Imported, {}};
    if (finding.photo.facts.problem == Problem::Dangling && finding.file.problem != Problem::Dangling) {
        report.outcome = FileOutcome::Ignored;
        report.reason = ImportText::tr("The file went away while it was read");
        return report;
    }
    CREEL_ASSIGN(Photo photo, rowFor(finding, folder, report.outcome));
    CREEL_ASSIGN(photo.folderLabel, m_labels.labelFor(*finding.folder, folder, photo.folderLabel));
    CREEL_TRY(m_photos.put(photo, m_revision));
    if (photo.problem != Problem::None && report.outcome != FileOutcome::Moved) {
        report.outcome = FileOutcome::ProblemRecorded;
        report.reason = reasonText(photo);
    }
    return report;
}

/// An unchanged file whose row says "missing" or has not the label that its folder claims.
Result<FileReport> ImportWriter::mend(const Finding& finding, FolderId folder)
{
    CREEL_ASSIGN(const LabelId label, m_labels.labelFor(*finding.folder, folder, finding.knownLabel));
    CREEL_TRY(m_index.setFolderLabel(finding.known, label, m_revision));
    CREEL_TRY(m_index.setMissing(finding.known, false, m_revision));
    return FileReport{joinPath(finding.folder->path, finding.file.name), FileOutcome::Updated, {}};
}

/// The reading as a row: over the row of the same path, or of the photo that was moved here, or a new one.
Result<Photo> ImportWriter::rowFor(const Finding& finding, FolderId folder, FileOutcome& outcome)
{
    PhotoId firstCopy;
    PhotoId id = finding.known;
    if (!id.isValid()) { // another import may have been faster
        CREEL_ASSIGN(const auto present, m_index.find(folder, finding.file.name));
        id = present.value_or(PhotoId());
    }
    outcome = id.isValid() ? FileOutcome::Updated : FileOutcome::Imported;
    if (!id.isValid()) {
        CREEL_ASSIGN(id, movedFrom(finding, firstCopy));
        if (id.isValid())
            outcome = FileOutcome::Moved;
    }
    Photo photo = finding.photo.facts;
    photo.id = id;
    photo.folder = folder;
    photo.name = finding.file.name;
    if (photo.fileMtime == 0) {
        photo.fileSize = finding.file.size;
        photo.fileMtime = finding.file.mtime;
    }
    photo.importedAt = QDateTime::currentMSecsSinceEpoch();
    photo.duplicateOf = firstCopy;
    photo.nearGroup = firstCopy;
    if (!id.isValid())
        return photo;
    CREEL_ASSIGN(const std::optional<Photo> before, m_photos.byId(id));
    if (before) {
        photo.importedAt = before->importedAt;
        photo.folderLabel = before->folderLabel;
        photo.duplicateOf = before->duplicateOf; // decided anew at the import's end
        photo.nearGroup = before->nearGroup;
    }
    return photo;
}

/// The row of a photo with the same bytes whose file is gone. `firstCopy` is one whose file is still there.
Result<PhotoId> ImportWriter::movedFrom(const Finding& finding, PhotoId& firstCopy)
{
    const Photo& facts = finding.photo.facts;
    if (facts.hash.isEmpty())
        return PhotoId();
    CREEL_ASSIGN(const std::vector<PhotoLocation> copies, m_index.withHash(facts.hash));
    for (const PhotoLocation& copy : copies) {
        if (!exists(copy.path)) {
            m_found.insert(copy.id);
            return copy.id;
        }
        if (!firstCopy.isValid() && !isFatal(facts.problem))
            firstCopy = copy.id;
    }
    return PhotoId();
}

void ImportWriter::report(const FileReport& report)
{
    switch (report.outcome) {
    case FileOutcome::Imported:
        ++m_summary.imported;
        break;
    case FileOutcome::Updated:
        ++m_summary.updated;
        break;
    case FileOutcome::Moved:
        ++m_summary.moved;
        break;
    case FileOutcome::ProblemRecorded:
        ++m_summary.problems;
        break;
    case FileOutcome::Ignored:
        ++m_summary.ignored;
        break;
    case FileOutcome::Unchanged:
        break;
    }
    if (m_fileDone)
        m_fileDone(report);
}

Result<void> ImportWriter::markMissing(const std::vector<KnownPhoto>& absent)
{
    std::vector<const KnownPhoto*> flagged;
    for (const KnownPhoto& photo : absent) {
        if (m_found.contains(photo.id))
            continue;
        if (!photo.missing)
            flagged.push_back(&photo);
        else if (!isBack(photo))
            ++m_summary.missing;
    }
    for (size_t begin = 0; begin < flagged.size(); begin += batchSize) {
        CREEL_ASSIGN(Transaction transaction, Transaction::begin(m_connection));
        CREEL_ASSIGN(const qint64 revision, m_photos.nextRevision());
        for (size_t i = begin; i < std::min(begin + batchSize, flagged.size()); ++i) {
            if (isBack(*flagged[i]))
                continue;
            CREEL_TRY(m_index.setMissing(flagged[i]->id, true, revision));
            ++m_summary.missing;
        }
        CREEL_TRY(transaction.commit());
    }
    return {};
}

} // namespace creel
