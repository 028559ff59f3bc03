#pragma once

#include "core/catalog/box_store.h"
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

/// Small pictures of photos and of boxes for every view: cached ones at once, others a moment later from two
/// workers. Nothing is read or decoded on the GUI thread, which is the only one to call this.
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
    /// The part of the upright photo around the box (see cropAround()) with exactly `side` pixels along its
    /// longest side; cropReady() tells when to ask again.
    QPixmap crop(const Box& box, int side, const QObject* viewer);
    /// Schedules what may be asked for soon, after everything that is on the screen.
    void prefetch(PhotoId photo, int side, const QObject* viewer);
    void prefetchCrop(const Box& box, int side, const QObject* viewer);
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
    void cropReady(creel::BoxId box);

private:
    using Request = ThumbnailQueue::Request;
    using Key = ThumbnailQueue::Key;
    struct Entry
    {
        QPixmap pixmap;
        size_t content; ///< contentOf() the request when it was made
    };

    void changeCatalog(const QString& path);
    /// Stands for the file's bytes and the box's place: changes when import found the file changed.
    size_t contentOf(const Request& request) const;
    bool isFresh(const Request& request) const;
    QPixmap picture(const Request& request);
    void foresee(const Request& request);
    /// Remembers a size in use, so that its pictures can stand in for another size.
    void noteSide(int side);
    QPixmap standIn(const Request& request) const;
    void schedule();
    void flushRequests();
    void takeResults();
    void keep(ThumbnailQueue::Done done);
    void work();

    Desk& m_desk;
    ThumbnailQueue m_queue;
    QCache<Key, Entry> m_cache;
    QSet<PhotoId> m_withoutPicture;
    QList<int> m_sides; ///< latest first
    QList<Request> m_asked;
    QList<Request> m_foreseen;
    bool m_isFlushPending = false;
    std::vector<std::unique_ptr<QThread>> m_workers;
};

} // namespace creel
