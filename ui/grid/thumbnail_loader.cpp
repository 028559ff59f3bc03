#include "ui/grid/thumbnail_loader.h"

#include "core/base/log.h"
#include "ui/desk.h"
#include "ui/grid/thumbnail_source.h"

#include <QElapsedTimer>
#include <QThread>

#ifdef Q_OS_LINUX
#include <sys/resource.h>
#endif

namespace creel {

namespace {

constexpr int workerCount = 2;
/// Some 1,000 tiles of usual size; a 4K screen full of any size takes 33 MB.
constexpr qint64 defaultCacheLimit = qint64(80) << 20;
/// A batch of results stops here, so that the GUI thread gets back to its events.
constexpr int longestBatchMs = 3;
constexpr qsizetype sidesRemembered = 4;

/// Puts this thread behind those that a person waits for. Linux ignores QThread's priorities.
void stepBack()
{
#ifdef Q_OS_LINUX
    constexpr id_t thisThread = 0;
    constexpr int steps = 10;
    setpriority(PRIO_PROCESS, thisThread, getpriority(PRIO_PROCESS, thisThread) + steps);
#endif
}

} // namespace

ThumbnailLoader::ThumbnailLoader(Desk& desk, QObject* parent)
    : QObject(parent), m_desk(desk), m_cache(defaultCacheLimit)
{
    connect(&desk, &Desk::opened, this, [this] { changeCatalog(m_desk.catalogPath()); });
    connect(&desk, &Desk::closed, this, [this] { changeCatalog({}); });
    // A file that could not be read may be there again.
    connect(&desk, &Desk::indexChanged, this, [this] { m_withoutPicture.clear(); });
    if (desk.isOpen())
        changeCatalog(desk.catalogPath());
    for (int i = 0; i < workerCount; ++i) {
        m_workers.emplace_back(QThread::create([this] { work(); }));
        m_workers.back()->setObjectName(QStringLiteral("thumbnails %1").arg(i + 1));
        m_workers.back()->start(QThread::LowPriority);
    }
}

ThumbnailLoader::~ThumbnailLoader()
{
    m_queue.stop();
    for (const auto& worker : m_workers)
        worker->wait();
}

void ThumbnailLoader::changeCatalog(const QString& path)
{
    m_asked.clear();
    m_foreseen.clear();
    m_withoutPicture.clear();
    m_cache.clear();
    m_queue.setCatalog(path);
}

size_t ThumbnailLoader::contentOf(PhotoId photo) const
{
    const PhotoIndex* const index = m_desk.index();
    const auto row = index ? index->rowOf(photo) : std::nullopt;
    if (!row)
        return 0;
    const PhotoFacts& facts = index->facts(*row);
    return qHashMulti(0, facts.fileSize, facts.phash, facts.width, facts.height, facts.sharpness);
}

bool ThumbnailLoader::isFresh(PhotoId photo, int side) const
{
    const Entry* const entry = m_cache.object({photo, side});
    return entry && entry->content == contentOf(photo);
}

void ThumbnailLoader::noteSide(int side)
{
    if (!m_sides.isEmpty() && m_sides.first() == side)
        return;
    m_sides.removeOne(side);
    m_sides.prepend(side);
    if (m_sides.size() > sidesRemembered)
        m_sides.removeLast();
}

QPixmap ThumbnailLoader::standIn(PhotoId photo, int side) const
{
    if (const Entry* const stale = m_cache.object({photo, side}))
        return stale->pixmap;
    for (const int other : m_sides) {
        if (const Entry* const entry = m_cache.object({photo, other}))
            return entry->pixmap;
    }
    return {};
}

QPixmap ThumbnailLoader::thumbnail(PhotoId photo, int side, const QObject* viewer)
{
    if (!photo.isValid())
        return {};
    side = std::clamp(side, 1, thumbnailSide);
    noteSide(side);
    if (isFresh(photo, side))
        return m_cache.object({photo, side})->pixmap;
    if (!hasNoPicture(photo)) {
        m_asked.append({photo, side, viewer});
        schedule();
    }
    return standIn(photo, side);
}

void ThumbnailLoader::prefetch(PhotoId photo, int side, const QObject* viewer)
{
    side = std::clamp(side, 1, thumbnailSide);
    if (!photo.isValid() || isFresh(photo, side) || hasNoPicture(photo))
        return;
    m_foreseen.append({photo, side, viewer});
    schedule();
}

void ThumbnailLoader::dropRequests(const QObject* viewer)
{
    const auto isTheirs = [&](const ThumbnailQueue::Request& request) {
        return request.viewer == viewer;
    };
    m_asked.removeIf(isTheirs);
    m_foreseen.removeIf(isTheirs);
    m_queue.drop(viewer);
}

/// Requests of one repaint go to the workers together, in the order in which they are shown.
void ThumbnailLoader::schedule()
{
    if (m_isFlushPending)
        return;
    m_isFlushPending = true;
    QMetaObject::invokeMethod(this, &ThumbnailLoader::flushRequests, Qt::QueuedConnection);
}

void ThumbnailLoader::flushRequests()
{
    m_isFlushPending = false;
    m_queue.push(m_asked);
    m_queue.pushBehind(m_foreseen);
    m_asked.clear();
    m_foreseen.clear();
}

void ThumbnailLoader::takeResults()
{
    QElapsedTimer elapsed;
    elapsed.start();
    while (auto done = m_queue.takeDone()) {
        const PhotoId photo = done->request.photo;
        if (done->image.isNull()) {
            m_withoutPicture.insert(photo);
        } else {
            const qsizetype bytes = done->image.sizeInBytes();
            m_cache.insert({photo, done->request.side},
                           new Entry{QPixmap::fromImage(std::move(done->image)), contentOf(photo)}, bytes);
        }
        Q_EMIT ready(photo);
        if (elapsed.elapsed() >= longestBatchMs) {
            QMetaObject::invokeMethod(this, &ThumbnailLoader::takeResults, Qt::QueuedConnection);
            return;
        }
    }
}

/// What a worker does for all its life.
void ThumbnailLoader::work()
{
    stepBack();
    std::unique_ptr<ThumbnailSource> source;
    quint64 generation = 0;
    while (const auto order = m_queue.wait(generation)) {
        if (order->generation != generation) {
            source.reset();
            generation = order->generation;
        }
        if (!order->request)
            continue;
        if (!source) {
            auto opened = ThumbnailSource::open(order->catalogPath);
            if (opened)
                source = std::move(*opened);
            else
                qCWarning(logUi) << "no thumbnails:" << opened.error().message;
        }
        const ThumbnailQueue::Request& request = *order->request;
        QImage image = source ? source->image(request.photo, request.side) : QImage();
        if (m_queue.finish(generation, {request, std::move(image)}))
            QMetaObject::invokeMethod(this, &ThumbnailLoader::takeResults, Qt::QueuedConnection);
    }
}

} // namespace creel
