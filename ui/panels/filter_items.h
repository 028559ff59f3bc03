#pragma once

#include "ui/panels/filter_item_model.h"

namespace creel {

/// The rows of each section of the filter panel, from what the desk knows now. GUI thread; labels, states and
/// the rest cost next to nothing, places as much as there are folders.
std::vector<FilterItem> placeItems(const Desk& desk, const QSet<RootId>& missingRoots);
std::vector<FilterItem> labelItems(const Desk& desk);
std::vector<FilterItem> stateItems(const Desk& desk);
std::vector<FilterItem> modelItems(const Desk& desk);
std::vector<FilterItem> moreItems(const Desk& desk);

} // namespace creel
