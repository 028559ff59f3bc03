#pragma once

#include "core/exchange/annotation_files.h"

namespace creel {

/// Adds what one labelme file says to `dataset`. Error BadInput if it is no labelme file.
Result<void> parseLabelme(const QByteArray& json, const BytePath& file, Dataset& dataset,
                          FindingList& findings);

} // namespace creel
