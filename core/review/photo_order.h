#pragma once

#include "core/review/photo_filter.h"

namespace creel {

/// Sorts and groups rows that are in the order of the index.
PhotoSet inOrder(std::vector<PhotoIndex::Row> rows, const PhotoIndex& index, const LivingLabels& labels,
                 const PhotoOrder& order);

} // namespace creel
