#pragma once

#include "core/learning/training.h"

#include <QImage>

#include <atomic>
#include <mutex>

namespace creel {

/// Bytes that may still be kept in memory, shared by several caches.
using MemoryBudget = std::atomic<qint64>;

/// A third of the memory that is free now.
qint64 sensibleBudget();

/// Photos to learn from, decoded once and kept at the size that a stage needs as long as the budget lasts;
/// what has no room is decoded each time.
class PhotoCache
{
public:
    /// `budget` outlives the cache. The network's square is `side` pixels.
    PhotoCache(const std::vector<LabelledPhoto>& photos, int side, MemoryBudget& budget);
    ~PhotoCache();
    PhotoCache(const PhotoCache&) = delete;
    PhotoCache& operator=(const PhotoCache&) = delete;

    size_t size() const { return m_photos.size(); }
    const LabelledPhoto& at(size_t index) const { return m_photos[index]; }
    int side() const { return m_side; }

    /// Upright RGB whose short side is 8/7 of the network's (never enlarged); null where the file is gone,
    /// changed or unreadable. Any thread.
    QImage photo(size_t index);
    /// The same as it is decoded for predicting, not scaled further and not kept. Any thread.
    QImage decode(size_t index);
    /// How many of those that were asked for were null.
    qint64 unreadable() const;

private:
    enum class State : quint8
    {
        Unknown,
        Readable,
        Unreadable
    };

    const std::vector<LabelledPhoto>& m_photos;
    const int m_side;
    MemoryBudget& m_budget;
    mutable std::mutex m_mutex;
    std::vector<QImage> m_images; ///< null where not kept
    std::vector<State> m_states;
    qint64 m_kept = 0; ///< bytes
};

} // namespace creel
