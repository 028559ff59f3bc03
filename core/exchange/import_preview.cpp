#include "core/exchange/import_preview.h"

#include "core/catalog/catalog.h"
#include "core/exchange/dataset_boxes.h"
#include "core/exchange/dataset_parts.h"
#include "core/exchange/dataset_reviews.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QTemporaryDir>

namespace creel {

namespace {

/// Works out one preview.
class Previewer
{
public:
    Previewer(Connection& connection, const AnnotationImport& request, JobContext& context, Dataset dataset)
        : m_connection(connection)
        , m_request(request)
        , m_context(context)
        , m_dataset(std::move(dataset))
        , m_labels(connection, request)
    {}

    Result<AnnotationPreview> run()
    {
        CREEL_TRY(m_labels.find(m_dataset));
        if (const auto known = m_labels.check(); !known)
            m_preview.refusal = known.error();
        countClasses();
        AnnotationSummary& summary = m_preview.summary;
        summary.labelsCreated = m_labels.newNames();
        CREEL_ASSIGN(const FoundPhotos found,
                     DatasetPhotos(m_connection, m_request, m_context).foresee(m_dataset, summary));
        if (summary.photos == 0 && !m_preview.refusal)
            m_preview.refusal = noPhotoError(m_dataset.photos.size(), m_request.path);
        m_preview.photosKnown = std::ranges::count_if(
            found.ids, [&](PhotoId id) { return id.isValid() && !found.newcomers.contains(id); });
        CREEL_TRY(
            DatasetBoxes(m_connection, m_request, m_labels, m_context).merged(m_dataset, found, summary));
        CREEL_TRY(DatasetReviews(m_connection, m_request, m_labels).merged(m_dataset, found.ids, summary));
        if (m_request.takesParts)
            CREEL_TRY(newParts(m_connection, m_dataset, found.ids, summary));
        summary.findings = m_dataset.findings;
        summary.unlistedFindings = m_dataset.unlistedFindings;
        return m_preview;
    }

private:
    void countClasses()
    {
        QHash<QString, AnnotationPreview::Class> counts;
        for (const AnnotatedPhoto& photo : std::as_const(m_dataset.photos)) {
            if (const QString& name = photo.label.isEmpty() ? photo.claim : photo.label; !name.isEmpty())
                ++counts[name].photos;
            for (const AnnotatedBox& box : photo.boxes)
                ++counts[box.label].boxes;
        }
        for (const QString& name : m_labels.classes()) {
            const AnnotationPreview::Class count = counts.value(name);
            const DatasetLabels::Target target = m_labels.target(name);
            m_preview.classes.append({name, count.photos, count.boxes, target.name, target.isNew});
        }
    }

    Connection& m_connection;
    const AnnotationImport& m_request;
    JobContext& m_context;
    Dataset m_dataset;
    DatasetLabels m_labels;
    AnnotationPreview m_preview;
};

} // namespace

Result<AnnotationPreview> previewAnnotations(const AnnotationImport& request, JobContext context)
{
    QElapsedTimer timer;
    timer.start();
    CREEL_ASSIGN(auto read, readDataset(request, context));
    const QTemporaryDir empty; // where a catalog is that nobody has made yet
    const bool isThere = QFileInfo::exists(request.catalogPath);
    CREEL_ASSIGN(const auto connection, isThere
                                            ? openCatalog(request.catalogPath, Connection::Access::ReadOnly)
                                            : openCatalog(empty.filePath(QStringLiteral("empty.creel")),
                                                          Connection::Access::Create));
    CREEL_ASSIGN(AnnotationPreview preview,
                 Previewer(*connection, request, context, std::move(read.second)).run());
    preview.summary.format = read.first->name();
    preview.summary.seconds = double(timer.elapsed()) / 1000;
    return preview;
}

QJsonObject toJson(const AnnotationPreview::Class& entry)
{
    return {{QStringLiteral("class"), entry.name},
            {QStringLiteral("photos"), entry.photos},
            {QStringLiteral("boxes"), entry.boxes},
            {QStringLiteral("label"), entry.label.isEmpty() ? QJsonValue() : QJsonValue(entry.label)},
            {QStringLiteral("new"), entry.isNew}};
}

QJsonObject toJson(const AnnotationPreview& preview)
{
    QJsonObject json = toJson(preview.summary);
    json.insert(QStringLiteral("dry_run"), true);
    json.insert(QStringLiteral("photos_known"), preview.photosKnown);
    return json;
}

} // namespace creel
