#pragma once

#include "core/jobs/cancel_token.h"
#include "core/review/photo_index.h"

#include <QJsonObject>
#include <QSet>

namespace creel {

/// How sure a model is, in steps that a curator can choose from.
enum class Confidence
{
    Below50,
    From50,
    From70,
    From90
};

Confidence confidenceStep(float confidence);

/// Which photos to show. Conditions on different properties must all hold; within one property any may. Roots
/// and folders together are one property: where the photo is. Reasons narrow what is rejected, problems what
/// has a problem. A default filter shows everything.
struct PhotoFilter
{
    enum class Duplicates
    {
        Any,
        Exact,
        Near,
        None
    };

    QSet<RootId> roots;
    QSet<FolderId> folders; ///< with everything below them
    QSet<LabelId> labels;   ///< living labels; an invalid id stands for "no label"
    QSet<ReviewState> states;
    QSet<RejectReason> reasons;
    QSet<Problem> problems; ///< Problem::None stands for "without problem"
    std::optional<bool> anyProblem;
    std::optional<bool> missing;
    std::optional<Duplicates> duplicates;
    PhotoId nearGroup; ///< the photos of one near-duplicate group
    std::optional<bool> hasPosition;
    std::optional<bool> hasDate;
    std::optional<bool> hasNote;
    std::optional<bool> hasBoxes;
    std::optional<bool> boxesVerified;
    std::optional<bool> hasSmallBoxes;
    QSet<LabelId> boxLabels;         ///< living labels that any box has; an invalid id stands for "no label"
    QSet<LabelId> predicted;         ///< living labels that the current model proposes
    QSet<Confidence> confidences;    ///< how sure it is
    std::optional<bool> disagrees;   ///< it proposes another label than the photo has
    std::optional<bool> abstains;    ///< it does not commit itself
    std::optional<bool> isPredicted; ///< it has looked at the photo
    QString text; ///< words that folder, name or caption must all contain, whatever their case

    bool operator==(const PhotoFilter&) const = default;
    bool isEmpty() const { return *this == PhotoFilter(); }
    /// True if any condition is about what the current model thinks.
    bool asksPrediction() const
    {
        return !predicted.isEmpty() || !confidences.isEmpty() || disagrees || abstains || isPredicted;
    }
};

/// True if the filter lets a photo through that was reviewed like this and counts as the living label; what
/// the filter asks of its file is not looked at. For telling whether a decision took a photo out of the set.
bool matchesReview(const PhotoFilter& filter, const ReviewFacts& review, LabelId living);

QJsonObject toJson(const PhotoFilter& filter);
PhotoFilter filterFromJson(const QJsonObject& json);

enum class SortKey
{
    Folder,
    Name,
    Label,
    Date,
    State,
    Sharpness,
    Brightness,
    Similarity,
    FileSize,
    Added,
    Confidence ///< of the current model
};
enum class GroupKey
{
    None,
    Folder,
    Label,
    Date,
    State,
    NearDuplicates,
    Sharpness ///< in bands, each four times as sharp as the one before
};

/// In which order to show them.
struct PhotoOrder
{
    SortKey key = SortKey::Folder;
    bool descending = false;
    GroupKey group = GroupKey::None;

    bool operator==(const PhotoOrder&) const = default;
};

QJsonObject toJson(const PhotoOrder& order);
PhotoOrder orderFromJson(const QJsonObject& json);

/// A stretch of a PhotoSet under one heading.
struct PhotoGroup
{
    quint32 first = 0; ///< position in PhotoSet::rows
    quint32 count = 0;
    QString title;
};

/// Photos in the order they are shown.
struct PhotoSet
{
    static constexpr int nowhere = -1;

    std::vector<PhotoIndex::Row> rows;
    std::vector<PhotoGroup> groups; ///< empty without grouping
    std::vector<int> positions;     ///< by row of the index: where it is in `rows`; nowhere if it is not

    /// Fills `positions` from `rows`.
    void locate(size_t indexSize);
};

/// Filters and sorts the whole index; a million photos take a fraction of a second. Any thread. A cancelled
/// call returns what it has.
PhotoSet selectPhotos(const PhotoIndex& index, const LivingLabels& labels, const PhotoFilter& filter,
                      const PhotoOrder& order, const CancelToken& cancel = {});

/// How many photos there are of each kind, whatever the filter.
struct PhotoCounts
{
    qint64 total = 0;
    qint64 unreviewed = 0;
    qint64 accepted = 0;
    qint64 rejected = 0;
    qint64 problems = 0;
    qint64 missing = 0;
    qint64 exactDuplicates = 0; ///< photos that repeat an earlier one
    qint64 nearDuplicates = 0;  ///< photos in near-duplicate groups
    qint64 withPosition = 0;
    qint64 withDate = 0;
    qint64 withNote = 0;
    qint64 withBoxes = 0;
    qint64 boxesVerified = 0;
    qint64 boxesToVerify = 0; ///< with boxes that nobody verified
    qint64 withSmallBoxes = 0;
    QHash<LabelId, qint64> boxLabels; ///< photos with a box of the living label; invalid id: of none
    QHash<LabelId, qint64> labels;    ///< by living label; invalid id: none
    QHash<FolderId, qint64> folders;  ///< directly in them
    QHash<RejectReason, qint64> reasons;
    QHash<Problem, qint64> problemKinds;
    qint64 predicted = 0; ///< the current model has looked at
    qint64 disagreeing = 0;
    qint64 abstaining = 0;
    QHash<LabelId, qint64> predictedLabels; ///< by living label; invalid id: none
    QHash<Confidence, qint64> confidences;

    bool operator==(const PhotoCounts&) const = default;
};

PhotoCounts countPhotos(const PhotoIndex& index, const LivingLabels& labels);

/// Adds (`by` 1) or takes away (`by` -1) what one photo's review counts for, so that a decision need not
/// count everything again.
void countReview(PhotoCounts& counts, const PhotoFacts& facts, const ReviewFacts& review,
                 const LivingLabels& labels, qint64 by, const PredictionFacts& prediction = {});

/// The same for its boxes, whose labels are `classes`.
void countBoxes(PhotoCounts& counts, const BoxFacts& boxes, const QList<LabelId>& classes,
                const LivingLabels& labels, qint64 by);

} // namespace creel
