#include "core/exchange/dataset_boxes.h"

#include "core/exchange/box_fit.h"

namespace creel {

namespace {

bool isCutOff(const BoxRect& rect, const BoxRect& inside, QSize size)
{
    const QRectF before = toPixels(rect, size);
    const QRectF after = toPixels(inside, size);
    return before.width() - after.width() > 1 || before.height() - after.height() > 1;
}

Box toBox(const AnnotatedBox& box, PhotoId photo, LabelId label, const BoxRect& rect)
{
    Box stored;
    stored.photo = photo;
    stored.label = label;
    stored.rect = rect;
    stored.difficult = box.isDifficult;
    stored.truncated = box.isTruncated;
    stored.occluded = box.isOccluded;
    stored.origin = box.origin;
    stored.score = box.score;
    return stored;
}

} // namespace

Result<QList<PhotoBoxes>> DatasetBoxes::merged(Dataset& dataset, const FoundPhotos& found,
                                               AnnotationSummary& summary)
{
    BoxStore store(m_connection);
    PhotoStore photos(m_connection);
    FindingList findings(dataset);
    QHash<PhotoId, PhotoBoxes> boxes;
    bool hasChanges = false;
    for (qsizetype i = 0; i < dataset.photos.size(); ++i) {
        const AnnotatedPhoto& annotated = dataset.photos[i];
        const PhotoId id = found.ids[size_t(i)];
        if (!id.isValid() || !annotated.hasBoxes)
            continue;
        if (m_context.isCancelled())
            return fail(ErrorCode::Cancelled, ExchangeText::tr("The import was stopped."));
        m_context.report(i, dataset.photos.size(), ExchangeText::tr("Fitting boxes"));
        CREEL_ASSIGN(const Photo photo, found.photo(id, photos));
        if (!boxes.contains(id)) {
            CREEL_ASSIGN(boxes[id], store.ofPhoto(id));
        }
        hasChanges |=
            mergeInto(boxes[id], fitted(annotated, photo, m_request.frame.value_or(dataset.frame), findings),
                      annotated, summary, findings);
    }
    return hasChanges ? boxes.values() : QList<PhotoBoxes>();
}

std::vector<IncomingBox> DatasetBoxes::fitted(const AnnotatedPhoto& annotated, const Photo& photo,
                                              PixelFrame frame, FindingList& findings) const
{
    std::vector<IncomingBox> boxes;
    if (photo.width == 0 && !annotated.boxes.isEmpty()) {
        findings.leaveOut(annotated.source, annotated.line,
                          ExchangeText::tr("The photo %1 has no pixels to put boxes on: %2")
                              .arg(displayPath(photo.name), problemText(photo.problem)));
        return boxes;
    }
    const QSize size(photo.width, photo.height);
    const BoxFit fit(annotated, {size, photo.orientation}, frame);
    if (!fit.note().isEmpty() && !annotated.boxes.isEmpty())
        findings.note(annotated.source, annotated.line, fit.note());
    for (const AnnotatedBox& box : annotated.boxes) {
        const LabelId label = m_labels.label(box.label);
        const BoxRect rect = fit.fitted(box.rect);
        const BoxRect inside = clamped(rect);
        if (!label.isValid())
            continue; // mapped to nothing
        if (!inside.isValid()) {
            findings.leaveOut(annotated.source, box.line,
                              ExchangeText::tr("The box lies outside the photo."));
            continue;
        }
        if (isCutOff(rect, inside, size))
            findings.note(annotated.source, box.line,
                          ExchangeText::tr("The box is cut off at the photo's edge."));
        boxes.push_back({toBox(box, photo.id, label, inside), box.line});
    }
    return boxes;
}

bool DatasetBoxes::mergeInto(PhotoBoxes& there, const std::vector<IncomingBox>& incoming,
                             const AnnotatedPhoto& annotated, AnnotationSummary& summary,
                             FindingList& findings) const
{
    const BoxMerge merge = mergeBoxes(there, incoming, m_request.replaces);
    summary.boxesAdded += merge.added;
    summary.boxesKnown += merge.known;
    summary.boxesReplaced += merge.replaced;
    summary.boxesInConflict += qint64(merge.conflictLines.size());
    for (const int line : merge.conflictLines)
        findings.lose(annotated.source, line,
                      ExchangeText::tr("The box disagrees with what is there already, which stays."));
    for (const int line : merge.replacingLines)
        findings.win(annotated.source, line,
                     ExchangeText::tr("The box takes the place of one that was there."));
    for (const int line : merge.verifiedLines)
        findings.win(annotated.source, line,
                     ExchangeText::tr("The box comes to a photo whose boxes a person had verified."));
    const bool isVerifiedNow = annotated.isVerified && !there.verified && merge.conflictLines.isEmpty();
    there.verified |= isVerifiedNow;
    return merge.added > 0 || isVerifiedNow;
}

} // namespace creel
