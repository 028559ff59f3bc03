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

/// Photos to learn from or to be tested on, decoded once and kept as long as the budget lasts; what has no
/// room is decoded each time.
class PhotoCache
{
public:
    enum class Keeps : quint8
    {
        ToVary,     ///< upright RGB whose short side is 8/7 of the network's, never enlarged
        AsPredicted ///< the very square that the network sees when it predicts
    };

    /// `budget` outlives the cache. The network's square is `side` pixels.
    PhotoCache(const std::vector<LabelledPhoto>& photos, int side, MemoryBudget& budget, Keeps keeps);
    ~PhotoCache();
    PhotoCache(const PhotoCache&) = delete;
    PhotoCache& operator=(const PhotoCache&) = delete;

    size_t size() const { return m_photos.size(); }
    const LabelledPhoto& at(size_t index) const { return m_photos[index]; }
    int side() const { return m_side; }

    /// What is kept of a photo; null where the file is gone, changed or unreadable. Any thread.
    QImage photo(size_t index);
    /// The whole photo as it is decoded for predicting, not kept. Any thread.
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
    const Keeps m_keeps;
    mutable std::mutex m_mutex;
    std::vector<QImage> m_images; ///< null where not kept
    std::vector<State> m_states;
    qint64 m_kept = 0; ///< bytes
};

} // namespace creel
