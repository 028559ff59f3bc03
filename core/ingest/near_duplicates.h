#pragma once

#include "core/catalog/import_index.h"

#include <span>
#include <vector>

namespace creel {

/// Photos whose perceptual hashes differ in at most this many bits, as they are or mirrored, are near
/// duplicates.
inline constexpr int nearDistance = 6;

/// For every photo the index of its group's first photo, its own where it stands alone. Groups are what near
/// hashes and equal bytes connect, directly or through others. Fast at a million photos.
std::vector<size_t> groupNearDuplicates(std::span<const DuplicateRow> photos, int distance = nearDistance);

} // namespace creel
