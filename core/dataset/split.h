#pragma once

#include "core/catalog/split_store.h"

#include <span>
#include <unordered_map>
#include <vector>

namespace creel {

/// Which share of the photos tests; what is left trains.
struct SplitFractions
{
    double valid = 0.3; ///< 0…1
    double test = 0;
};

/// A photo that needs a side.
struct SplitItem
{
    QByteArray hash;
    int label = 0;                 ///< class number
    quint32 group = 0;             ///< photos of one group belong on one side
    std::optional<SplitPart> side; ///< the one it has already
};

/// Sides by group.
using GroupSides = std::unordered_map<quint32, SplitPart>;

/// Gives every item a side: the one it has, or its group's (`groupSides`), or one that brings every class
/// nearest to the fractions. The same for the same items and seed, in whatever order they come. Every group
/// without a side ends up on one.
std::vector<SplitPart> planSplit(std::span<const SplitItem> items, const GroupSides& groupSides,
                                 SplitFractions fractions, quint64 seed);

/// SHA-256 over the photos' hashes, sides and labels, whatever their order; hexadecimal.
QByteArray splitDigest(std::span<const SplitItem> items, std::span<const SplitPart> sides,
                       const QStringList& classes);

} // namespace creel
