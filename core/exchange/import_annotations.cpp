#include "core/exchange/import_annotations.h"

#include "core/base/text.h"
#include "core/catalog/catalog.h"
#include "core/catalog/split_store.h"
#include "core/exchange/annotation_files.h"
#include "core/exchange/dataset_boxes.h"
#include "core/exchange/dataset_photos.h"
#include "core/exchange/dataset_reviews.h"
#include "core/review/review_session.h"

#include <QElapsedTimer>
#include <QJsonArray>

namespace creel {

namespace {

/// Runs one import of annotations.
class AnnotationImporter
{
public:
    AnnotationImporter(const AnnotationImport& request, const AnnotationFormat& format, JobContext context)
        : m_request(request), m_format(format), m_context(std::move(context))
    {}

    Result<AnnotationSummary> run()
    {
        QElapsedTimer timer;
        timer.start();
        AnnotationSource source;
        source.path = m_request.path;
        source.isOneBased = m_request.isOneBased;
        CREEL_ASSIGN(m_dataset, m_format.read(source, m_context));
        if (m_dataset.photos.isEmpty())
            return fail(ErrorCode::NotFound, nothingText());
        CREEL_ASSIGN(m_connection, openCatalog(m_request.catalogPath, Connection::Access::Create));
        m_labels.emplace(*m_connection, m_request);
        CREEL_TRY(m_labels->check(m_dataset));
        CREEL_ASSIGN(m_ids, DatasetPhotos(*m_connection, m_request, m_context).find(m_dataset, m_summary));
        m_session = std::make_unique<ReviewSession>(*m_connection, currentUser());
        CREEL_ASSIGN(m_summary.labelsCreated, m_labels->make(m_dataset, *m_session));
        CREEL_TRY(writeBoxes());
        CREEL_TRY(writeReviews());
        if (m_request.takesParts)
            CREEL_TRY(writeParts());
        m_summary.findings = m_dataset.findings;
        m_summary.seconds = double(timer.elapsed()) / 1000;
        return m_summary;
    }

private:
    QString nothingText() const
    {
        const QString text = ExchangeText::tr("There are no annotations of the format %1 in %2.")
                                 .arg(m_format.title(), displayPath(m_request.path));
        return m_dataset.findings.isEmpty() ? text
                                            : text + QLatin1Char(' ') + m_dataset.findings.first().message;
    }

    Result<void> writeBoxes()
    {
        DatasetBoxes boxes(*m_connection, m_request, *m_labels, m_context);
        CREEL_ASSIGN(const QList<PhotoBoxes> changed, boxes.merged(m_dataset, m_ids, m_summary));
        if (changed.isEmpty())
            return {};
        m_context.report(m_dataset.photos.size(), m_dataset.photos.size(), ExchangeText::tr("Writing boxes"));
        CREEL_TRY(m_session->apply(
            SetPhotoBoxes{changed, ExchangeText::tr("Imported %1 from %2")
                                       .arg(boxCountText(m_summary.boxesAdded), m_format.title())}));
        return {};
    }

    Result<void> writeReviews()
    {
        DatasetReviews reviews(*m_connection, m_request, *m_labels);
        CREEL_TRY(reviews.writeClaims(m_dataset, m_ids));
        CREEL_ASSIGN(const auto changed, reviews.merged(m_dataset, m_ids, m_summary));
        if (changed.isEmpty())
            return {};
        CREEL_TRY(m_session->apply(
            SetReviews{changed, ExchangeText::tr("Imported what is decided on %1 from %2")
                                    .arg(photoCountText(changed.size()), m_format.title())}));
        return {};
    }

    Result<void> writeParts()
    {
        SplitStore store(*m_connection);
        CREEL_ASSIGN(const auto known, store.all());
        std::vector<SplitStore::Entry> entries;
        for (qsizetype i = 0; i < m_dataset.photos.size(); ++i) {
            const AnnotatedPhoto& photo = m_dataset.photos[i];
            const PhotoId id = m_ids[size_t(i)];
            const std::optional<SplitPart> part = splitPart(photo.part);
            if (!id.isValid() || !part)
                continue;
            if (!known.contains(id))
                entries.emplace_back(id, *part);
            else if (known.value(id) != *part)
                FindingList(m_dataset).note(
                    photo.source, photo.line,
                    ExchangeText::tr("The photo keeps the part it has; the dataset has it in “%1”.")
                        .arg(partName(*part)));
        }
        m_summary.partsGiven = qint64(entries.size());
        return store.assign(entries);
    }

    const AnnotationImport& m_request;
    const AnnotationFormat& m_format;
    JobContext m_context;
    Dataset m_dataset;
    AnnotationSummary m_summary;
    std::unique_ptr<Connection> m_connection;
    std::unique_ptr<ReviewSession> m_session;
    std::vector<PhotoId> m_ids; ///< of m_dataset.photos; none where there is no such photo
    std::optional<DatasetLabels> m_labels;
};

} // namespace

Result<AnnotationSummary> importAnnotations(const AnnotationImport& request, JobContext context)
{
    const AnnotationFormat* format = annotationFormat(request.format);
    if (!format)
        return fail(ErrorCode::BadInput, ExchangeText::tr("There is no format “%1”.").arg(request.format));
    if (request.isOneBased && format != &vocFormat())
        return fail(
            ErrorCode::BadInput,
            ExchangeText::tr("Only Pascal VOC counts pixels from 1; %1 does not.").arg(format->title()));
    return AnnotationImporter(request, *format, std::move(context)).run();
}

QString summaryText(const AnnotationSummary& summary)
{
    QStringList parts{ExchangeText::tr("%1 added on %2")
                          .arg(boxCountText(summary.boxesAdded), photoCountText(summary.photos))};
    const auto add = [&](qint64 count, const QString& text) {
        if (count > 0)
            parts.append(text.arg(numberText(count)));
    };
    add(summary.photosImported, ExchangeText::tr("%1 photos new"));
    add(summary.boxesKnown, ExchangeText::tr("%1 boxes known already"));
    add(summary.boxesReplaced, ExchangeText::tr("%1 boxes replaced"));
    add(summary.boxesInConflict, ExchangeText::tr("%1 boxes in conflict"));
    add(summary.photosLabelled, ExchangeText::tr("%1 photos labelled"));
    add(summary.photosRejected, ExchangeText::tr("%1 photos rejected"));
    add(summary.notesTaken, ExchangeText::tr("%1 notes"));
    add(summary.labelsInConflict, ExchangeText::tr("%1 labels in conflict"));
    add(summary.photosMissing, ExchangeText::tr("%1 photos not found"));
    add(summary.partsGiven, ExchangeText::tr("%1 photos given their part"));
    return parts.join(QLatin1String("; ")) +
           ExchangeText::tr(" in %1").arg(durationText(qRound64(summary.seconds)));
}

QJsonObject toJson(const AnnotationSummary& summary)
{
    return {{QStringLiteral("photos"), summary.photos},
            {QStringLiteral("photos_imported"), summary.photosImported},
            {QStringLiteral("photos_missing"), summary.photosMissing},
            {QStringLiteral("boxes_added"), summary.boxesAdded},
            {QStringLiteral("boxes_known"), summary.boxesKnown},
            {QStringLiteral("boxes_replaced"), summary.boxesReplaced},
            {QStringLiteral("boxes_in_conflict"), summary.boxesInConflict},
            {QStringLiteral("photos_labelled"), summary.photosLabelled},
            {QStringLiteral("photos_rejected"), summary.photosRejected},
            {QStringLiteral("notes_taken"), summary.notesTaken},
            {QStringLiteral("labels_in_conflict"), summary.labelsInConflict},
            {QStringLiteral("parts_given"), summary.partsGiven},
            {QStringLiteral("labels_created"), QJsonArray::fromStringList(summary.labelsCreated)},
            {QStringLiteral("seconds"), summary.seconds}};
}

} // namespace creel
