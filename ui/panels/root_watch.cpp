#include "ui/panels/root_watch.h"

#include "ui/desk.h"

#include <QFutureWatcher>
#include <QPromise>

#include <thread>

#include <sys/stat.h>

namespace creel {

namespace {

QSet<RootId> missingOf(const QList<Root>& roots)
{
    QSet<RootId> missing;
    for (const Root& root : roots) {
        struct stat status;
        if (::stat(root.path.constData(), &status) != 0)
            missing.insert(root.id);
    }
    return missing;
}

} // namespace

RootWatch::RootWatch(Desk& desk, QObject* parent) : QObject(parent), m_desk(desk)
{
    connect(&desk, &Desk::closed, this, &RootWatch::forget);
    connect(&desk, &Desk::indexChanged, this, &RootWatch::look);
}

void RootWatch::forget()
{
    ++m_catalog;
    m_missing.clear();
    m_isLooking = false;
    m_mustLookAgain = false;
}

void RootWatch::look()
{
    if (!m_desk.index())
        return;
    m_mustLookAgain = m_isLooking;
    if (std::exchange(m_isLooking, true))
        return;
    auto promise = std::make_shared<QPromise<QSet<RootId>>>();
    auto* watcher = new QFutureWatcher<QSet<RootId>>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, catalog = m_catalog] {
        watcher->deleteLater();
        if (catalog == m_catalog)
            take(watcher->result());
    });
    promise->start();
    watcher->setFuture(promise->future());
    std::thread([promise, roots = m_desk.index()->roots()] {
        promise->addResult(missingOf(roots));
        promise->finish();
    }).detach();
}

void RootWatch::take(const QSet<RootId>& missing)
{
    m_isLooking = false;
    if (missing != std::exchange(m_missing, missing))
        Q_EMIT changed();
    if (m_mustLookAgain)
        look();
}

} // namespace creel
