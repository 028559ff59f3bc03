#pragma once

#include "core/exchange/annotation_files.h"

namespace creel {

/// Adds what a COCO file says to `dataset`. Error BadInput if it is no COCO at all.
Result<void> parseCoco(const QByteArray& json, const BytePath& file, Dataset& dataset, FindingList& findings);

} // namespace creel
