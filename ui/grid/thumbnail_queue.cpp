#include "ui/grid/thumbnail_queue.h"

#include <QMutexLocker>

namespace creel {

void ThumbnailQueue::setCatalog(const QString& path)
{
    const QMutexLocker lock(&m_mutex);
    ++m_generation;
    m_catalogPath = path;
    m_requests.clear();
    m_known.clear();
    m_done.clear();
    m_changed.wakeAll();
}

void ThumbnailQueue::push(const QList<Request>& requests)
{
    const QMutexLocker lock(&m_mutex);
    for (auto request = requests.crbegin(); request != requests.crend(); ++request) {
        if (m_known.contains(keyOf(*request)))
            continue;
        m_known.insert(keyOf(*request));
        m_requests.push_front(*request);
    }
    m_changed.wakeAll();
}

void ThumbnailQueue::pushBehind(const QList<Request>& requests)
{
    const QMutexLocker lock(&m_mutex);
    for (const Request& request : requests) {
        if (m_known.contains(keyOf(request)))
            continue;
        m_known.insert(keyOf(request));
        m_requests.push_back(request);
    }
    m_changed.wakeAll();
}

void ThumbnailQueue::drop(const void* viewer)
{
    const QMutexLocker lock(&m_mutex);
    std::erase_if(m_requests, [&](const Request& request) {
        if (request.viewer != viewer)
            return false;
        m_known.remove(keyOf(request));
        return true;
    });
}

void ThumbnailQueue::stop()
{
    const QMutexLocker lock(&m_mutex);
    m_isStopped = true;
    m_changed.wakeAll();
}

std::optional<ThumbnailQueue::Order> ThumbnailQueue::wait(quint64 knownGeneration)
{
    const QMutexLocker lock(&m_mutex);
    while (!m_isStopped && m_requests.empty() && knownGeneration == m_generation)
        m_changed.wait(&m_mutex);
    if (m_isStopped)
        return std::nullopt;
    Order order{m_generation, m_catalogPath, {}};
    if (!m_requests.empty()) {
        order.requests.append(m_requests.front());
        m_requests.pop_front();
        if (order.requests.first().box.isValid())
            takeCropsOf(order.requests.first().photo, order.requests);
    }
    return order;
}

void ThumbnailQueue::takeCropsOf(PhotoId photo, QList<Request>& taken)
{
    std::erase_if(m_requests, [&](const Request& request) {
        if (request.photo != photo || !request.box.isValid())
            return false;
        taken.append(request);
        return true;
    });
}

bool ThumbnailQueue::finish(quint64 generation, Done done)
{
    const QMutexLocker lock(&m_mutex);
    if (generation != m_generation)
        return false;
    m_done.push_back(std::move(done));
    return m_done.size() == 1;
}

std::optional<ThumbnailQueue::Done> ThumbnailQueue::takeDone()
{
    const QMutexLocker lock(&m_mutex);
    if (m_done.empty())
        return std::nullopt;
    Done done = std::move(m_done.front());
    m_done.pop_front();
    m_known.remove(keyOf(done.request));
    return done;
}

} // namespace creel
