#include "core/serve/similar_service.h"

#include "core/base/log.h"
#include "core/catalog/catalog.h"
#include "core/catalog/thumbnail_store.h"

namespace creel {

namespace {

/// The catalog and its cache, as one thread sees them.
struct Sources
{
    std::unique_ptr<Connection> catalog;
    FeatureStore features;

    static Result<Sources> open(const QString& path)
    {
        CREEL_ASSIGN(auto catalog, openCatalog(path, Connection::Access::ReadOnly));
        CREEL_ASSIGN(FeatureStore features, FeatureStore::open(path));
        return Sources{std::move(catalog), std::move(features)};
    }

    /// Differs when something was written.
    Result<std::pair<qint64, qint64>> version()
    {
        CREEL_TRY(catalog->checkFileIsThere());
        CREEL_TRY(features.checkFileIsThere());
        CREEL_ASSIGN(const qint64 decisions, catalog->dataVersion());
        CREEL_ASSIGN(const qint64 computed, features.dataVersion());
        return std::pair(decisions, computed);
    }
};

} // namespace

Result<std::unique_ptr<SimilarService>> SimilarService::open(const SimilarServiceOptions& options)
{
    CREEL_TRY(Sources::open(options.catalog));
    return std::unique_ptr<SimilarService>(new SimilarService(options));
}

SimilarService::SimilarService(SimilarServiceOptions options) : m_options(std::move(options))
{
    m_thread = std::thread([this] { run(); });
}

SimilarService::~SimilarService()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isStopping = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

std::shared_ptr<const SimilarPhotos> SimilarService::photos(const QByteArray& key)
{
    std::unique_lock lock(m_mutex);
    const auto isThere = [&] {
        return m_photos && m_photos->key() == key;
    };
    if (!isThere()) {
        m_wantedKey = key;
        m_changed.notify_all();
        m_changed.wait_for(lock, m_options.loading, [&] { return m_isStopping || isThere(); });
    }
    return isThere() ? m_photos : nullptr;
}

QByteArray SimilarService::thumbnail(PhotoId photo) const
{
    std::shared_ptr<const SimilarPhotos> photos;
    {
        const std::lock_guard lock(m_mutex);
        photos = m_photos;
    }
    const QByteArray hash = photos ? photos->referenceHash(photo) : QByteArray();
    if (hash.isEmpty())
        return {};
    auto store = ThumbnailStore::open(m_options.catalog); // this thread's own
    return store ? store->thumbnail(hash).value_or(QByteArray()) : QByteArray();
}

void SimilarService::run()
{
    std::unique_lock lock(m_mutex);
    while (!m_isStopping) {
        m_changed.wait(lock, [this] { return m_isStopping || !m_wantedKey.isEmpty(); });
        if (m_isStopping)
            return;
        const QByteArray key = m_wantedKey;
        if (const auto followed = follow(lock, key); !followed) {
            qCWarning(logServe, "photos of the catalog are not compared at the moment: %s",
                      qUtf8Printable(followed.error().message));
            m_changed.wait_for(lock, m_options.pause, [this] { return m_isStopping; });
        }
    }
}

Result<void> SimilarService::follow(std::unique_lock<std::mutex>& lock, const QByteArray& key)
{
    const auto isOver = [&] {
        return m_isStopping || m_wantedKey != key;
    };
    const auto photos = std::make_shared<SimilarPhotos>(key);
    lock.unlock();
    // Held again whatever happens, for whoever called.
    const auto relock = qScopeGuard([&] { lock.owns_lock() ? void() : lock.lock(); });
    CREEL_ASSIGN(Sources sources, Sources::open(m_options.catalog));
    std::optional<std::pair<qint64, qint64>> seen;
    while (true) {
        CREEL_ASSIGN(const auto version, sources.version()); // before reading, so that nothing is missed
        if (version != seen)
            CREEL_TRY(photos->refresh(*sources.catalog, sources.features));
        seen = version;
        lock.lock();
        m_photos = photos;
        m_changed.notify_all();
        m_changed.wait_for(lock, m_options.pause, isOver);
        if (isOver())
            return {};
        lock.unlock();
    }
}

} // namespace creel
