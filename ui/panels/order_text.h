#pragma once

#include "core/review/photo_filter.h"

#include <span>

namespace creel {

/// Sort and group keys in plain words and the order of menus: "Folder", "Sharpness".
std::span<const SortKey> sortKeys();
std::span<const GroupKey> groupKeys();
QString sortText(SortKey key);
QString groupText(GroupKey key);
/// What comes first: "Oldest first", "Sharpest first".
QString directionText(const PhotoOrder& order);

} // namespace creel
