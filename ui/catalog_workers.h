#pragma once

#include <QCoreApplication>
#include <QObject>
#include <QThreadPool>

namespace creel {

/// Runs work for the open catalog on other threads; what comes back once it was closed is dropped. GUI
/// thread.
class CatalogWorkers : public QObject
{
    Q_OBJECT

public:
    /// With one thread, things happen in the order they were asked for.
    explicit CatalogWorkers(int threads) { m_pool.setMaxThreadCount(threads); }

    void open(const QString& catalogPath)
    {
        m_catalogPath = catalogPath;
        ++m_generation;
    }
    /// Waits for what is running and what waits for its turn, and hands back what came of it.
    void finish()
    {
        m_pool.waitForDone();
        QCoreApplication::sendPostedEvents(this, QEvent::MetaCall);
    }
    /// Waits likewise; what came of it is dropped.
    void close()
    {
        m_pool.waitForDone();
        m_catalogPath.clear();
        ++m_generation;
    }
    const QString& catalogPath() const { return m_catalogPath; }

    /// Calls `work` on a worker and `done` with what it returned here.
    template<class Work, class Done>
    void run(Work work, Done done)
    {
        m_pool.start(
            [this, generation = m_generation, work = std::move(work), done = std::move(done)]() mutable {
                auto result = work();
                QMetaObject::invokeMethod(
                    this,
                    [this, generation, result = std::move(result), done = std::move(done)]() mutable {
                        if (generation == m_generation)
                            done(std::move(result));
                    },
                    Qt::QueuedConnection);
            });
    }

private:
    QString m_catalogPath;
    quint64 m_generation = 0; ///< of the open catalog
    QThreadPool m_pool;
};

} // namespace creel
