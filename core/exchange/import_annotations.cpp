#include "core/exchange/import_annotations.h"

#include "core/base/text.h"
#include "core/catalog/catalog.h"
#include "core/catalog/split_store.h"
#include "core/exchange/annotation_files.h"
#include "core/exchange/box_fit.h"
#include "core/exchange/box_merge.h"
#include "core/exchange/photo_matcher.h"
#include "core/ingest/folder_scan.h"
#include "core/ingest/import.h"
#include "core/review/photo_index.h"
#include "core/review/review_session.h"

#include <QElapsedTimer>
#include <QJsonArray>

#include <algorithm>
#include <filesystem>

namespace creel {

namespace {

SplitPart splitPart(DatasetPart part)
{
    return part == DatasetPart::Train   ? SplitPart::Train
           : part == DatasetPart::Valid ? SplitPart::Valid
                                        : SplitPart::Test;
}

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
        CREEL_TRY(checkClasses());
        CREEL_TRY(findPhotos());
        m_session = std::make_unique<ReviewSession>(*m_connection, currentUser());
        CREEL_TRY(makeLabels());
        CREEL_TRY(writeBoxes());
        CREEL_TRY(writeLabels());
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

    void leaveOut(const BytePath& file, int line, const QString& message)
    {
        FindingList(m_dataset).leaveOut(file, line, message);
    }
    void note(const BytePath& file, int line, const QString& message)
    {
        FindingList(m_dataset).note(file, line, message);
    }

    /// The label that a class is to be; empty for none.
    QString labelName(const QString& className) const
    {
        if (const auto mapped = m_request.mapping.constFind(className); mapped != m_request.mapping.cend())
            return *mapped;
        QString name = className;
        return name.replace(QLatin1Char('/'), QLatin1Char('_')); // which no label's name may hold
    }

    Result<void> checkClasses()
    {
        LabelStore labels(*m_connection);
        QStringList unknown;
        for (const QString& name : classesOf(m_dataset)) {
            const QString label = labelName(name);
            if (label.isEmpty())
                continue;
            CREEL_ASSIGN(const QString checked, checkedLabelName(label));
            CREEL_ASSIGN(const std::optional<Label> known, labels.byName(checked));
            if (!known)
                unknown.append(name);
        }
        if (unknown.isEmpty() || m_request.createLabels)
            return {};
        return fail(
            ErrorCode::Conflict,
            ExchangeText::tr("The catalog has no labels for these classes: %1. Say which labels they are "
                             "(--map CLASS=LABEL), or have labels made (--create-labels).")
                .arg(unknown.join(QLatin1String(", "))));
    }

    Result<void> makeLabels()
    {
        LabelStore labels(*m_connection);
        for (const QString& name : classesOf(m_dataset, m_dataset.classes)) { // in the dataset's order
            const QString label = labelName(name);
            if (label.isEmpty() || name.isEmpty())
                continue;
            CREEL_ASSIGN(std::optional<Label> known, labels.byName(label));
            if (!known && m_request.createLabels) {
                CREEL_TRY(m_session->apply(AddLabel{label}));
                m_summary.labelsCreated.append(label);
                CREEL_ASSIGN(known, labels.byName(label));
            }
            if (known)
                m_labels.insert(name, known->id);
        }
        return {};
    }

    /// The folder where the photos of the dataset are looked for.
    Result<std::vector<BytePath>> photosOnDisk() const
    {
        std::error_code error;
        BytePath folder = m_request.photos.isEmpty() ? m_request.path : m_request.photos;
        if (!std::filesystem::is_directory(folder.toStdString(), error))
            folder = folder.contains('/') ? splitPath(folder).first : BytePath(".");
        CREEL_ASSIGN(std::vector<BytePath> found, photosBelow(folder));
        if (!found.empty() || !m_request.photos.isEmpty())
            return found;
        // "annotations" beside "images": the photos are one folder up, below it or in it.
        return photosBelow(joinPath(folder, ".."));
    }

    Result<std::vector<BytePath>> photosBelow(const BytePath& folder) const
    {
        CREEL_ASSIGN(const FolderScan scan, scanFolders({folder}, m_context.token()));
        std::vector<BytePath> paths;
        for (const ScannedFolder& scanned : scan.folders)
            for (const ScannedFile& file : scanned.files)
                paths.push_back(joinPath(scanned.path, file.name));
        return paths;
    }

    Result<void> findPhotos()
    {
        CREEL_ASSIGN(std::vector<BytePath> onDisk, photosOnDisk());
        const PhotoMatcher disk(std::move(onDisk));
        CREEL_ASSIGN(std::shared_ptr<PhotoIndex> index,
                     PhotoIndex::load(*m_connection, -1, m_context.token()));
        QSet<BytePath> known = pathsOf(*index);
        QList<BytePath> unknown;
        std::vector<BytePath> paths(size_t(m_dataset.photos.size()));
        for (qsizetype i = 0; i < m_dataset.photos.size(); ++i) {
            const PhotoMatcher::Match match = disk.find(m_dataset.photos[i]);
            if (match.number < 0)
                continue;
            paths[size_t(i)] = disk.file(match.number);
            if (!known.contains(paths[size_t(i)])) {
                known.insert(paths[size_t(i)]);
                unknown.append(paths[size_t(i)]);
            }
        }
        if (!unknown.isEmpty()) {
            CREEL_TRY(importUnknown(unknown));
            CREEL_ASSIGN(index, PhotoIndex::load(*m_connection, -1, m_context.token()));
        }
        return resolve(*index, paths);
    }

    static QSet<BytePath> pathsOf(const PhotoIndex& index)
    {
        QSet<BytePath> paths;
        for (PhotoIndex::Row row = 0; row < index.size(); ++row)
            paths.insert(index.absolutePath(row));
        return paths;
    }

    Result<void> importUnknown(const QList<BytePath>& paths)
    {
        ImportRequest request;
        request.catalogPath = m_request.catalogPath;
        request.paths = paths;
        CREEL_TRY(importPhotos(request, m_context));
        m_summary.photosImported = paths.size();
        return {};
    }

    Result<void> resolve(const PhotoIndex& index, const std::vector<BytePath>& paths)
    {
        std::vector<BytePath> all;
        for (PhotoIndex::Row row = 0; row < index.size(); ++row)
            all.push_back(index.absolutePath(row));
        const PhotoMatcher catalog(std::move(all));
        for (qsizetype i = 0; i < m_dataset.photos.size(); ++i) {
            const AnnotatedPhoto& photo = m_dataset.photos[i];
            AnnotatedPhoto exact;
            exact.file = paths[size_t(i)];
            const PhotoMatcher::Match match = catalog.find(exact.file.isEmpty() ? photo : exact);
            m_ids.push_back(match.number < 0 ? PhotoId() : index.id(PhotoIndex::Row(match.number)));
            if (match.number >= 0) {
                ++m_summary.photos;
                continue;
            }
            ++m_summary.photosMissing;
            leaveOut(photo.source, photo.line,
                     match.isAmbiguous
                         ? ExchangeText::tr("Several photos could be %1.").arg(displayPath(photo.file))
                         : ExchangeText::tr("There is no photo %1, on disk or in the catalog.")
                               .arg(displayPath(photo.file)));
        }
        if (m_summary.photos == 0)
            return fail(
                ErrorCode::NotFound,
                ExchangeText::tr("None of the %1 in %2 is on disk or in the catalog. Say where they are "
                                 "(--photos FOLDER).")
                    .arg(photoCountText(m_dataset.photos.size()), displayPath(m_request.path)));
        return {};
    }

    Result<void> writeBoxes()
    {
        BoxStore store(*m_connection);
        PhotoStore photos(*m_connection);
        QHash<PhotoId, PhotoBoxes> changed;
        for (qsizetype i = 0; i < m_dataset.photos.size(); ++i) {
            const AnnotatedPhoto& annotated = m_dataset.photos[i];
            const PhotoId id = m_ids[size_t(i)];
            if (!id.isValid() || !annotated.hasBoxes)
                continue;
            if (m_context.isCancelled())
                return fail(ErrorCode::Cancelled, ExchangeText::tr("The import was stopped."));
            m_context.report(i, m_dataset.photos.size(), ExchangeText::tr("Fitting boxes"));
            CREEL_ASSIGN(const std::optional<Photo> photo, photos.byId(id));
            if (!changed.contains(id)) {
                CREEL_ASSIGN(changed[id], store.ofPhoto(id));
            }
            mergeInto(changed[id], fittedBoxes(annotated, *photo), annotated);
        }
        if (!m_hasChanges)
            return {};
        SetPhotoBoxes edit{changed.values(), ExchangeText::tr("Imported %1 from %2")
                                                 .arg(boxCountText(m_summary.boxesAdded), m_format.title())};
        m_context.report(m_dataset.photos.size(), m_dataset.photos.size(), ExchangeText::tr("Writing boxes"));
        CREEL_TRY(m_session->apply(edit));
        return {};
    }

    std::vector<IncomingBox> fittedBoxes(const AnnotatedPhoto& annotated, const Photo& photo)
    {
        std::vector<IncomingBox> boxes;
        if (photo.width == 0 && !annotated.boxes.isEmpty()) {
            leaveOut(annotated.source, annotated.line,
                     ExchangeText::tr("The photo %1 has no pixels to put boxes on: %2")
                         .arg(displayPath(photo.name), problemText(photo.problem)));
            return boxes;
        }
        const QSize size(photo.width, photo.height);
        const BoxFit fit(annotated, {size, photo.orientation}, m_request.frame.value_or(m_dataset.frame));
        if (!fit.note().isEmpty() && !annotated.boxes.isEmpty())
            note(annotated.source, annotated.line, fit.note());
        for (const AnnotatedBox& box : annotated.boxes) {
            const LabelId label = m_labels.value(box.label);
            const BoxRect rect = fit.fitted(box.rect);
            const BoxRect inside = clamped(rect);
            if (!label.isValid())
                continue; // mapped to nothing
            if (!inside.isValid()) {
                leaveOut(annotated.source, box.line, ExchangeText::tr("The box lies outside the photo."));
                continue;
            }
            if (isCutOff(rect, inside, size))
                note(annotated.source, box.line, ExchangeText::tr("The box is cut off at the photo's edge."));
            boxes.push_back({toBox(box, photo.id, label, inside), box.line});
        }
        return boxes;
    }

    static bool isCutOff(const BoxRect& rect, const BoxRect& inside, QSize size)
    {
        const QRectF before = toPixels(rect, size);
        const QRectF after = toPixels(inside, size);
        return before.width() - after.width() > 1 || before.height() - after.height() > 1;
    }

    static Box toBox(const AnnotatedBox& box, PhotoId photo, LabelId label, const BoxRect& rect)
    {
        Box stored;
        stored.photo = photo;
        stored.label = label;
        stored.rect = rect;
        stored.difficult = box.isDifficult;
        stored.truncated = box.isTruncated;
        stored.occluded = box.isOccluded;
        stored.origin = box.isFromModel ? BoxOrigin::Model : BoxOrigin::Import;
        stored.score = box.score;
        return stored;
    }

    void mergeInto(PhotoBoxes& there, const std::vector<IncomingBox>& incoming,
                   const AnnotatedPhoto& annotated)
    {
        const BoxMerge merge = mergeBoxes(there, incoming, m_request.replaces);
        m_summary.boxesAdded += merge.added;
        m_summary.boxesKnown += merge.known;
        m_summary.boxesInConflict += qint64(merge.conflictLines.size());
        for (const int line : merge.conflictLines)
            leaveOut(annotated.source, line,
                     m_request.replaces
                         ? ExchangeText::tr("The box replaces one that was there.")
                         : ExchangeText::tr("The box disagrees with what is there already, which stays."));
        m_hasChanges |= merge.added > 0;
        if (annotated.isVerified && !there.verified && merge.conflictLines.isEmpty()) {
            there.verified = true;
            m_hasChanges = true;
        }
    }

    Result<void> writeLabels()
    {
        ReviewStore reviews(*m_connection);
        QHash<LabelId, QList<PhotoId>> byLabel;
        for (qsizetype i = 0; i < m_dataset.photos.size(); ++i) {
            const AnnotatedPhoto& photo = m_dataset.photos[i];
            const LabelId label = m_labels.value(photo.label);
            if (!m_ids[size_t(i)].isValid() || photo.label.isEmpty() || !label.isValid())
                continue;
            CREEL_ASSIGN(const Review review, reviews.byPhoto(m_ids[size_t(i)]));
            if (review.state == ReviewState::Unreviewed || m_request.replaces)
                byLabel[label].append(m_ids[size_t(i)]);
            else if (review.label != label || review.state != ReviewState::Accepted) {
                ++m_summary.labelsInConflict;
                leaveOut(photo.source, photo.line,
                         ExchangeText::tr("A person has decided otherwise than “%1”, which stays.")
                             .arg(photo.label));
            }
        }
        for (auto item = byLabel.cbegin(); item != byLabel.cend(); ++item) {
            CREEL_ASSIGN(const Applied applied, m_session->apply(SetLabel{item.value(), item.key()}));
            m_summary.photosLabelled += applied.photos.size();
        }
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
            if (!id.isValid() || photo.part == DatasetPart::None)
                continue;
            if (!known.contains(id))
                entries.emplace_back(id, splitPart(photo.part));
            else if (known.value(id) != splitPart(photo.part))
                note(photo.source, photo.line,
                     ExchangeText::tr("The photo keeps the part it has; the dataset has it in “%1”.")
                         .arg(partName(photo.part)));
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
    std::vector<PhotoId> m_ids;       ///< of m_dataset.photos; none where there is no such photo
    QHash<QString, LabelId> m_labels; ///< by class
    bool m_hasChanges = false;
};

} // namespace

Result<AnnotationSummary> importAnnotations(const AnnotationImport& request, JobContext context)
{
    const AnnotationFormat* format = annotationFormat(request.format);
    if (!format)
        return fail(ErrorCode::BadInput, ExchangeText::tr("There is no format “%1”.").arg(request.format));
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
    add(summary.boxesInConflict, ExchangeText::tr("%1 boxes in conflict"));
    add(summary.photosLabelled, ExchangeText::tr("%1 photos labelled"));
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
            {QStringLiteral("boxes_in_conflict"), summary.boxesInConflict},
            {QStringLiteral("photos_labelled"), summary.photosLabelled},
            {QStringLiteral("labels_in_conflict"), summary.labelsInConflict},
            {QStringLiteral("parts_given"), summary.partsGiven},
            {QStringLiteral("labels_created"), QJsonArray::fromStringList(summary.labelsCreated)},
            {QStringLiteral("seconds"), summary.seconds}};
}

} // namespace creel
