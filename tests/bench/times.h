#pragma once

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <vector>

namespace creel::bench {

/// A stretch of time on the clock and as this thread's own work; the latter leaves other programs out.
class Stopwatch
{
public:
    Stopwatch() { restart(); }
    void restart()
    {
        m_wall = now(CLOCK_MONOTONIC);
        m_cpu = now(CLOCK_THREAD_CPUTIME_ID);
    }
    double wallMs() const { return now(CLOCK_MONOTONIC) - m_wall; }
    double cpuMs() const { return now(CLOCK_THREAD_CPUTIME_ID) - m_cpu; }

private:
    static double now(clockid_t clock)
    {
        timespec time{};
        clock_gettime(clock, &time);
        return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
    }

    double m_wall = 0;
    double m_cpu = 0;
};

class Times
{
public:
    void add(const Stopwatch& watch)
    {
        m_wall.push_back(watch.wallMs());
        m_cpu.push_back(watch.cpuMs());
    }
    void print(const char* what)
    {
        std::ranges::sort(m_wall);
        std::ranges::sort(m_cpu);
        std::printf("%-36s p50 %7.2f ms  p99 %7.2f ms  max %7.2f ms   own work p50 %6.2f ms  p99 %6.2f ms\n",
                    what, at(m_wall, 0.5), at(m_wall, 0.99), m_wall.back(), at(m_cpu, 0.5), at(m_cpu, 0.99));
        std::fflush(stdout);
    }

private:
    static double at(const std::vector<double>& sorted, double share)
    {
        return sorted[size_t(share * double(sorted.size() - 1))];
    }
    std::vector<double> m_wall;
    std::vector<double> m_cpu;
};

} // namespace creel::bench
