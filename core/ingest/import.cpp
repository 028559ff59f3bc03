#include "core/ingest/import.h"

#include "core/catalog/catalog.h"
#include "core/catalog/job_store.h"
#include "core/ingest/duplicate_update.h"
#include "core/ingest/import_plan.h"
#include "core/ingest/import_writer.h"
#include "core/ingest/ordered_workers.h"

#include <QCoreApplication>
#include <QElapsedTimer>

namespace creel {

namespace {

struct ImportText
{
    Q_DECLARE_TR_FUNCTIONS(Import)
};

/// One run of importPhotos() on an open catalog.
class Importer
{
public:
    using FileDone = std::function<void(const FileReport&)>;

    Importer(Connection& connection, const ImportRequest& request, JobContext& context,
             const FileDone& fileDone)
        : m_connection(connection), m_request(request), m_context(context), m_fileDone(fileDone)
    {}

    Result<ImportSummary> run();

private:
    Result<void> readFolders(const FolderScan& scan);
    Result<void> readFolder(const ScannedFolder& folder, const std::vector<PlannedFile>& plan);
    Result<void> take(const ScannedFolder& folder, const PlannedFile& planned);
    Result<void> writeNext();
    Result<void> countDuplicates();
    void reportIgnored(const FolderScan& scan);
    void reportProgress() { m_context.report(m_done, m_total, ImportText::tr("Reading photos")); }

    Connection& m_connection;
    const ImportRequest& m_request;
    JobContext& m_context;
    const FileDone& m_fileDone;
    ImportSummary m_summary;
    qint64 m_done = 0;
    qint64 m_total = 0;
    ImportWriter* m_writer = nullptr;
    OrderedWorkers<Finding> m_workers;
};

Result<ImportSummary> Importer::run()
{
    QElapsedTimer timer;
    timer.start();
    m_context.report(0, 0, ImportText::tr("Looking for photos"));
    CREEL_ASSIGN(const FolderScan scan, scanFolders(m_request.paths, m_context.token()));
    m_total = scan.fileCount();
    reportIgnored(scan);
    CREEL_TRY(readFolders(scan));
    CREEL_TRY(updateDuplicates(m_connection, m_context));
    CREEL_TRY(countDuplicates());
    m_summary.seconds = double(timer.nsecsElapsed()) / 1e9;
    return m_summary;
}

void Importer::reportIgnored(const FolderScan& scan)
{
    m_summary.ignored += qint64(scan.ignored.size());
    for (const IgnoredFile& file : scan.ignored) {
        if (m_fileDone)
            m_fileDone({file.path, FileOutcome::Ignored, file.reason});
    }
}

Result<void> Importer::readFolders(const FolderScan& scan)
{
    CREEL_ASSIGN(RootMap roots, RootMap::load(m_connection));
    CREEL_ASSIGN(ThumbnailStore thumbnails, ThumbnailStore::open(m_request.catalogPath));
    FolderLabeller labels(m_connection, m_request, scan);
    ImportWriter writer(m_connection, thumbnails, roots, labels, m_summary, m_fileDone);
    m_writer = &writer;
    ImportPlan plan(m_connection, roots, scan);
    for (const ScannedFolder& folder : scan.folders) {
        CREEL_ASSIGN(const LabelRule rule, labels.ruleFor(folder, roots.known(folder.path)));
        CREEL_ASSIGN(const std::vector<PlannedFile> files, plan.planFolder(folder, rule));
        CREEL_TRY(readFolder(folder, files));
    }
    while (!m_workers.isEmpty() && !m_context.isCancelled())
        CREEL_TRY(writeNext());
    CREEL_TRY(writer.commit());
    if (m_context.isCancelled())
        return fail(
            ErrorCode::Cancelled,
            ImportText::tr("Stopped; what was read so far is kept, and importing again goes on there."));
    CREEL_ASSIGN(const std::vector<KnownPhoto> absent, plan.absent());
    return writer.markMissing(absent);
}

Result<void> Importer::readFolder(const ScannedFolder& folder, const std::vector<PlannedFile>& plan)
{
    for (const PlannedFile& planned : plan) {
        if (m_context.isCancelled())
            return {};
        CREEL_TRY(take(folder, planned));
    }
    return {};
}

Result<void> Importer::take(const ScannedFolder& folder, const PlannedFile& planned)
{
    if (!planned.mustRead && !planned.mustMend) {
        ++m_summary.unchanged;
        ++m_done;
        reportProgress();
        if (m_fileDone)
            m_fileDone({joinPath(folder.path, planned.file->name), FileOutcome::Unchanged, {}});
        return {};
    }
    while (m_workers.isFull() && !m_context.isCancelled())
        CREEL_TRY(writeNext());
    Finding finding{&folder, *planned.file, planned.known, planned.knownLabel, planned.mustRead, {}};
    finding.photo.facts.problem = planned.file->problem;
    // A worker may still read after run() has given up, and then the scan is gone: it follows no `folder`.
    m_workers.add([finding = std::move(finding), path = joinPath(folder.path, planned.file->name),
                   limits = m_request.limits]() mutable {
        if (finding.isRead && finding.file.problem == Problem::None)
            finding.photo = readPhoto(path, limits);
        return std::move(finding);
    });
    return {};
}

/// Takes the oldest result to the writer, or lets the writer commit what waits too long for it.
Result<void> Importer::writeNext()
{
    if (!m_workers.waitForNext(m_writer->patience()))
        return m_writer->commitIfDue();
    ++m_done;
    reportProgress();
    return m_writer->add(m_workers.takeNext());
}

Result<void> Importer::countDuplicates()
{
    ImportIndex index(m_connection);
    CREEL_ASSIGN(m_summary.exactDuplicates, index.exactDuplicateCount());
    CREEL_ASSIGN(m_summary.nearGroups, index.nearGroupCount());
    return {};
}

} // namespace

Result<ImportSummary> importPhotos(const ImportRequest& request, JobContext context,
                                   const std::function<void(const FileReport&)>& fileDone)
{
    CREEL_TRY(checkAreThere(request.paths)); // a mistyped folder makes no catalog
    CREEL_ASSIGN(const std::unique_ptr<Connection> connection,
                 openCatalog(request.catalogPath, Connection::Access::Create));
    JobStore jobs(*connection);
    const QJsonObject parameters = toJson(request);
    CREEL_ASSIGN(const JobId job, jobs.begin(QStringLiteral("import"), parameters));
    // What import writes can be read again from the photos, so its commits need not wait for the disk and
    // keep the window's writes waiting: a power cut may undo the newest, in order. The job's end makes all
    // durable.
    CREEL_TRY(connection->run(QStringLiteral("PRAGMA synchronous = NORMAL")));
    const Result<ImportSummary> result = Importer(*connection, request, context, fileDone).run();
    CREEL_TRY(connection->run(QStringLiteral("PRAGMA synchronous = FULL")));
    const auto ended =
        jobs.finish(job, jobOutcome(result), result ? summaryText(*result) : result.error().message);
    if (!result)
        return result; // says more than why the job's end could not be noted
    CREEL_TRY(ended);
    CREEL_TRY(jobs.closeInterrupted(QStringLiteral("import"), parameters));
    return result;
}

} // namespace creel
