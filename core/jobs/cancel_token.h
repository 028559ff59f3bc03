#pragma once

#include <atomic>
#include <memory>

namespace creel {

/// A flag shared between who asks work to stop and the work, which looks at it once a file or batch.
/// Copies share the flag. Any thread.
class CancelToken
{
public:
    void cancel() const { m_cancelled->store(true, std::memory_order_relaxed); }
    bool isCancelled() const { return m_cancelled->load(std::memory_order_relaxed); }

private:
    std::shared_ptr<std::atomic<bool>> m_cancelled = std::make_shared<std::atomic<bool>>(false);
};

} // namespace creel
