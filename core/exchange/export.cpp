#include "core/exchange/export.h"

#include "core/base/text.h"
#include "core/catalog/box_store.h"
#include "core/catalog/split_store.h"
#include "core/exchange/annotation_files.h"
#include "core/exchange/export_names.h"
#include "core/exchange/photo_copy.h"
#include "core/review/photo_index.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QTemporaryDir>

#include <sys/stat.h>

namespace creel {

namespace {

/// Runs one export.
class Exporter
{
public:
    Exporter(Connection& connection, const ExportRequest& request, const AnnotationFormat& format,
             JobContext context)
        : m_connection(connection), m_request(request), m_format(format), m_context(std::move(context))
    {}

    Result<ExportSummary> run()
    {
        QElapsedTimer timer;
        timer.start();
        CREEL_TRY(load());
        CREEL_ASSIGN(m_folder, ExportFolder::open(m_request.folder, m_request.mayOverwrite));
        CREEL_TRY(fixClassOrder());
        protectOriginals();
        m_writer = m_format.makeWriter(*m_folder, {m_request.hasParts, m_summary.classes});
        CREEL_TRY(exportPhotos(chosenRows()));
        CREEL_TRY(m_writer->finish());
        CREEL_TRY(goOn());
        CREEL_TRY(m_folder->commit());
        m_summary.seconds = double(timer.elapsed()) / 1000;
        return m_summary;
    }

    Result<ExportPreview> preview()
    {
        CREEL_TRY(load());
        CREEL_TRY(fixClassOrder());
        const std::vector<PhotoIndex::Row> rows = chosenRows();
        ExportPreview preview;
        CREEL_TRY(count(rows, preview));
        CREEL_TRY(writeSample(sampleOf(rows), preview));
        QList<BytePath> roots;
        for (const Root& root : m_index->roots())
            roots.append(root.path);
        addWarnings(m_request, m_classesThere, roots, preview);
        return preview;
    }

private:
    Result<void> load()
    {
        m_summary.frame = m_request.isUpright ? PixelFrame::Upright : m_format.frame();
        CREEL_ASSIGN(const QList<Label> labels, LabelStore(m_connection).all());
        m_living = LivingLabels(labels);
        for (const Label& label : labels) {
            if (!label.mergedInto.isValid())
                m_summary.classes.append(label.name);
        }
        CREEL_ASSIGN(m_index, PhotoIndex::load(m_connection, -1, m_context.token()));
        CREEL_ASSIGN(m_parts, SplitStore(m_connection).all());
        BoxStore boxes(m_connection);
        CREEL_TRY(boxes.each([this](const Box& box) { m_boxes[box.photo].append(box); }));
        CREEL_ASSIGN(const QList<PhotoId> verified, boxes.verifiedPhotos());
        m_verified = QSet<PhotoId>(verified.begin(), verified.end());
        if (m_request.hasParts && m_parts.isEmpty())
            return fail(ErrorCode::NotFound,
                        ExchangeText::tr("The catalog is not split into train, valid and test yet. Split it "
                                         "first, or export without."));
        return {};
    }

    /// Numbers that a trained model knows must go on meaning the same.
    Result<void> fixClassOrder()
    {
        if (m_request.folder.isEmpty())
            return {};
        CREEL_ASSIGN(QStringList there, m_format.classesIn(m_request.folder));
        m_classesThere = there;
        if (m_summary.classes.mid(0, there.size()) == there)
            return {};
        if (m_request.keepsClassOrder) {
            for (const QString& name : std::as_const(m_summary.classes)) {
                if (!there.contains(name))
                    there.append(name);
            }
            m_summary.classes = there;
            return {};
        }
        return fail(ErrorCode::Conflict,
                    ExchangeText::tr("%1 has other classes, or in another order: %2. The catalog has: %3. A "
                                     "model trained on the folder would mix them up; export into another "
                                     "folder, or bring the labels into that order.")
                        .arg(displayPath(m_request.folder), there.join(QLatin1String(", ")),
                             m_summary.classes.join(QLatin1String(", "))));
    }

    void protectOriginals()
    {
        QSet<BytePath> originals;
        for (PhotoIndex::Row row = 0; m_request.mayOverwrite && row < m_index->size(); ++row)
            originals.insert(m_index->absolutePath(row));
        m_folder->protect(std::move(originals));
    }

    std::vector<PhotoIndex::Row> chosenRows()
    {
        std::vector<PhotoIndex::Row> rows;
        for (PhotoIndex::Row row = 0; row < m_index->size(); ++row) {
            if (!isAskedFor(row) || !isInState(row))
                continue;
            const QString reason = whyNot(row);
            if (reason.isEmpty())
                rows.push_back(row);
            else
                leaveOut(row, reason);
        }
        return rows;
    }

    bool isAskedFor(PhotoIndex::Row row) const
    {
        return !m_request.photos || m_request.photos->contains(m_index->id(row));
    }

    /// A person who verified a photo's boxes accepted what a format of boxes holds of it.
    bool isInState(PhotoIndex::Row row) const
    {
        const ReviewState state = m_index->review(row).state;
        if (!m_request.onlyAccepted)
            return state != ReviewState::Rejected || m_format.holdsEverything();
        const bool isVerified = m_format.hasBoxes() && m_verified.contains(m_index->id(row));
        return state == ReviewState::Accepted || (isVerified && state != ReviewState::Rejected);
    }

    QString whyNot(PhotoIndex::Row row) const
    {
        const PhotoFacts& facts = m_index->facts(row);
        if (facts.missing)
            return ExchangeText::tr("The file is missing.");
        if (isFatal(facts.problem))
            return problemText(facts.problem);
        if (!m_format.hasBoxes() && !m_living(m_index->label(row)).isValid())
            return ExchangeText::tr("The photo has no label, which is all that this format holds.");
        if (m_request.hasParts && !m_parts.contains(facts.id))
            return ExchangeText::tr("The photo is in no part of the split.");
        return {};
    }

    void leaveOut(PhotoIndex::Row row, const QString& reason)
    {
        ++m_summary.leftOut;
        m_summary.findings.append({m_index->absolutePath(row), 0, reason, true});
    }

    Result<void> goOn() const
    {
        if (!m_context.isCancelled())
            return {};
        return fail(ErrorCode::Cancelled, ExchangeText::tr("The export was stopped; nothing was written."));
    }

    Result<void> exportPhotos(const std::vector<PhotoIndex::Row>& rows)
    {
        PhotoStore photos(m_connection);
        ReviewStore reviews(m_connection);
        qint64 done = 0;
        for (const PhotoIndex::Row row : rows) {
            CREEL_TRY(goOn());
            m_context.report(done++, qint64(rows.size()), ExchangeText::tr("Exporting photos"));
            CREEL_ASSIGN(const std::optional<Photo> photo, photos.byId(m_index->id(row)));
            CREEL_ASSIGN(const Review review, reviews.byPhoto(m_index->id(row)));
            if (photo)
                CREEL_TRY(exportPhoto(row, *photo, review));
        }
        m_context.report(done, qint64(rows.size()), ExchangeText::tr("Exporting photos"));
        if (done > 0 && m_unreadable == done)
            return fail(ErrorCode::Unreadable,
                        ExchangeText::tr("None of the photos can be read: is their disk there? Nothing was "
                                         "written."));
        return {};
    }

    Result<void> exportPhoto(PhotoIndex::Row row, const Photo& photo, const Review& review)
    {
        AnnotatedPhoto annotated = annotate(row, photo);
        annotated.file = m_names.nameFor(photo, m_request.isUpright);
        if (m_format.holdsEverything()) {
            annotated.details = detailsOf(row, photo);
            annotated.claim = m_living.name(m_living(photo.folderLabel));
            annotated.state = review.state;
            annotated.reason = review.reason;
            annotated.note = review.note;
            annotated.decidedAt = review.decidedAt;
        }
        noteIfChanged(row, photo);
        const BytePath path = m_writer->photoPath(annotated);
        const BytePath original = m_index->absolutePath(row);
        if (m_isSample || m_request.link == PhotoLink::None) {
            m_photoPaths.append(path);
        } else if (const Result<void> taken = takeAlong(original, photo, path); !taken) {
            const ErrorCode code = taken.error().code;
            if (code != ErrorCode::Unreadable && code != ErrorCode::Unsupported)
                return taken;
            m_unreadable += code == ErrorCode::Unreadable;
            leaveOut(row, taken.error().message);
            return {};
        }
        m_summary.photos += 1;
        m_summary.boxes += annotated.boxes.size();
        return m_writer->add(annotated);
    }

    /// Errors Unreadable and Unsupported are about this photo, all others about the export's folder.
    Result<void> takeAlong(const BytePath& original, const Photo& photo, const BytePath& path)
    {
        if (!m_request.withoutPosition && (!m_request.isUpright || photo.orientation == 1))
            return m_folder->place(path, original, m_request.link);
        CREEL_ASSIGN(const QByteArray bytes,
                     copyOf(original, photo, m_request.isUpright, m_request.withoutPosition));
        return m_folder->write(path, bytes);
    }

    AnnotatedPhoto annotate(PhotoIndex::Row row, const Photo& photo)
    {
        AnnotatedPhoto annotated;
        const QSize upright(photo.width, photo.height);
        const bool isStored = m_summary.frame == PixelFrame::Stored;
        const QSize size = isStored && photo.orientation >= 5 ? upright.transposed() : upright;
        annotated.width = size.width();
        annotated.height = size.height();
        annotated.orientation = m_request.isUpright ? 1 : photo.orientation;
        annotated.label = m_living.name(m_living(m_index->label(row)));
        annotated.isVerified = m_verified.contains(photo.id);
        annotated.hasBoxes = true;
        if (m_request.hasParts || m_format.holdsEverything()) {
            if (const auto part = m_parts.constFind(photo.id); part != m_parts.cend())
                annotated.part = datasetPart(*part);
        }
        for (const Box& box : m_boxes.value(photo.id)) {
            AnnotatedBox copy = toAnnotated(box);
            const QRectF pixels = toPixels(box.rect, upright);
            copy.rect = isStored ? toStored(pixels, upright, photo.orientation) : pixels;
            if (copy.label.isEmpty())
                m_summary.findings.append({m_index->absolutePath(row), 0,
                                           ExchangeText::tr("A box without a label stays behind."), true});
            else if (m_format.hasBoxes())
                annotated.boxes.append(copy);
        }
        return annotated;
    }

    AnnotatedBox toAnnotated(const Box& box) const
    {
        AnnotatedBox copy;
        copy.label = m_living.name(m_living(box.label));
        copy.isDifficult = box.difficult;
        copy.isTruncated = box.truncated;
        copy.isOccluded = box.occluded;
        copy.origin = box.origin;
        copy.score = box.score;
        return copy;
    }

    QJsonObject detailsOf(PhotoIndex::Row row, const Photo& photo) const
    {
        QJsonObject json{{QStringLiteral("id"), photo.id.value()},
                         {QStringLiteral("original"), displayPath(m_index->absolutePath(row))},
                         {QStringLiteral("xxh128"), QString::fromLatin1(photo.hash.toHex())},
                         {QStringLiteral("format"), photo.format},
                         {QStringLiteral("camera"), photo.camera},
                         {QStringLiteral("caption"), photo.caption}};
        if (photo.takenAt)
            json.insert(QStringLiteral("taken_at"), *photo.takenAt);
        if (photo.position && !m_request.withoutPosition) {
            json.insert(QStringLiteral("latitude"), photo.position->latitude);
            json.insert(QStringLiteral("longitude"), photo.position->longitude);
        }
        return json;
    }

    void noteIfChanged(PhotoIndex::Row row, const Photo& photo)
    {
        struct stat status = {};
        const BytePath path = m_index->absolutePath(row);
        if (::stat(path.constData(), &status) == 0 && status.st_size != photo.fileSize)
            m_summary.findings.append({path, 0,
                                       ExchangeText::tr("The file changed since it was imported; its "
                                                        "boxes may not fit. Import it again."),
                                       false});
    }

    /// What the photos come to, and why others stay behind.
    Result<void> count(const std::vector<PhotoIndex::Row>& rows, ExportPreview& preview)
    {
        for (const AnnotationFinding& finding : std::as_const(m_summary.findings))
            countReason(preview.leftOut, finding.message);
        for (PhotoIndex::Row row = 0; row < m_index->size(); ++row) {
            if (!isAskedFor(row) || isInState(row))
                continue;
            countReason(preview.leftOut, m_index->review(row).state == ReviewState::Rejected
                                             ? ExchangeText::tr("Rejected.")
                                             : ExchangeText::tr("Nobody has accepted the photo yet."));
        }
        QHash<QString, ExportPreview::ClassCount> byClass;
        for (const PhotoIndex::Row row : rows)
            countPhoto(row, byClass, preview);
        for (const QString& name : std::as_const(m_summary.classes)) {
            if (const auto counted = byClass.constFind(name); counted != byClass.cend())
                preview.classes.append({name, counted->photos, counted->boxes});
        }
        return countTurned(rows, preview);
    }

    void countPhoto(PhotoIndex::Row row, QHash<QString, ExportPreview::ClassCount>& byClass,
                    ExportPreview& preview) const
    {
        ++preview.photos;
        const LabelId label = m_living(m_index->label(row));
        if (label.isValid())
            ++byClass[m_living.name(label)].photos;
        else
            ++preview.unlabelled;
        qint64 named = 0;
        for (const Box& box : m_boxes.value(m_index->id(row))) {
            const LabelId boxLabel = m_living(box.label);
            if (!boxLabel.isValid()) {
                ++preview.unlabelledBoxes;
                continue;
            }
            ++named;
            ++byClass[m_living.name(boxLabel)].boxes;
        }
        preview.boxes += named;
        preview.photosWithBoxes += named > 0;
    }

    Result<void> countTurned(const std::vector<PhotoIndex::Row>& rows, ExportPreview& preview)
    {
        QSet<PhotoId> turned;
        CREEL_ASSIGN(Query query,
                     m_connection.prepare(QStringLiteral("SELECT id FROM photo WHERE orientation > 1")));
        CREEL_TRY(query.run());
        CREEL_TRY(query.each([&](const Query& row) { turned.insert(row.id<PhotoId>(0)); }));
        for (const PhotoIndex::Row row : rows)
            preview.turned += turned.contains(m_index->id(row));
        return {};
    }

    /// The first photos of each kind that may lie elsewhere or say something else: of each part, with and
    /// without boxes, of each class where the photo's own counts.
    std::vector<PhotoIndex::Row> sampleOf(const std::vector<PhotoIndex::Row>& rows) const
    {
        constexpr int ofAKind = 2;
        constexpr size_t most = 12;
        QHash<std::pair<int, qint64>, int> taken;
        std::vector<PhotoIndex::Row> sample;
        for (const PhotoIndex::Row row : rows) {
            const PhotoId photo = m_index->id(row);
            const int part = m_request.hasParts ? int(m_parts.value(photo)) : -1;
            const qint64 kind =
                m_format.hasBoxes() ? qint64(m_boxes.contains(photo)) : m_living(m_index->label(row)).value();
            if (sample.size() < most && taken[{part, kind}]++ < ofAKind)
                sample.push_back(row);
        }
        return sample;
    }

    Result<void> writeSample(const std::vector<PhotoIndex::Row>& rows, ExportPreview& preview)
    {
        const QTemporaryDir elsewhere;
        const BytePath folder = bytePathFromLocal(elsewhere.path());
        m_isSample = true;
        CREEL_ASSIGN(m_folder, ExportFolder::open(folder, false));
        m_writer = m_format.makeWriter(*m_folder, {m_request.hasParts, m_summary.classes});
        CREEL_TRY(exportPhotos(rows));
        CREEL_TRY(m_writer->finish());
        CREEL_TRY(m_folder->commit());
        readSample(folder, m_folder->names(), preview);
        preview.photosNamed = m_summary.photos;
        for (const BytePath& name : m_folder->names())
            preview.files.append(name);
        if (m_request.link != PhotoLink::None)
            preview.files.append(m_photoPaths);
        std::ranges::sort(preview.files);
        m_folder.reset(); // before what it lies in
        return {};
    }

    Connection& m_connection;
    const ExportRequest& m_request;
    const AnnotationFormat& m_format;
    JobContext m_context;
    ExportSummary m_summary;
    QStringList m_classesThere; ///< in the folder before
    bool m_isSample = false;    ///< only what is said of a few photos, elsewhere
    QList<BytePath> m_photoPaths;
    qint64 m_unreadable = 0; ///< photos that were chosen and left out for it
    LivingLabels m_living;
    std::shared_ptr<PhotoIndex> m_index;
    QHash<PhotoId, SplitPart> m_parts;
    QHash<PhotoId, QList<Box>> m_boxes;
    QSet<PhotoId> m_verified;
    ExportNames m_names;
    std::unique_ptr<ExportFolder> m_folder;
    std::unique_ptr<AnnotationWriter> m_writer;
};

} // namespace

namespace {

/// Wishes that exclude each other are refused before anything is read.
Result<const AnnotationFormat*> checkedFormat(const ExportRequest& request)
{
    const AnnotationFormat* format = annotationFormat(request.format);
    if (!format)
        return fail(ErrorCode::BadInput, ExchangeText::tr("There is no format “%1”.").arg(request.format));
    const bool isLink = request.link == PhotoLink::Hard || request.link == PhotoLink::Symbolic;
    if ((isLink && request.withoutPosition) || (request.link != PhotoLink::Copy && request.isUpright))
        return fail(
            ErrorCode::BadInput,
            ExchangeText::tr("Links lead to the originals, which are never changed. Copy the photos to "
                             "turn them or to take their positions out."));
    if (request.link == PhotoLink::None && format == &imageFolderFormat())
        return fail(ErrorCode::BadInput,
                    ExchangeText::tr("This format is nothing but photos in folders; without them nothing "
                                     "would be written."));
    return format;
}

} // namespace

Result<ExportSummary> exportDataset(Connection& connection, const ExportRequest& request, JobContext context)
{
    CREEL_ASSIGN(const AnnotationFormat* format, checkedFormat(request));
    return Exporter(connection, request, *format, std::move(context)).run();
}

Result<ExportPreview> previewExport(Connection& connection, const ExportRequest& request, JobContext context)
{
    CREEL_ASSIGN(const AnnotationFormat* format, checkedFormat(request));
    return Exporter(connection, request, *format, std::move(context)).preview();
}

QString summaryText(const ExportSummary& summary)
{
    QString text = ExchangeText::tr("%1 and %2 exported in %3")
                       .arg(photoCountText(summary.photos), boxCountText(summary.boxes),
                            durationText(qRound64(summary.seconds)));
    if (summary.leftOut > 0)
        text += ExchangeText::tr("; %1 left out").arg(photoCountText(summary.leftOut));
    return text;
}

QJsonObject toJson(const ExportSummary& summary)
{
    return {{QStringLiteral("photos"), summary.photos},
            {QStringLiteral("boxes"), summary.boxes},
            {QStringLiteral("left_out"), summary.leftOut},
            {QStringLiteral("classes"), QJsonArray::fromStringList(summary.classes)},
            {QStringLiteral("box_pixels"),
             summary.frame == PixelFrame::Upright ? QStringLiteral("upright") : QStringLiteral("stored")},
            {QStringLiteral("seconds"), summary.seconds}};
}

} // namespace creel
