#include "core/review/edit_planner.h"

#include "core/base/text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QSet>

#include <algorithm>

namespace creel {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(EditPlanner)
};

std::optional<QJsonObject> orNone(const Review& review)
{
    return review == Review() ? std::nullopt : std::optional(toJson(review));
}

JournalChange labelChange(const Label& before, const Label& after)
{
    return {JournalEntity::Label, before.id.value(), toJson(before), toJson(after)};
}

bool isSameDecision(const Review& a, const Review& b)
{
    return a.state == b.state && a.reason == b.reason && a.label == b.label;
}

/// Deciding the same again is no decision: then nothing changes, not even the time.
void decide(Review& review, ReviewState state, RejectReason reason, LabelId label)
{
    if (review.state == state && review.reason == reason && review.label == label)
        return;
    review.state = state;
    review.reason = reason;
    review.label = label;
    review.decidedAt = QDateTime::currentMSecsSinceEpoch();
}

/// A review from elsewhere without what contradicts itself; its label is a living one, or none.
Review wholeReview(const Review& given, const QList<Label>& labels)
{
    Review review = given.state == ReviewState::Unreviewed ? Review() : given;
    review.note = given.note.trimmed();
    review.label = livingLabel(labels, review.label);
    if (review.state != ReviewState::Rejected)
        review.reason = RejectReason::None;
    else if (review.reason == RejectReason::None)
        review.reason = RejectReason::Other;
    if (review.state != ReviewState::Unreviewed && review.decidedAt <= 0)
        review.decidedAt = QDateTime::currentMSecsSinceEpoch();
    return review;
}

tl::unexpected<Error> noSuchLabel(LabelId id)
{
    return fail(ErrorCode::NotFound, Text::tr("The catalog has no such label (%1).").arg(id.value()));
}

} // namespace

LabelId livingLabel(const QList<Label>& labels, LabelId id)
{
    for (qsizetype steps = 0; id.isValid() && steps <= labels.size(); ++steps) {
        const auto label = std::ranges::find(labels, id, &Label::id);
        if (label == labels.end())
            return {};
        if (!label->mergedInto.isValid())
            return id;
        id = label->mergedInto;
    }
    return {};
}

Result<EditPlan> EditPlanner::plan(const Edit& edit)
{
    return std::visit([this](const auto& kind) { return planFor(kind); }, edit);
}

Result<QList<JournalChange>> EditPlanner::changeReviews(const QList<PhotoId>& photos,
                                                        const ReviewChange& change)
{
    return changeReviews(
        photos, [&change](PhotoId, Review& review, LabelId folderLabel) { change(review, folderLabel); });
}

Result<QList<JournalChange>> EditPlanner::changeReviews(const QList<PhotoId>& photos,
                                                        const PhotoReviewChange& change)
{
    CREEL_ASSIGN(const QList<Label> labels, m_labels.all());
    CREEL_ASSIGN(Query photo,
                 m_connection.prepare(QStringLiteral("SELECT folder_label_id FROM photo WHERE id = ?")));
    QList<JournalChange> changes;
    QSet<PhotoId> seen;
    for (PhotoId id : photos) {
        if (seen.contains(id))
            continue;
        seen.insert(id);
        CREEL_TRY(photo.run({id.value()}));
        if (!photo.next())
            return fail(ErrorCode::NotFound, Text::tr("The catalog has no photo %1.").arg(id.value()));
        CREEL_ASSIGN(const Review before, m_reviews.byPhoto(id));
        Review after = before;
        change(id, after, livingLabel(labels, photo.id<LabelId>(0)));
        if (after != before)
            changes.append({JournalEntity::Review, id.value(), orNone(before), orNone(after)});
    }
    return changes;
}

Result<EditPlan> EditPlanner::planFor(const SetLabel& edit)
{
    CREEL_ASSIGN(const Label label, living(edit.label));
    CREEL_ASSIGN(auto changes, changeReviews(edit.photos, [&](Review& review, LabelId) {
                     decide(review, ReviewState::Accepted, RejectReason::None, label.id);
                 }));
    return EditPlan{Text::tr("Labelled %1 %2").arg(photoCountText(changes.size()), label.name), changes};
}

Result<EditPlan> EditPlanner::planFor(const Accept& edit)
{
    CREEL_ASSIGN(auto changes, changeReviews(edit.photos, [](Review& review, LabelId folderLabel) {
                     decide(review, ReviewState::Accepted, RejectReason::None,
                            review.label.isValid() ? review.label : folderLabel);
                 }));
    return EditPlan{Text::tr("Accepted %1").arg(photoCountText(changes.size())), changes};
}

Result<EditPlan> EditPlanner::planFor(const Reject& edit)
{
    const RejectReason reason = edit.reason == RejectReason::None ? RejectReason::Other : edit.reason;
    CREEL_ASSIGN(auto changes, changeReviews(edit.photos, [&](Review& review, LabelId) {
                     decide(review, ReviewState::Rejected, reason, review.label);
                 }));
    return EditPlan{
        Text::tr("Rejected %1: %2").arg(photoCountText(changes.size()), reasonText(reason).toLower()),
        changes};
}

Result<EditPlan> EditPlanner::planFor(const ClearReview& edit)
{
    CREEL_ASSIGN(auto changes, changeReviews(edit.photos, [](Review& review, LabelId) {
                     Review cleared;
                     cleared.note = review.note;
                     review = cleared;
                 }));
    return EditPlan{Text::tr("Set %1 back to unreviewed").arg(photoCountText(changes.size())), changes};
}

Result<EditPlan> EditPlanner::planFor(const SetNote& edit)
{
    const QString note = edit.note.trimmed();
    CREEL_ASSIGN(auto changes,
                 changeReviews({edit.photo}, [&](Review& review, LabelId) { review.note = note; }));
    return EditPlan{note.isEmpty() ? Text::tr("Removed the note") : Text::tr("Noted"), changes};
}

Result<EditPlan> EditPlanner::planFor(const SetReviews& edit)
{
    CREEL_ASSIGN(const QList<Label> labels, m_labels.all());
    QHash<PhotoId, Review> wanted;
    QList<PhotoId> photos;
    for (const auto& [photo, review] : edit.reviews) {
        const Review whole = wholeReview(review, labels);
        if (review.label.isValid() && !whole.label.isValid() && review.state != ReviewState::Unreviewed)
            return noSuchLabel(review.label);
        wanted.insert(photo, whole);
        photos.append(photo);
    }
    CREEL_ASSIGN(auto changes, changeReviews(photos, [&](PhotoId photo, Review& review, LabelId) {
                     const Review& given = wanted[photo];
                     review.note = given.note;
                     if (!isSameDecision(review, given))
                         review = given;
                 }));
    return EditPlan{edit.summary.isEmpty() ? Text::tr("Decided on %1").arg(photoCountText(changes.size()))
                                           : edit.summary,
                    changes};
}

Result<EditPlan> EditPlanner::planFor(const AddLabel& edit)
{
    CREEL_ASSIGN(const Label label, m_labels.draft(edit.name));
    CREEL_TRY(checkNameIsFree(label.name, {}));
    CREEL_ASSIGN(const qint64 lastUsed, m_connection.integer(QStringLiteral(
                                            "SELECT seq FROM sqlite_sequence WHERE name = 'label'")));
    return EditPlan{Text::tr("Added the label %1").arg(label.name),
                    {{JournalEntity::Label, lastUsed + 1, std::nullopt, toJson(label)}}};
}

Result<EditPlan> EditPlanner::planFor(const ChangeLabel& edit)
{
    CREEL_ASSIGN(const Label before, living(edit.label.id));
    Label after = edit.label;
    CREEL_ASSIGN(after.name, checkedLabelName(edit.label.name));
    after.position = before.position;
    after.mergedInto = {};
    CREEL_TRY(checkNameIsFree(after.name, after.id));
    EditPlan plan{after.name == before.name ? Text::tr("Changed the label %1").arg(after.name)
                                            : Text::tr("Renamed %1 to %2").arg(before.name, after.name),
                  {}};
    if (after == before)
        return plan;
    plan.changes.append(labelChange(before, after));
    CREEL_ASSIGN(const QList<Label> labels, m_labels.all());
    for (const Label& other : labels) {
        if (after.shortcut.isEmpty() || other.id == after.id || other.shortcut != after.shortcut)
            continue;
        Label without = other;
        without.shortcut = QLatin1String("");
        plan.changes.append(labelChange(other, without));
    }
    return plan;
}

Result<EditPlan> EditPlanner::planFor(const ReorderLabels& edit)
{
    EditPlan plan{Text::tr("Reordered the labels"), {}};
    for (qsizetype i = 0; i < edit.order.size(); ++i) {
        CREEL_ASSIGN(const Label before, living(edit.order[i]));
        Label after = before;
        after.position = int(i);
        if (after != before)
            plan.changes.append(labelChange(before, after));
    }
    return plan;
}

Result<EditPlan> EditPlanner::planFor(const MergeLabels& edit)
{
    CREEL_ASSIGN(const Label from, living(edit.from));
    CREEL_ASSIGN(const Label into, living(edit.into));
    if (from.id == into.id)
        return fail(ErrorCode::BadInput, Text::tr("A label cannot be merged into itself."));
    Label merged = from;
    merged.mergedInto = into.id;
    merged.shortcut = QLatin1String("");
    return EditPlan{Text::tr("Merged %1 into %2").arg(from.name, into.name), {labelChange(from, merged)}};
}

Result<EditPlan> EditPlanner::planFor(const RemoveLabel& edit)
{
    CREEL_ASSIGN(const Label label, living(edit.label));
    const qint64 id = label.id.value();
    CREEL_ASSIGN(
        const qint64 uses,
        m_connection.integer(QStringLiteral("SELECT (SELECT count(*) FROM review WHERE label_id = ?) + "
                                            "(SELECT count(*) FROM photo WHERE folder_label_id = ?) + "
                                            "(SELECT count(*) FROM box WHERE label_id = ?) + "
                                            "(SELECT count(*) FROM label WHERE merged_into = ?)"),
                             {id, id, id, id}));
    if (uses > 0)
        return fail(ErrorCode::Conflict,
                    Text::tr("%1 is in use. Merge it into another label instead.").arg(label.name));
    return EditPlan{Text::tr("Removed the label %1").arg(label.name),
                    {{JournalEntity::Label, id, toJson(label), std::nullopt}}};
}

Result<Label> EditPlanner::living(LabelId id)
{
    CREEL_ASSIGN(const QList<Label> labels, m_labels.all());
    const auto label = std::ranges::find(labels, livingLabel(labels, id), &Label::id);
    if (!id.isValid() || label == labels.end())
        return noSuchLabel(id);
    return *label;
}

Result<void> EditPlanner::checkNameIsFree(const QString& name, LabelId except)
{
    CREEL_ASSIGN(const std::optional<Label> taken, m_labels.byName(name));
    if (taken && taken->id != except)
        return fail(ErrorCode::Exists, Text::tr("There is a label %1 already.").arg(taken->name));
    return {};
}

} // namespace creel
