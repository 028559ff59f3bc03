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

JournalChange boxChange(BoxId id, const std::optional<Box>& before, const std::optional<Box>& after)
{
    return {JournalEntity::Box, id.value(), before ? std::optional(toJson(*before)) : std::nullopt,
            after ? std::optional(toJson(*after)) : std::nullopt};
}

/// From verified at `before` to verified at `after`; 0 is not verified.
JournalChange stateChange(PhotoId photo, qint64 before, qint64 after)
{
    return {JournalEntity::BoxState, photo.value(),
            before > 0 ? std::optional(boxStateJson(before)) : std::nullopt,
            after > 0 ? std::optional(boxStateJson(after)) : std::nullopt};
}

/// Cuts off what lies outside the photo and resolves merges; an error where nothing sensible is left.
class BoxChecker
{
public:
    static Result<BoxChecker> make(Connection& connection, LabelStore& labels)
    {
        CREEL_ASSIGN(QList<Label> all, labels.all());
        CREEL_ASSIGN(Query photo, connection.prepare(QStringLiteral("SELECT 1 FROM photo WHERE id = ?")));
        return BoxChecker(std::move(all), std::move(photo));
    }

    Result<void> checkPhoto(PhotoId id)
    {
        if (m_known.contains(id))
            return {};
        CREEL_TRY(m_photo.run({id.value()}));
        const bool isThere = m_photo.next();
        m_photo.finish();
        if (!isThere)
            return fail(ErrorCode::NotFound, Text::tr("The catalog has no photo %1.").arg(id.value()));
        m_known.insert(id);
        return {};
    }

    Result<Box> checked(Box box)
    {
        CREEL_TRY(checkPhoto(box.photo));
        box.rect = clamped(box.rect);
        if (!box.rect.isValid())
            return fail(ErrorCode::BadInput,
                        Text::tr("A box must lie on the photo and have a width and a height."));
        if (box.label.isValid()) {
            const LabelId living = livingLabel(m_labels, box.label);
            if (!living.isValid())
                return fail(ErrorCode::NotFound,
                            Text::tr("The catalog has no such label (%1).").arg(box.label.value()));
            box.label = living;
        }
        return box;
    }

    QString labelName(LabelId id) const
    {
        const auto label = std::ranges::find(m_labels, id, &Label::id);
        return label == m_labels.end() ? Text::tr("no label") : label->name;
    }

private:
    BoxChecker(QList<Label> labels, Query photo) : m_labels(std::move(labels)), m_photo(std::move(photo)) {}

    QList<Label> m_labels;
    Query m_photo;
    QSet<PhotoId> m_known;
};

/// The same box as a person's word.
Box takenOver(Box box)
{
    box.origin = BoxOrigin::Person;
    box.score.reset();
    return box;
}

Result<qint64> lastBoxId(Connection& connection)
{
    return connection.integer(QStringLiteral("SELECT seq FROM sqlite_sequence WHERE name = 'box'"));
}

/// What kinds of change a ChangeBoxes makes, to say it in a word.
struct ChangedParts
{
    bool places = false;
    bool labels = false;
    bool attributes = false;
    QSet<LabelId> newLabels;

    void add(const Box& before, const Box& after)
    {
        places = places || before.rect != after.rect;
        attributes = attributes || before.difficult != after.difficult ||
                     before.truncated != after.truncated || before.occluded != after.occluded;
        if (before.label != after.label) {
            labels = true;
            newLabels.insert(after.label);
        }
    }
};

QString changeSummary(const ChangedParts& parts, qsizetype count, const BoxChecker& checker)
{
    const QString boxes = boxCountText(count);
    if (parts.labels && !parts.places && !parts.attributes && parts.newLabels.size() == 1)
        return Text::tr("Labelled %1 %2").arg(boxes, checker.labelName(*parts.newLabels.begin()));
    if (parts.places && !parts.labels && !parts.attributes)
        return Text::tr("Moved %1").arg(boxes);
    return Text::tr("Changed %1").arg(boxes);
}

QString markSummary(const MarkBoxes& edit, const QString& boxes)
{
    if (edit.attribute == &Box::difficult)
        return (edit.isOn ? Text::tr("Marked %1 as difficult") : Text::tr("No longer difficult: %1"))
            .arg(boxes);
    if (edit.attribute == &Box::truncated)
        return (edit.isOn ? Text::tr("Marked %1 as truncated") : Text::tr("No longer truncated: %1"))
            .arg(boxes);
    return (edit.isOn ? Text::tr("Marked %1 as occluded") : Text::tr("No longer occluded: %1")).arg(boxes);
}

/// Gives `box` an id of its own if it has none of `before`, and notes what that changes. Returns the id.
Result<BoxId> planBox(const QList<Box>& before, const Box& wanted, qint64& lastId, BoxChecker& checker,
                      QList<JournalChange>& changes)
{
    CREEL_ASSIGN(Box box, checker.checked(wanted));
    const auto same = std::ranges::find(before, wanted.id, &Box::id);
    if (!wanted.id.isValid() || same == before.end()) {
        box.id = BoxId(++lastId);
        changes.append(boxChange(box.id, std::nullopt, box));
        return box.id;
    }
    if (wanted.label == same->label)
        box.label = same->label; // a merged label is no change
    if (box != *same)
        changes.append(boxChange(box.id, *same, box));
    return box.id;
}

} // namespace

Result<EditPlan> EditPlanner::planFor(const AddBoxes& edit)
{
    CREEL_ASSIGN(BoxChecker checker, BoxChecker::make(m_connection, m_labels));
    CREEL_ASSIGN(qint64 id, lastBoxId(m_connection));
    EditPlan plan;
    for (const Box& wanted : edit.boxes) {
        CREEL_ASSIGN(const Box box, checker.checked(wanted));
        plan.changes.append(boxChange(BoxId(++id), std::nullopt, box));
    }
    plan.summary = edit.boxes.size() == 1
                       ? Text::tr("Added a box: %1").arg(checker.labelName(edit.boxes.first().label))
                       : Text::tr("Added %1").arg(boxCountText(edit.boxes.size()));
    return plan;
}

Result<EditPlan> EditPlanner::planFor(const ChangeBoxes& edit)
{
    CREEL_ASSIGN(BoxChecker checker, BoxChecker::make(m_connection, m_labels));
    EditPlan plan;
    ChangedParts parts;
    QSet<BoxId> seen;
    for (const Box& wanted : edit.boxes) {
        CREEL_ASSIGN(const std::optional<Box> before, m_boxes.byId(wanted.id));
        if (!before)
            return fail(ErrorCode::NotFound, Text::tr("The box is no longer there."));
        Box after = wanted;
        after.photo = before->photo;
        CREEL_ASSIGN(after, checker.checked(after));
        if (wanted.label == before->label)
            after.label = before->label; // a merged label is no change by this person
        if (after.rect != before->rect || after.label != before->label)
            after = takenOver(after);
        if (after == *before || seen.contains(wanted.id))
            continue;
        seen.insert(wanted.id);
        parts.add(*before, after);
        plan.changes.append(boxChange(after.id, before, after));
    }
    plan.summary = changeSummary(parts, plan.changes.size(), checker);
    return plan;
}

Result<QList<JournalChange>> EditPlanner::changeBoxes(const QList<BoxId>& boxes, const BoxChange& change)
{
    QList<JournalChange> changes;
    QSet<BoxId> seen;
    for (const BoxId id : boxes) {
        CREEL_ASSIGN(const std::optional<Box> before, m_boxes.byId(id));
        if (!before || seen.contains(id))
            continue;
        seen.insert(id);
        const std::optional<Box> after = change(*before);
        if (after != before)
            changes.append(boxChange(id, before, after));
    }
    return changes;
}

Result<EditPlan> EditPlanner::planFor(const LabelBoxes& edit)
{
    CREEL_ASSIGN(const Label label, living(edit.label));
    CREEL_ASSIGN(const auto changes, changeBoxes(edit.boxes, [&label](Box box) {
                     box.label = label.id;
                     return takenOver(box);
                 }));
    return EditPlan{Text::tr("Labelled %1 %2").arg(boxCountText(changes.size()), label.name), changes};
}

Result<EditPlan> EditPlanner::planFor(const AcceptBoxes& edit)
{
    CREEL_ASSIGN(const auto changes, changeBoxes(edit.boxes, takenOver));
    return EditPlan{Text::tr("Accepted %1").arg(boxCountText(changes.size())), changes};
}

Result<EditPlan> EditPlanner::planFor(const MarkBoxes& edit)
{
    CREEL_ASSIGN(const auto changes, changeBoxes(edit.boxes, [&edit](Box box) {
                     box.*edit.attribute = edit.isOn;
                     return box;
                 }));
    return EditPlan{markSummary(edit, boxCountText(changes.size())), changes};
}

Result<EditPlan> EditPlanner::planFor(const RemoveBoxes& edit)
{
    CREEL_ASSIGN(const auto changes,
                 changeBoxes(edit.boxes, [](const Box&) { return std::optional<Box>(); }));
    return EditPlan{Text::tr("Deleted %1").arg(boxCountText(changes.size())), changes};
}

Result<EditPlan> EditPlanner::planFor(const SetBoxesVerified& edit)
{
    CREEL_ASSIGN(BoxChecker checker, BoxChecker::make(m_connection, m_labels));
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    EditPlan plan;
    QSet<PhotoId> seen;
    qsizetype empty = 0;
    for (const PhotoId photo : edit.photos) {
        CREEL_TRY(checker.checkPhoto(photo));
        CREEL_ASSIGN(const qint64 at, m_boxes.verifiedAt(photo));
        if ((at > 0) == edit.verified || seen.contains(photo))
            continue;
        seen.insert(photo);
        CREEL_ASSIGN(const QList<Box> boxes, m_boxes.byPhoto(photo));
        empty += boxes.isEmpty();
        plan.changes.append(stateChange(photo, at, edit.verified ? now : 0));
    }
    const QString photos = photoCountText(plan.changes.size());
    plan.summary = !edit.verified                 ? Text::tr("Boxes of %1 no longer verified").arg(photos)
                   : empty == plan.changes.size() ? Text::tr("No object here: %1").arg(photos)
                                                  : Text::tr("Verified the boxes of %1").arg(photos);
    return plan;
}

Result<EditPlan> EditPlanner::planFor(const SetPhotoBoxes& edit)
{
    CREEL_ASSIGN(BoxChecker checker, BoxChecker::make(m_connection, m_labels));
    CREEL_ASSIGN(qint64 lastId, lastBoxId(m_connection));
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    EditPlan plan;
    QSet<PhotoId> seen;
    for (const PhotoBoxes& wanted : edit.photoBoxes) {
        CREEL_TRY(checker.checkPhoto(wanted.photo));
        if (seen.contains(wanted.photo))
            return fail(ErrorCode::BadInput,
                        Text::tr("The boxes of photo %1 were given twice.").arg(wanted.photo.value()));
        seen.insert(wanted.photo);
        CREEL_ASSIGN(const QList<Box> before, m_boxes.byPhoto(wanted.photo));
        QSet<BoxId> kept;
        for (Box box : wanted.boxes) {
            box.photo = wanted.photo;
            CREEL_ASSIGN(const BoxId id, planBox(before, box, lastId, checker, plan.changes));
            kept.insert(id);
        }
        for (const Box& box : before) {
            if (!kept.contains(box.id))
                plan.changes.append(boxChange(box.id, box, std::nullopt));
        }
        CREEL_ASSIGN(const qint64 at, m_boxes.verifiedAt(wanted.photo));
        if ((at > 0) != wanted.verified)
            plan.changes.append(stateChange(wanted.photo, at, wanted.verified ? now : 0));
    }
    plan.summary = !edit.summary.isEmpty()
                       ? edit.summary
                       : Text::tr("Changed the boxes of %1").arg(photoCountText(edit.photoBoxes.size()));
    return plan;
}

} // namespace creel
