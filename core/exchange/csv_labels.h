#pragma once

#include "core/exchange/annotation_files.h"

namespace creel {

/// Adds what a CSV file of photos and their labels says to `dataset`. With a header, the columns are found by
/// their names ("name", "label", "is_valid"); without, the first two count.
void parseCsvLabels(const QByteArray& csv, const BytePath& file, Dataset& dataset, FindingList& findings);

} // namespace creel
