// Desk: edits, how they are written and what they change on screen.

#include "core/catalog/catalog.h"
#include "core/review/undo_edits.h"
#include "ui/desk.h"

#include <QDateTime>

namespace creel {

namespace {

/// More rows than this take over 8 ms to write, so a worker writes them.
constexpr qint64 mostRowsAtOnce = 150;

/// Rows that it may write.
qsizetype sizeOf(const Edit& edit)
{
    return std::visit(
        [](const auto& kind) -> qsizetype {
            if constexpr (requires { kind.photos; })
                return kind.photos.size();
            else if constexpr (requires { kind.boxes; })
                return kind.boxes.size();
            else
                return 1;
        },
        edit);
}

/// Another program writes right now.
bool isBusy(const Result<Applied>& result)
{
    return !result && result.error().code == ErrorCode::Busy;
}

/// Whether it says by their ids what is to become of photos or boxes; tools and dialogs for other edits go on
/// from what was written.
bool isDecision(const Edit& edit)
{
    return std::visit(
        [](const auto& kind) {
            return requires
            {
                kind.photos;
            }
            || requires
            {
                QList<BoxId>(kind.boxes);
            };
        },
        edit);
}

} // namespace

bool Desk::apply(const Edit& edit)
{
    if (!isOpen())
        return false;
    const bool canWait = isDecision(edit);
    if (sizeOf(edit) <= mostRowsAtOnce && !(canWait && m_editsUnderWay > 0)) {
        const Result<Applied> result = m_session->apply(edit);
        if (!canWait || !isBusy(result))
            return report(result);
    }
    editOnWorker(
        [edit](Connection& connection) { return ReviewSession(connection, currentUser()).apply(edit); });
    return true;
}

void Desk::undo()
{
    if (isOpen())
        reverse(m_session->undoSize().value_or(0), &ReviewSession::undo);
}

void Desk::redo()
{
    if (isOpen())
        reverse(m_session->redoSize().value_or(0), &ReviewSession::redo);
}

void Desk::reverse(qint64 size, Result<Applied> (ReviewSession::*step)())
{
    if (m_editsUnderWay == 0 && size <= mostRowsAtOnce) {
        const Result<Applied> result = (m_session.get()->*step)();
        if (!isBusy(result)) {
            report(result);
            return;
        }
    }
    editOnWorker([step](Connection& connection) {
        ReviewSession session(connection, currentUser());
        return (session.*step)();
    });
}

void Desk::undoEdits(const QList<EditId>& edits)
{
    if (isOpen())
        editOnWorker([edits](Connection& connection) { return creel::undoEdits(connection, edits); });
}

void Desk::decide(const Edit& edit)
{
    const int position = currentPosition();
    const bool isSingle = sizeOf(edit) <= 1;
    if (apply(edit) && m_advances && isSingle && position >= 0 && position + 1 < m_model.rowCount())
        setCurrentPosition(position + 1);
}

void Desk::editOnWorker(const std::function<Result<Applied>(Connection&)>& edit)
{
    ++m_editsUnderWay;
    m_editor.run(
        [path = catalogPath(), edit]() -> Result<Applied> {
            CREEL_ASSIGN(const auto connection, openCatalog(path, Connection::Access::ReadWrite));
            return edit(*connection);
        },
        [this](const Result<Applied>& result) {
            --m_editsUnderWay;
            if (result)
                m_session->adopt(*result);
            report(result);
            (void)m_session->refresh(); // for what others wrote in between
        });
}

bool Desk::report(const Result<Applied>& result)
{
    if (!result) {
        Q_EMIT failed(result.error());
        return false;
    }
    if (result->isReversal) { // show what came back
        const QList<PhotoId>& back = result->photos.isEmpty() ? result->boxPhotos : result->photos;
        if (const int position = back.isEmpty() ? -1 : m_model.positionOf(back.first());
            position >= 0 && position != currentPosition())
            setCurrentPosition(position);
    } else if (result->edit.isValid() && !result->photos.isEmpty()) {
        m_pace.decided(result->photos.size(), QDateTime::currentMSecsSinceEpoch());
    }
    Q_EMIT applied(*result);
    return true;
}

void Desk::onSessionChanged(const Applied& applied)
{
    if (!applied.labels.isEmpty())
        loadLabels();
    if (m_isLoading) {
        m_changedWhileLoading.append(applied.photos);
        m_boxedWhileLoading.append(applied.boxPhotos);
    }
    reread(applied.photos, &PhotoIndex::loadReviews, &Desk::onReviewsRead);
    if (!applied.boxPhotos.isEmpty())
        reread(applied.boxPhotos, &PhotoIndex::loadBoxes, &Desk::boxesChanged);
    if (!applied.labels.isEmpty())
        recount();
}

/// Counts what changed instead of everything: a key press must not cost a walk over a million photos.
void Desk::count(const QList<PhotoId>& photos, qint64 by)
{
    const QList<QList<LabelId>> boxClasses = m_index->boxClasses();
    for (const PhotoId photo : photos) {
        const auto row = m_index->rowOf(photo);
        if (!row)
            continue;
        const BoxFacts boxes = m_index->boxes(*row);
        countReview(m_counts, m_index->facts(*row), m_index->review(*row), m_livingLabels, by,
                    m_index->prediction(*row));
        countBoxes(m_counts, boxes, boxClasses[boxes.classes], m_livingLabels, by);
    }
}

void Desk::reread(const QList<PhotoId>& photos, Reading read, void (Desk::*done)(const QList<PhotoId>&))
{
    if (!m_index)
        return (this->*done)(photos);
    if (photos.size() > mostRowsAtOnce) {
        m_workers.run(
            [path = catalogPath(), index = m_index, photos, read]() -> Result<void> {
                CREEL_ASSIGN(const auto connection, openCatalog(path, Connection::Access::ReadOnly));
                return (index.get()->*read)(*connection, photos);
            },
            [this, photos, done](const Result<void>& result) {
                if (result)
                    (this->*done)(photos);
                recount();
            });
        return;
    }
    count(photos, -1);
    (void)(m_index.get()->*read)(*m_connection, photos);
    count(photos, 1);
    m_mustRecount = m_isRecounting; // what is being counted may be the state before
    Q_EMIT countsChanged();
    (this->*done)(photos);
}

void Desk::onReviewsRead(const QList<PhotoId>& photos)
{
    m_model.touch(photos);
    countToday();
    Q_EMIT reviewsChanged(photos);
}

void Desk::countToday()
{
    const qint64 startOfToday = QDate::currentDate().startOfDay().toMSecsSinceEpoch();
    m_decidedToday =
        m_connection
            ->integer(QStringLiteral("SELECT count(*) FROM review WHERE decided_at >= ?"), {startOfToday})
            .value_or(m_decidedToday);
}

} // namespace creel
