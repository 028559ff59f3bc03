#pragma once

#include "core/catalog/connection.h"

#include <QJsonObject>
#include <QList>

#include <optional>
#include <span>

namespace creel {

/// Which table a journalled change is about.
enum class JournalEntity
{
    Review,
    Label,
    Box,
    BoxState ///< whether a photo's boxes are verified
};

/// What happened to one row: its JSON before and after, none where there was or is no row.
struct JournalChange
{
    JournalEntity entity = JournalEntity::Review;
    qint64 entityId = 0;
    std::optional<QJsonObject> before;
    std::optional<QJsonObject> after;
};

/// The photo that a change is about; none for a label's.
PhotoId photoOf(const JournalChange& change);

/// Who made an entry. Undo passes over what import did.
enum class JournalOrigin
{
    Person,
    Import
};

/// One action in the journal.
struct JournalEntry
{
    EditId id;
    qint64 at = 0; ///< Unix milliseconds
    QString who;
    JournalOrigin origin = JournalOrigin::Person;
    QString summary; ///< for people: "Rejected 3 photos: equipment"
    EditId undoes;   ///< the entry whose effect this one took back
    EditId redoes;   ///< the entry whose effect this one brought back
};

/// An entry together with what it did to one row.
struct HistoryItem
{
    JournalEntry entry;
    JournalChange change;
};

/// The append-only record of every edit. Undo and redo are entries too, so that they have no depth limit,
/// survive a restart, and are shared by all programs that have the catalog open.
class Journal
{
public:
    explicit Journal(Connection& connection) : m_connection(connection) {}

    /// Writes an entry and its changes; to be called inside the transaction that changes the rows.
    Result<EditId> append(const JournalEntry& entry, std::span<const JournalChange> changes);

    Result<QList<JournalChange>> changes(EditId id);
    Result<qint64> changeCount(EditId id);
    /// The newest action in force; what Ctrl+Z takes back.
    Result<std::optional<JournalEntry>> undoTarget();
    /// The action that was undone last, if no new action came after it.
    Result<std::optional<JournalEntry>> redoTarget();
    /// What happened to a photo's review and boxes, newest first. Of an entry that changed several of its
    /// boxes one change is given.
    Result<QList<HistoryItem>> history(PhotoId photo);
    Result<QList<JournalEntry>> latest(int limit);

    Result<EditId> lastId();
    struct ChangedRows
    {
        QList<PhotoId> photos;    ///< whose review changed
        QList<PhotoId> boxPhotos; ///< whose boxes changed, or whether they are verified
        bool labels = false;
    };
    /// What the entries after `id` touched.
    Result<ChangedRows> changedSince(EditId id);

private:
    Result<std::optional<JournalEntry>> entry(EditId id);

    Connection& m_connection;
};

} // namespace creel
