#pragma once

#include "core/catalog/journal.h"
#include "core/review/edit.h"

#include <functional>

namespace creel {

/// What an edit would do: the rows it changes and how to say so.
struct EditPlan
{
    QString summary;
    QList<JournalChange> changes;
};

/// Works out what an edit changes, reading the catalog and writing nothing. Used inside the transaction that
/// carries the plan out.
class EditPlanner
{
public:
    EditPlanner(Connection& connection, ReviewStore& reviews, LabelStore& labels, BoxStore& boxes)
        : m_connection(connection), m_reviews(reviews), m_labels(labels), m_boxes(boxes)
    {}

    Result<EditPlan> plan(const Edit& edit);

private:
    Result<EditPlan> planFor(const SetLabel& edit);
    Result<EditPlan> planFor(const Accept& edit);
    Result<EditPlan> planFor(const Reject& edit);
    Result<EditPlan> planFor(const ClearReview& edit);
    Result<EditPlan> planFor(const SetNote& edit);
    Result<EditPlan> planFor(const SetReviews& edit);
    Result<EditPlan> planFor(const AddLabel& edit);
    Result<EditPlan> planFor(const ChangeLabel& edit);
    Result<EditPlan> planFor(const ReorderLabels& edit);
    Result<EditPlan> planFor(const MergeLabels& edit);
    Result<EditPlan> planFor(const RemoveLabel& edit);
    Result<EditPlan> planFor(const AddBoxes& edit);
    Result<EditPlan> planFor(const ChangeBoxes& edit);
    Result<EditPlan> planFor(const LabelBoxes& edit);
    Result<EditPlan> planFor(const AcceptBoxes& edit);
    Result<EditPlan> planFor(const MarkBoxes& edit);
    Result<EditPlan> planFor(const RemoveBoxes& edit);
    Result<EditPlan> planFor(const SetBoxesVerified& edit);
    Result<EditPlan> planFor(const SetPhotoBoxes& edit);

    using ReviewChange = std::function<void(Review& review, LabelId folderLabel)>;
    using PhotoReviewChange = std::function<void(PhotoId photo, Review& review, LabelId folderLabel)>;
    /// Changes every photo's review; those that stay as they are leave no trace.
    Result<QList<JournalChange>> changeReviews(const QList<PhotoId>& photos, const PhotoReviewChange& change);
    Result<QList<JournalChange>> changeReviews(const QList<PhotoId>& photos, const ReviewChange& change);
    /// The box as it is to be; none to remove it.
    using BoxChange = std::function<std::optional<Box>(Box box)>;
    /// Changes every box that is still there; those that stay as they are leave no trace.
    Result<QList<JournalChange>> changeBoxes(const QList<BoxId>& boxes, const BoxChange& change);
    Result<Label> living(LabelId id);
    Result<void> checkNameIsFree(const QString& name, LabelId except);

    Connection& m_connection;
    ReviewStore& m_reviews;
    LabelStore& m_labels;
    BoxStore& m_boxes;
};

/// The living label that `id` stands for after merges; none for none.
LabelId livingLabel(const QList<Label>& labels, LabelId id);

} // namespace creel
