#include "core/review/undo_edits.h"

#include <QCoreApplication>
#include <QSet>

namespace creel {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(UndoEdits)
};

/// Something that a person did since the first of the edits, is none of them, and was not undone.
Result<std::optional<JournalEntry>> somethingElse(Journal& journal, const QList<EditId>& edits)
{
    CREEL_ASSIGN(const EditId last, journal.lastId());
    CREEL_ASSIGN(const QList<JournalEntry> entries,
                 journal.latest(int(last.value() - edits.first().value() + 1)));
    QSet<EditId> undone;
    for (const JournalEntry& entry : entries) { // newest first
        if (entry.id < edits.first())
            break;
        if (entry.undoes.isValid())
            undone.insert(entry.undoes);
        else if (entry.origin == JournalOrigin::Person && !undone.contains(entry.id) &&
                 !edits.contains(entry.id))
            return entry;
    }
    return std::nullopt;
}

} // namespace

Result<Applied> undoEdits(Connection& connection, const QList<EditId>& edits)
{
    Applied all;
    all.isReversal = true;
    if (edits.isEmpty())
        return all;
    Journal journal(connection);
    CREEL_ASSIGN(const std::optional<JournalEntry> other, somethingElse(journal, edits));
    if (other)
        return fail(ErrorCode::Conflict,
                    Text::tr("“%1” was done since. Undo that first.").arg(other->summary));
    ReviewSession session(connection, currentUser());
    for (;;) {
        CREEL_ASSIGN(const std::optional<JournalEntry> target, journal.undoTarget());
        if (!target || !edits.contains(target->id))
            return all;
        CREEL_ASSIGN(const Applied applied, session.undo());
        all.summary = all.summary.isEmpty() ? applied.summary : Text::tr("Took the whole import back");
        all.edit = applied.edit;
        all.photos += applied.photos;
        all.labels += applied.labels;
        all.boxPhotos += applied.boxPhotos;
    }
}

} // namespace creel
