#pragma once

#include <QThread>
#include <QThreadPool>

#include <chrono>
#include <deque>
#include <functional>
#include <future>
#include <memory>

namespace creel {

/// Runs work on as many threads as there are cores and hands the results back in the order in which it was
/// given. Used from one thread. Its destructor drops what has not begun and waits for what has.
template<class Value>
class OrderedWorkers
{
public:
    explicit OrderedWorkers(int threads = QThread::idealThreadCount()) { m_pool.setMaxThreadCount(threads); }
    ~OrderedWorkers()
    {
        m_pool.clear();
        m_pool.waitForDone();
    }

    void add(std::function<Value()> work)
    {
        auto task = std::make_shared<std::packaged_task<Value()>>(std::move(work));
        m_results.push_back(task->get_future());
        m_pool.start([task] { (*task)(); });
    }

    bool isEmpty() const { return m_results.empty(); }
    /// Enough is waiting to keep every thread busy while results are written.
    bool isFull() const { return m_results.size() >= size_t(m_pool.maxThreadCount()) * 16; }

    /// Waits until the oldest result is there, at most `limit`.
    bool waitForNext(std::chrono::milliseconds limit) const
    {
        return m_results.front().wait_for(limit) == std::future_status::ready;
    }
    Value takeNext()
    {
        Value value = m_results.front().get();
        m_results.pop_front();
        return value;
    }

private:
    QThreadPool m_pool;
    std::deque<std::future<Value>> m_results;
};

} // namespace creel
