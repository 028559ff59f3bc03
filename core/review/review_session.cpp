#include "core/review/review_session.h"

#include "core/catalog/transaction.h"
#include "core/review/settle_labels.h"

#include <QDateTime>
#include <QSet>
#include <QSysInfo>

#include <algorithm>

namespace creel {

ReviewSession::ReviewSession(Connection& connection, QString who, QObject* parent)
    : QObject(parent)
    , m_connection(connection)
    , m_reviews(connection)
    , m_labels(connection)
    , m_boxes(connection)
    , m_journal(connection)
    , m_who(std::move(who))
{
    m_lastSeenDataVersion = connection.dataVersion().value_or(0); // first: what comes next is seen again
    m_lastSeenEdit = m_journal.lastId().value_or(EditId());
    m_lastSeenRevision = connection.integer(QStringLiteral("SELECT revision FROM catalog_state")).value_or(0);
}

Result<Applied> ReviewSession::apply(const Edit& edit)
{
    CREEL_ASSIGN(Transaction transaction, Transaction::begin(m_connection));
    CREEL_ASSIGN(const EditPlan plan, EditPlanner(m_connection, m_reviews, m_labels, m_boxes).plan(edit));
    CREEL_ASSIGN(Applied applied, write(plan, {}, {}));
    CREEL_TRY(transaction.commit());
    announce(applied);
    return applied;
}

Result<Applied> ReviewSession::undo()
{
    return reverse(true);
}

Result<Applied> ReviewSession::redo()
{
    return reverse(false);
}

Result<qint64> ReviewSession::undoSize()
{
    return sizeOf(m_journal.undoTarget());
}

Result<qint64> ReviewSession::redoSize()
{
    return sizeOf(m_journal.redoTarget());
}

Result<qint64> ReviewSession::sizeOf(Result<std::optional<JournalEntry>> target)
{
    CREEL_ASSIGN(const std::optional<JournalEntry> entry, std::move(target));
    return entry ? m_journal.changeCount(entry->id) : 0;
}

Result<Applied> ReviewSession::reverse(bool isUndo)
{
    CREEL_ASSIGN(Transaction transaction, Transaction::begin(m_connection));
    CREEL_ASSIGN(const std::optional<JournalEntry> target,
                 isUndo ? m_journal.undoTarget() : m_journal.redoTarget());
    if (!target)
        return Applied{.isReversal = true, .summary = isUndo ? tr("Nothing to undo") : tr("Nothing to redo")};
    EditPlan plan{(isUndo ? tr("Undone: %1") : tr("Redone: %1")).arg(target->summary), {}};
    CREEL_ASSIGN(plan.changes, m_journal.changes(target->id));
    if (isUndo) {
        for (JournalChange& change : plan.changes)
            std::swap(change.before, change.after);
    }
    CREEL_ASSIGN(const QStringList notes, settleLabels(m_connection, plan.changes));
    CREEL_ASSIGN(Applied applied,
                 write(plan, isUndo ? target->id : EditId(), isUndo ? EditId() : target->id));
    CREEL_TRY(transaction.commit());
    applied.summary = (QStringList(applied.summary) + notes).join(QLatin1String(". "));
    announce(applied);
    return applied;
}

Result<Applied> ReviewSession::write(const EditPlan& plan, EditId undoes, EditId redoes)
{
    Applied applied;
    applied.isReversal = undoes.isValid() || redoes.isValid();
    applied.summary = plan.changes.isEmpty() ? tr("Nothing to change") : plan.summary;
    if (plan.changes.isEmpty())
        return applied;
    QSet<PhotoId> boxPhotos;
    for (const JournalChange& change : plan.changes) {
        CREEL_TRY(write(change));
        if (change.entity == JournalEntity::Review)
            applied.photos.append(PhotoId(change.entityId));
        else if (change.entity == JournalEntity::Label)
            applied.labels.append(LabelId(change.entityId));
        else
            boxPhotos.insert(photoOf(change));
        if (change.entity == JournalEntity::Box)
            applied.boxes.append(BoxId(change.entityId));
    }
    applied.boxPhotos = boxPhotos.values();
    std::ranges::sort(applied.boxPhotos);
    JournalEntry entry;
    entry.at = QDateTime::currentMSecsSinceEpoch();
    entry.who = m_who;
    entry.summary = plan.summary;
    entry.undoes = undoes;
    entry.redoes = redoes;
    CREEL_ASSIGN(applied.edit, m_journal.append(entry, plan.changes));
    return applied;
}

Result<void> ReviewSession::write(const JournalChange& change)
{
    switch (change.entity) {
    case JournalEntity::Review:
        return m_reviews.put(PhotoId(change.entityId),
                             change.after ? reviewFromJson(*change.after) : Review());
    case JournalEntity::Label:
        return writeLabel(change);
    case JournalEntity::Box:
        return writeBox(change);
    case JournalEntity::BoxState:
        return m_boxes.setVerifiedAt(PhotoId(change.entityId),
                                     change.after ? verifiedAtFromJson(*change.after) : 0);
    }
    return {};
}

Result<void> ReviewSession::writeLabel(const JournalChange& change)
{
    if (!change.after)
        return m_labels.remove(LabelId(change.entityId));
    Label label = labelFromJson(*change.after);
    label.id = LabelId(change.entityId);
    CREEL_TRY(m_labels.put(label));
    return {};
}

Result<void> ReviewSession::writeBox(const JournalChange& change)
{
    if (!change.after)
        return m_boxes.remove(BoxId(change.entityId));
    Box box = boxFromJson(*change.after);
    box.id = BoxId(change.entityId);
    return m_boxes.put(box);
}

void ReviewSession::announce(const Applied& applied)
{
    if (!applied.edit.isValid())
        return;
    // Entries of others that came in between are left for refresh() to find.
    if (applied.edit.value() == m_lastSeenEdit.value() + 1)
        m_lastSeenEdit = applied.edit;
    Q_EMIT changed(applied);
}

void ReviewSession::adopt(const Applied& applied)
{
    if (applied.edit.value() == m_lastSeenEdit.value() + 1)
        announce(applied);
}

Result<QList<HistoryItem>> ReviewSession::history(PhotoId photo)
{
    return m_journal.history(photo);
}

Result<Review> ReviewSession::review(PhotoId photo)
{
    return m_reviews.byPhoto(photo);
}

Result<PhotoBoxes> ReviewSession::boxes(PhotoId photo)
{
    return m_boxes.ofPhoto(photo);
}

Result<QList<Label>> ReviewSession::labels()
{
    return m_labels.all();
}

Result<void> ReviewSession::refresh()
{
    CREEL_ASSIGN(const qint64 dataVersion, m_connection.dataVersion());
    if (dataVersion == m_lastSeenDataVersion)
        return {};
    m_lastSeenDataVersion = dataVersion;
    CREEL_ASSIGN(const EditId last, m_journal.lastId());
    if (last > m_lastSeenEdit) {
        CREEL_ASSIGN(const Journal::ChangedRows rows, m_journal.changedSince(m_lastSeenEdit));
        m_lastSeenEdit = last;
        Applied applied{.edit = last,
                        .summary = tr("Changed elsewhere"),
                        .photos = rows.photos,
                        .boxPhotos = rows.boxPhotos};
        if (rows.labels) {
            CREEL_ASSIGN(const QList<Label> all, labels());
            for (const Label& label : all)
                applied.labels.append(label.id);
        }
        Q_EMIT changed(applied);
    }
    CREEL_ASSIGN(const qint64 revision,
                 m_connection.integer(QStringLiteral("SELECT revision FROM catalog_state")));
    if (revision != m_lastSeenRevision) {
        m_lastSeenRevision = revision;
        Q_EMIT photosChanged();
    }
    return {};
}

QString currentUser()
{
    const QString user =
        qEnvironmentVariable("USER", qEnvironmentVariable("LOGNAME", QStringLiteral("someone")));
    return user + QLatin1Char('@') + QSysInfo::machineHostName();
}

} // namespace creel
