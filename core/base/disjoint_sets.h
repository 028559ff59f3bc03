#pragma once

#include <QtGlobal>

#include <algorithm>
#include <numeric>
#include <vector>

namespace creel {

/// Disjoint sets of 0…n-1; the smallest member stands for its set.
class DisjointSets
{
public:
    explicit DisjointSets(size_t count) : m_parent(count) { std::iota(m_parent.begin(), m_parent.end(), 0U); }

    size_t find(size_t i)
    {
        while (m_parent[i] != i)
            i = m_parent[i] = m_parent[m_parent[i]];
        return i;
    }
    void join(size_t a, size_t b)
    {
        a = find(a);
        b = find(b);
        m_parent[std::max(a, b)] = quint32(std::min(a, b));
    }

private:
    std::vector<quint32> m_parent;
};

} // namespace creel
