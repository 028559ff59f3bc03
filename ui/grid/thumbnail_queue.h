#pragma once

#include "core/base/ids.h"
#include "core/catalog/box_rect.h"

#include <QImage>
#include <QMutex>
#include <QSet>
#include <QString>
#include <QWaitCondition>

#include <deque>
#include <optional>

namespace creel {

/// What the thumbnail workers have still to do and what they have done: what was asked for last is done
/// first, and all crops of a photo together. Every function may be called from any thread.
class ThumbnailQueue
{
public:
    struct Request
    {
        PhotoId photo;
        int side = 0;                 ///< longest side in pixels
        const void* viewer = nullptr; ///< who asked; for drop()
        BoxId box = {};               ///< none: the whole photo; else the part around this box of it …
        BoxRect rect = {};            ///< … which lies here
    };

    /// What a worker is to do next: open another catalog if `generation` is new, then the requests if there
    /// are any. Several are for crops of one photo.
    struct Order
    {
        quint64 generation = 0;
        QString catalogPath; ///< empty: none is open
        QList<Request> requests;
    };

    struct Done
    {
        Request request;
        QImage image; ///< null: there is no picture
    };

    /// Forgets everything and sends the workers to another catalog (to none if empty).
    void setCatalog(const QString& path);
    /// Puts requests before all others, the first of them foremost. Those that are queued or in work already
    /// are left out.
    void push(const QList<Request>& requests);
    /// Puts requests behind all others.
    void pushBehind(const QList<Request>& requests);
    /// Forgets what `viewer` asked for, except what is in work.
    void drop(const void* viewer);
    /// Ends wait() for good.
    void stop();

    /// For workers: blocks until there is something to do. None at the end.
    std::optional<Order> wait(quint64 knownGeneration);
    /// For workers. True if the result is the first one to be fetched.
    bool finish(quint64 generation, Done done);
    /// The oldest result that was not fetched yet.
    std::optional<Done> takeDone();

    /// What makes a picture another one.
    using Key = std::pair<std::pair<PhotoId, BoxId>, int>;
    static Key keyOf(const Request& request) { return {{request.photo, request.box}, request.side}; }

private:
    void takeCropsOf(PhotoId photo, QList<Request>& taken);

    QMutex m_mutex;
    QWaitCondition m_changed;
    quint64 m_generation = 0;
    QString m_catalogPath;
    bool m_isStopped = false;
    std::deque<Request> m_requests; ///< front first
    QSet<Key> m_known;              ///< queued, in work or not fetched
    std::deque<Done> m_done;
};

} // namespace creel
