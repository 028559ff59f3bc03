#include "core/exchange/dataset_reviews.h"

#include "core/catalog/photo_store.h"
#include "core/catalog/transaction.h"
#include "core/exchange/annotation_files.h"
#include "core/review/edit_planner.h"

#include <QSet>

namespace creel {

namespace {

bool isSameDecision(const Review& a, const Review& b)
{
    return a.state == b.state && a.reason == b.reason && a.label == b.label;
}

QString keptText(const AnnotatedPhoto& photo, const Review& wanted)
{
    return wanted.state == ReviewState::Rejected
               ? ExchangeText::tr("A person has decided otherwise than to reject the photo, which stays.")
               : ExchangeText::tr("A person has decided otherwise than “%1”, which stays.").arg(photo.label);
}

QString replacedText(const AnnotatedPhoto& photo, const Review& wanted)
{
    return wanted.state == ReviewState::Rejected
               ? ExchangeText::tr("Rejecting the photo takes the place of what a person decided.")
               : ExchangeText::tr("“%1” takes the place of what a person decided.").arg(photo.label);
}

} // namespace

Result<QList<std::pair<PhotoId, Review>>>
DatasetReviews::merged(Dataset& dataset, const std::vector<PhotoId>& ids, AnnotationSummary& summary)
{
    ReviewStore reviews(m_connection);
    CREEL_ASSIGN(const QList<Label> labels, LabelStore(m_connection).all());
    FindingList findings(dataset);
    QList<std::pair<PhotoId, Review>> changed;
    QHash<PhotoId, qsizetype> places;
    for (size_t i = 0; i < ids.size(); ++i) {
        const AnnotatedPhoto& photo = dataset.photos[qsizetype(i)];
        const std::optional<Review> review = ids[i].isValid() ? wanted(photo) : std::nullopt;
        if (!review)
            continue;
        // A photo that the dataset has twice is merged with what became of it the first time.
        const auto place = places.constFind(ids[i]);
        CREEL_ASSIGN(Review before, reviews.byPhoto(ids[i]));
        if (place != places.cend())
            before = changed[*place].second;
        before.label = livingLabel(labels, before.label);
        Review after = before;
        merge(after, *review, photo, summary, findings);
        if (place != places.cend()) {
            changed[*place].second = after;
        } else if (after != before) {
            places.insert(ids[i], changed.size());
            changed.append({ids[i], after});
        }
    }
    return changed;
}

std::optional<Review> DatasetReviews::wanted(const AnnotatedPhoto& photo) const
{
    const LabelId label = photo.label.isEmpty() ? LabelId() : m_labels.label(photo.label);
    if (!photo.state) {
        if (!label.isValid())
            return std::nullopt;
        return Review{ReviewState::Accepted, RejectReason::None, label, {}, 0};
    }
    Review review{*photo.state, photo.reason, {}, photo.note, photo.decidedAt};
    // What only a folder claims is no label that a person gave.
    if (*photo.state == ReviewState::Accepted || photo.label != photo.claim)
        review.label = label;
    if (*photo.state == ReviewState::Unreviewed)
        review.label = {};
    if (review.state == ReviewState::Unreviewed && review.note.isEmpty())
        return std::nullopt;
    return review;
}

void DatasetReviews::merge(Review& review, const Review& wanted, const AnnotatedPhoto& photo,
                           AnnotationSummary& summary, FindingList& findings) const
{
    if (!wanted.note.isEmpty() && wanted.note != review.note) {
        const bool isThere = !review.note.isEmpty();
        if (isThere && !m_request.replaces) {
            findings.lose(photo.source, photo.line,
                          ExchangeText::tr("The photo has another note already, which stays."));
        } else {
            if (isThere)
                findings.win(photo.source, photo.line,
                             ExchangeText::tr("The note takes the place of another one."));
            review.note = wanted.note;
            ++summary.notesTaken;
        }
    }
    if (wanted.state == ReviewState::Unreviewed || isSameDecision(review, wanted))
        return;
    if (review.state != ReviewState::Unreviewed) {
        ++(m_request.replaces ? summary.labelsReplaced : summary.labelsInConflict);
        if (!m_request.replaces)
            return findings.lose(photo.source, photo.line, keptText(photo, wanted));
        findings.win(photo.source, photo.line, replacedText(photo, wanted));
    }
    const QString note = review.note;
    review = wanted;
    review.note = note;
    ++(wanted.state == ReviewState::Rejected ? summary.photosRejected : summary.photosLabelled);
}

Result<void> DatasetReviews::writeClaims(const Dataset& dataset, const std::vector<PhotoId>& ids)
{
    PhotoStore photos(m_connection);
    QList<Photo> changed;
    QSet<PhotoId> seen;
    for (size_t i = 0; i < ids.size(); ++i) {
        const QString& claim = dataset.photos[qsizetype(i)].claim;
        const LabelId label = claim.isEmpty() ? LabelId() : m_labels.label(claim);
        if (!ids[i].isValid() || !label.isValid() || seen.contains(ids[i]))
            continue;
        seen.insert(ids[i]);
        CREEL_ASSIGN(std::optional<Photo> photo, photos.byId(ids[i]));
        if (!photo || photo->folderLabel.isValid())
            continue;
        photo->folderLabel = label;
        changed.append(*photo);
    }
    if (changed.isEmpty())
        return {};
    CREEL_ASSIGN(Transaction transaction, Transaction::begin(m_connection));
    CREEL_ASSIGN(const qint64 revision, photos.nextRevision());
    for (const Photo& photo : changed)
        CREEL_TRY(photos.put(photo, revision));
    return transaction.commit();
}

} // namespace creel
