#pragma once

#include "core/catalog/split_store.h"
#include "core/exchange/import_annotations.h"

#include <vector>

namespace creel {

/// The parts that a dataset's photos are to have: those that have none yet get the dataset's. What disagrees
/// becomes a finding of the dataset. `ids` are those of its photos. Counts in `summary`; nothing is written.
Result<std::vector<SplitStore::Entry>> newParts(Connection& connection, Dataset& dataset,
                                                const std::vector<PhotoId>& ids, AnnotationSummary& summary);

} // namespace creel
