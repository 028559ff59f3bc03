#pragma once

#include "core/catalog/journal.h"
#include "core/review/edit_planner.h"

#include <QObject>

#include <memory>

namespace creel {

/// The only door for edits: plans what an edit changes, writes it and its journal entry in one durable
/// transaction, and tells who watches. Lives in the thread of its connection.
class ReviewSession : public QObject
{
    Q_OBJECT

public:
    /// `who` is written into the journal. The connection must outlive the session.
    ReviewSession(Connection& connection, QString who, QObject* parent = nullptr);

    /// The change is on the disk when this returns without error. Nothing to change is no error: `edit` is
    /// none then.
    Result<Applied> apply(const Edit& edit);
    /// Takes back the newest action in force, whoever did it; `edit` is none if there is nothing to undo.
    Result<Applied> undo();
    Result<Applied> redo();
    /// How many rows undo() or redo() would write; 0 if there is nothing to do.
    Result<qint64> undoSize();
    Result<qint64> redoSize();

    /// What happened to the photo and its boxes, newest first.
    Result<QList<HistoryItem>> history(PhotoId photo);
    Result<Review> review(PhotoId photo);
    Result<PhotoBoxes> boxes(PhotoId photo);
    /// All labels, merged ones included, in order.
    Result<QList<Label>> labels();

    /// Signals an edit that another session of this program wrote, if it is the next one; refresh() finds the
    /// others by walking their rows.
    void adopt(const Applied& applied);
    /// Looks whether other connections changed anything, and signals it if so. Cheap; call it from a timer.
    Result<void> refresh();

Q_SIGNALS:
    /// After every change, made here or elsewhere.
    void changed(const creel::Applied& applied);
    /// Import wrote photo rows: what is held in memory of them is out of date.
    void photosChanged();

private:
    Result<qint64> sizeOf(Result<std::optional<JournalEntry>> target);
    Result<Applied> reverse(bool isUndo);
    /// Carries a plan out and journals it, inside the caller's transaction.
    Result<Applied> write(const EditPlan& plan, EditId undoes, EditId redoes);
    Result<void> write(const JournalChange& change);
    Result<void> writeLabel(const JournalChange& change);
    Result<void> writeBox(const JournalChange& change);
    void announce(const Applied& applied);

    Connection& m_connection;
    ReviewStore m_reviews;
    LabelStore m_labels;
    BoxStore m_boxes;
    Journal m_journal;
    QString m_who;
    EditId m_lastSeenEdit;
    qint64 m_lastSeenRevision = 0;
    qint64 m_lastSeenDataVersion = 0;
};

/// "curator@desk": who to write into the journal.
QString currentUser();

} // namespace creel
