#include "core/exchange/import_annotations.h"

#include "core/base/text.h"
#include "core/catalog/catalog.h"
#include "core/catalog/job_store.h"
#include "core/exchange/annotation_files.h"
#include "core/exchange/dataset_boxes.h"
#include "core/exchange/dataset_parts.h"
#include "core/exchange/dataset_reviews.h"
#include "core/exchange/format_detection.h"
#include "core/review/review_session.h"

#include <QElapsedTimer>

namespace creel {

namespace {

/// Runs one import of annotations.
class AnnotationImporter
{
public:
    AnnotationImporter(const AnnotationImport& request, const AnnotationFormat& format, Dataset dataset,
                       JobContext& context)
        : m_request(request), m_format(format), m_context(context), m_dataset(std::move(dataset))
    {
        m_summary.format = format.name();
    }

    Result<AnnotationSummary> run()
    {
        CREEL_ASSIGN(m_connection, openCatalog(m_request.catalogPath, Connection::Access::Create));
        m_labels.emplace(*m_connection, m_request);
        CREEL_TRY(m_labels->find(m_dataset));
        CREEL_TRY(m_labels->check());
        JobStore jobs(*m_connection);
        const QJsonObject parameters = toJson(m_request);
        CREEL_ASSIGN(const JobId job, jobs.begin(annotationJobKind, parameters));
        const Result<void> done = write();
        const auto ended =
            jobs.finish(job, jobOutcome(done), done ? summaryText(m_summary) : done.error().message);
        CREEL_TRY(done); // says more than why the job's end could not be noted
        CREEL_TRY(ended);
        CREEL_TRY(jobs.closeInterrupted(annotationJobKind, parameters));
        m_summary.findings = m_dataset.findings;
        m_summary.unlistedFindings = m_dataset.unlistedFindings;
        return m_summary;
    }

private:
    Result<void> write()
    {
        CREEL_ASSIGN(m_found, DatasetPhotos(*m_connection, m_request, m_context).find(m_dataset, m_summary));
        m_session = std::make_unique<ReviewSession>(*m_connection, currentUser());
        CREEL_TRY(m_labels->make(*m_session, m_summary));
        CREEL_TRY(writeBoxes());
        CREEL_TRY(writeReviews());
        return m_request.takesParts ? writeParts() : Result<void>();
    }

    Result<void> writeBoxes()
    {
        DatasetBoxes boxes(*m_connection, m_request, *m_labels, m_context);
        CREEL_ASSIGN(const QList<PhotoBoxes> changed, boxes.merged(m_dataset, m_found, m_summary));
        if (changed.isEmpty())
            return {};
        m_context.report(m_dataset.photos.size(), m_dataset.photos.size(), ExchangeText::tr("Writing boxes"));
        return apply(SetPhotoBoxes{changed, ExchangeText::tr("Imported %1 from %2")
                                                .arg(boxCountText(m_summary.boxesAdded), m_format.title())});
    }

    Result<void> writeReviews()
    {
        DatasetReviews reviews(*m_connection, m_request, *m_labels);
        CREEL_TRY(reviews.writeClaims(m_dataset, m_found.ids));
        CREEL_ASSIGN(const auto changed, reviews.merged(m_dataset, m_found.ids, m_summary));
        if (changed.isEmpty())
            return {};
        return apply(SetReviews{changed, ExchangeText::tr("Imported what is decided on %1 from %2")
                                             .arg(photoCountText(changed.size()), m_format.title())});
    }

    Result<void> writeParts()
    {
        CREEL_ASSIGN(const auto entries, newParts(*m_connection, m_dataset, m_found.ids, m_summary));
        return SplitStore(*m_connection).assign(entries);
    }

    Result<void> apply(const Edit& edit)
    {
        CREEL_ASSIGN(const Applied applied, m_session->apply(edit));
        if (applied.edit.isValid())
            m_summary.edits.append(applied.edit);
        return {};
    }

    const AnnotationImport& m_request;
    const AnnotationFormat& m_format;
    JobContext& m_context;
    Dataset m_dataset;
    AnnotationSummary m_summary;
    std::unique_ptr<Connection> m_connection;
    std::unique_ptr<ReviewSession> m_session;
    FoundPhotos m_found;
    std::optional<DatasetLabels> m_labels;
};

QString nothingText(const AnnotationFormat& format, const BytePath& path, const Dataset& dataset)
{
    const QString text = ExchangeText::tr("There are no annotations of the format %1 in %2.")
                             .arg(format.title(), displayPath(path));
    return dataset.findings.isEmpty() ? text : text + QLatin1Char(' ') + dataset.findings.first().message;
}

} // namespace

Result<std::pair<const AnnotationFormat*, Dataset>> readDataset(const AnnotationImport& request,
                                                                JobContext& context)
{
    CREEL_ASSIGN(const AnnotationFormat* const format, findFormat(request.format, request.path, context));
    if (request.isOneBased && format != &vocFormat())
        return fail(
            ErrorCode::BadInput,
            ExchangeText::tr("Only Pascal VOC counts pixels from 1; %1 does not.").arg(format->title()));
    AnnotationSource source;
    source.path = request.path;
    source.isOneBased = request.isOneBased;
    CREEL_ASSIGN(Dataset dataset, format->read(source, context));
    if (dataset.photos.isEmpty())
        return fail(ErrorCode::NotFound, nothingText(*format, request.path, dataset));
    return std::pair(format, std::move(dataset));
}

Result<AnnotationSummary> importAnnotations(const AnnotationImport& request, JobContext context)
{
    QElapsedTimer timer;
    timer.start();
    CREEL_ASSIGN(auto read, readDataset(request, context));
    CREEL_ASSIGN(AnnotationSummary summary,
                 AnnotationImporter(request, *read.first, std::move(read.second), context).run());
    summary.seconds = double(timer.elapsed()) / 1000;
    return summary;
}

} // namespace creel
