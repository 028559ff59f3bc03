#include "core/dataset/split.h"

#include "core/imaging/content_hash.h"

#include <QCryptographicHash>
#include <QStringList>

#include <algorithm>
#include <array>
#include <tuple>

namespace creel {

namespace {

/// A group that has no side yet.
struct OpenGroup
{
    std::vector<size_t> items;
    QByteArray order; ///< a number drawn from seed and content
};

/// How many photos of each class each part wants and has.
class Shares
{
public:
    Shares(std::span<const SplitItem> items, SplitFractions fractions)
        : m_fractions{1 - fractions.valid - fractions.test, fractions.valid, fractions.test}
    {
        for (const SplitItem& item : items) {
            if (size_t(item.label) >= m_classes.size())
                m_classes.resize(size_t(item.label) + 1);
            ++m_classes[size_t(item.label)].total;
        }
    }

    void add(int label, SplitPart part) { ++m_classes[size_t(label)].have[size_t(part)]; }

    /// The part that lacks these photos most, each class measured by its own size.
    SplitPart neediest(std::span<const SplitItem> items, std::span<const size_t> chosen) const
    {
        std::array<double, splitParts> need{};
        for (size_t part = 0; part < need.size(); ++part)
            for (const size_t i : chosen) {
                const Class& own = m_classes[size_t(items[i].label)];
                need[part] += m_fractions[part] - double(own.have[part]) / double(own.total);
            }
        // Rounding must not put a photo into a part that shall have none.
        size_t best = 0;
        for (size_t part = 1; part < need.size(); ++part)
            if (m_fractions[part] > 0 && need[part] > need[best] + 1e-9)
                best = part;
        return SplitPart(best);
    }

private:
    struct Class
    {
        qint64 total = 0;
        std::array<qint64, splitParts> have{};
    };

    std::array<double, splitParts> m_fractions;
    std::vector<Class> m_classes;
};

/// Large groups first, while there is room for them; else as the seed has it.
std::vector<OpenGroup> inOrder(QHash<quint32, std::vector<size_t>> groups, std::span<const SplitItem> items,
                               quint64 seed)
{
    std::vector<OpenGroup> open;
    for (std::vector<size_t>& members : groups) {
        const auto byHash = [&](size_t i) {
            return items[i].hash;
        };
        const size_t first = *std::ranges::min_element(members, {}, byHash);
        open.push_back({std::move(members), contentHash(QByteArray::number(seed) + ' ' + items[first].hash)});
    }
    std::ranges::sort(open, [](const OpenGroup& a, const OpenGroup& b) {
        return std::tuple(b.items.size(), a.order) < std::tuple(a.items.size(), b.order);
    });
    return open;
}

} // namespace

std::vector<SplitPart> planSplit(std::span<const SplitItem> items, const GroupSides& groupSides,
                                 SplitFractions fractions, quint64 seed)
{
    Shares shares(items, fractions);
    std::vector<SplitPart> sides(items.size());
    QHash<quint32, std::vector<size_t>> open;
    for (size_t i = 0; i < items.size(); ++i) {
        const auto side = groupSides.find(items[i].group);
        if (!items[i].side && side == groupSides.end()) {
            open[items[i].group].push_back(i);
            continue;
        }
        sides[i] = items[i].side ? *items[i].side : side->second;
        shares.add(items[i].label, sides[i]);
    }
    for (const OpenGroup& group : inOrder(std::move(open), items, seed)) {
        const SplitPart side = shares.neediest(items, group.items);
        for (const size_t i : group.items) {
            sides[i] = side;
            shares.add(items[i].label, side);
        }
    }
    return sides;
}

QByteArray splitDigest(std::span<const SplitItem> items, std::span<const SplitPart> sides,
                       const QStringList& classes)
{
    QByteArrayList lines;
    for (size_t i = 0; i < items.size(); ++i)
        lines.append(items[i].hash.toHex() + ' ' + partName(sides[i]).toLatin1() + ' ' +
                     classes.value(items[i].label).toUtf8());
    std::ranges::sort(lines);
    return QCryptographicHash::hash(lines.join('\n'), QCryptographicHash::Sha256).toHex();
}

} // namespace creel
