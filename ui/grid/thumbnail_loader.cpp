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

/// Pixels: the largest tile on a screen of twice the usual density.
constexpr int largestCrop = 640;

/// A photo's whole picture, or the crops of one photo.
QList<QImage> picturesOf(ThumbnailSource& source, const QList<ThumbnailQueue::Request>& requests)
{
    const ThumbnailQueue::Request& first = requests.first();
    if (!first.box.isValid())
        return {source.image(first.photo, first.side)};
    QList<ThumbnailSource::Crop> crops;
    for (const ThumbnailQueue::Request& request : requests)
        crops.append({request.rect, request.side});
    return source.crops(first.photo, crops);
}

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

size_t ThumbnailLoader::contentOf(const Request& request) const
{
    const PhotoIndex* const index = m_desk.index();
    const auto row = index ? index->rowOf(request.photo) : std::nullopt;
    if (!row)
        return 0;
    const PhotoFacts& facts = index->facts(*row);
    const BoxRect& rect = request.rect;
    return qHashMulti(0, facts.fileSize, facts.phash, facts.width, facts.height, facts.sharpness, rect.left,
                      rect.top, rect.right, rect.bottom);
}

bool ThumbnailLoader::isFresh(const Request& request) const
{
    const Entry* const entry = m_cache.object(ThumbnailQueue::keyOf(request));
    return entry && entry->content == contentOf(request);
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

QPixmap ThumbnailLoader::standIn(const Request& request) const
{
    if (const Entry* const stale = m_cache.object(ThumbnailQueue::keyOf(request)))
        return stale->pixmap;
    Request other = request;
    for (const int side : m_sides) {
        other.side = side;
        if (const Entry* const entry = m_cache.object(ThumbnailQueue::keyOf(other)))
            return entry->pixmap;
    }
    return {};
}

QPixmap ThumbnailLoader::thumbnail(PhotoId photo, int side, const QObject* viewer)
{
    return picture({photo, std::clamp(side, 1, thumbnailSide), viewer});
}

QPixmap ThumbnailLoader::crop(const Box& box, int side, const QObject* viewer)
{
    return picture({box.photo, std::clamp(side, 1, largestCrop), viewer, box.id, box.rect});
}

QPixmap ThumbnailLoader::picture(const Request& request)
{
    if (!request.photo.isValid())
        return {};
    noteSide(request.side);
    if (isFresh(request))
        return m_cache.object(ThumbnailQueue::keyOf(request))->pixmap;
    if (!hasNoPicture(request.photo)) {
        m_asked.append(request);
        schedule();
    }
    return standIn(request);
}

void ThumbnailLoader::prefetch(PhotoId photo, int side, const QObject* viewer)
{
    foresee({photo, std::clamp(side, 1, thumbnailSide), viewer});
}

void ThumbnailLoader::prefetchCrop(const Box& box, int side, const QObject* viewer)
{
    foresee({box.photo, std::clamp(side, 1, largestCrop), viewer, box.id, box.rect});
}

void ThumbnailLoader::foresee(const Request& request)
{
    if (!request.photo.isValid() || isFresh(request) || hasNoPicture(request.photo))
        return;
    m_foreseen.append(request);
    schedule();
}

void ThumbnailLoader::dropRequests(const QObject* viewer)
{
    const auto isTheirs = [&](const Request& request) {
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
        keep(std::move(*done));
        if (elapsed.elapsed() >= longestBatchMs) {
            QMetaObject::invokeMethod(this, &ThumbnailLoader::takeResults, Qt::QueuedConnection);
            return;
        }
    }
}

void ThumbnailLoader::keep(ThumbnailQueue::Done done)
{
    const Request& request = done.request;
    if (done.image.isNull()) {
        m_withoutPicture.insert(request.photo);
    } else {
        const qsizetype bytes = done.image.sizeInBytes();
        m_cache.insert(ThumbnailQueue::keyOf(request),
                       new Entry{QPixmap::fromImage(std::move(done.image)), contentOf(request)}, bytes);
    }
    if (request.box.isValid())
        Q_EMIT cropReady(request.box);
    else
        Q_EMIT ready(request.photo);
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
        if (order->requests.isEmpty())
            continue;
        if (!source) {
            auto opened = ThumbnailSource::open(order->catalogPath);
            if (opened)
                source = std::move(*opened);
            else
                qCWarning(logUi) << "no thumbnails:" << opened.error().message;
        }
        QList<QImage> images =
            source ? picturesOf(*source, order->requests) : QList<QImage>(order->requests.size());
        bool isFirst = false;
        for (qsizetype i = 0; i < images.size(); ++i)
            isFirst = m_queue.finish(generation, {order->requests[i], std::move(images[i])}) || isFirst;
        if (isFirst)
            QMetaObject::invokeMethod(this, &ThumbnailLoader::takeResults, Qt::QueuedConnection);
    }
}

} // namespace creel
