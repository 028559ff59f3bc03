#pragma once

#include "core/catalog/thumbnail_store.h"
#include "ui/grid/thumbnail_queue.h"

#include <QCache>
#include <QObject>
#include <QPixmap>

#include <memory>
#include <vector>

class QThread;

namespace creel {

class Desk;

/// Small pictures of photos for every view: cached ones at once, others a moment later from two workers.
/// Nothing is read or decoded on the GUI thread, which is the only one to call this.
class ThumbnailLoader : public QObject
{
    Q_OBJECT

public:
    explicit ThumbnailLoader(Desk& desk, QObject* parent = nullptr);
    ~ThumbnailLoader() override;

    /// The photo upright with its longest side at most `side` pixels; a size that was shown before stands in
    /// until the right one is there. Null while there is none: ready() tells when to ask again. `viewer` is
    /// who may dropRequests().
    QPixmap thumbnail(PhotoId photo, int side = thumbnailSide, const QObject* viewer = nullptr);
    /// Schedules what may be asked for soon, after everything that is on the screen.
    void prefetch(PhotoId photo, int side, const QObject* viewer);
    /// True once it is known that there is no picture of the photo: no file, or nothing that can be decoded.
    bool hasNoPicture(PhotoId photo) const { return m_withoutPicture.contains(photo); }
    /// Forgets what `viewer` asked for and has not got, because its tiles scrolled away. What it still shows
    /// is asked for again when it repaints.
    void dropRequests(const QObject* viewer);

    /// Bound of the cache in bytes.
    void setCacheLimit(qint64 bytes) { m_cache.setMaxCost(bytes); }
    qint64 cachedBytes() const { return m_cache.totalCost(); }

Q_SIGNALS:
    /// The photo's thumbnail has arrived, or it has turned out that there is none.
    void ready(creel::PhotoId photo);

private:
    using Key = std::pair<PhotoId, int>;
    struct Entry
    {
        QPixmap pixmap;
        size_t content; ///< contentOf() the photo when it was asked for
    };

    void changeCatalog(const QString& path);
    /// Stands for the file's bytes: changes when import found the file changed.
    size_t contentOf(PhotoId photo) const;
    bool isFresh(PhotoId photo, int side) const;
    /// Remembers a size in use, so that its pictures can stand in for another size.
    void noteSide(int side);
    QPixmap standIn(PhotoId photo, int side) const;
    void schedule();
    void flushRequests();
    void takeResults();
    void work();

    Desk& m_desk;
    ThumbnailQueue m_queue;
    QCache<Key, Entry> m_cache;
    QSet<PhotoId> m_withoutPicture;
    QList<int> m_sides; ///< latest first
    QList<ThumbnailQueue::Request> m_asked;
    QList<ThumbnailQueue::Request> m_foreseen;
    bool m_isFlushPending = false;
    std::vector<std::unique_ptr<QThread>> m_workers;
};

} // namespace creel
