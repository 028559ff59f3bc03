#pragma once

#include <QThread>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

namespace creel {

/// Runs work on as many threads as there are cores and hands the results back in the order in which it was
/// given. Used from one thread. Its destructor drops what has not begun and waits for what has.
template<class Value>
class OrderedWorkers
{
public:
    explicit OrderedWorkers(int threads = QThread::idealThreadCount())
    {
        for (int i = 0; i < threads; ++i)
            m_threads.emplace_back([this] { work(); });
    }
    ~OrderedWorkers()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_waiting.clear();
            m_isEnding = true;
        }
        m_changed.notify_all();
        for (std::thread& thread : m_threads)
            thread.join();
    }
    OrderedWorkers(const OrderedWorkers&) = delete;
    OrderedWorkers& operator=(const OrderedWorkers&) = delete;

    void add(std::function<Value()> work)
    {
        std::packaged_task<Value()> task(std::move(work));
        m_results.push_back(task.get_future());
        {
            const std::lock_guard lock(m_mutex);
            m_waiting.push_back(std::move(task));
        }
        m_changed.notify_one();
    }

    bool isEmpty() const { return m_results.empty(); }
    /// Results that were not taken yet, ready or not.
    size_t size() const { return m_results.size(); }
    /// Enough is waiting to keep every thread busy while results are written.
    bool isFull() const { return size() >= m_threads.size() * 16; }

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
    void work()
    {
        std::unique_lock lock(m_mutex);
        while (true) {
            m_changed.wait(lock, [this] { return m_isEnding || !m_waiting.empty(); });
            if (m_isEnding)
                return;
            std::packaged_task<Value()> task = std::move(m_waiting.front());
            m_waiting.pop_front();
            lock.unlock();
            task();
            lock.lock();
        }
    }

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<std::packaged_task<Value()>> m_waiting;
    bool m_isEnding = false;
    std::vector<std::thread> m_threads;
    std::deque<std::future<Value>> m_results;
};

} // namespace creel
