#pragma once

#include "core/insight/similarity.h"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace creel {

struct SimilarServiceOptions
{
    QString catalog;                          ///< empty: no photos are compared
    std::chrono::milliseconds pause{2'000};   ///< between two looks whether the catalog changed
    std::chrono::milliseconds loading{5'000}; ///< how long a request waits for features to be read
};

/// A catalog's photos for the server, to compare others with: in memory, and as the catalog is now, read by a
/// thread of its own.
class SimilarService
{
public:
    /// Error where the catalog cannot be read.
    static Result<std::unique_ptr<SimilarService>> open(const SimilarServiceOptions& options);
    ~SimilarService();
    SimilarService(const SimilarService&) = delete;
    SimilarService& operator=(const SimilarService&) = delete;

    /// The photos with features of this key, which are read if others were asked for before; null where that
    /// takes longer than a request waits. Any thread.
    std::shared_ptr<const SimilarPhotos> photos(const QByteArray& key);
    /// JPEG bytes of a photo that may be shown as a reference; empty for any other. Any thread.
    QByteArray thumbnail(PhotoId photo) const;

private:
    explicit SimilarService(SimilarServiceOptions options);

    void run();
    /// Follows the catalog until another key is wanted or it stops.
    Result<void> follow(std::unique_lock<std::mutex>& lock, const QByteArray& key);

    const SimilarServiceOptions m_options;
    mutable std::mutex m_mutex; ///< of all but the thread
    std::condition_variable m_changed;
    QByteArray m_wantedKey;
    std::shared_ptr<SimilarPhotos> m_photos;
    bool m_isStopping = false;
    std::thread m_thread;
};

} // namespace creel
