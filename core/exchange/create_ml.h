#pragma once

#include "core/exchange/annotation_files.h"

namespace creel {

/// Adds what a Create ML file says to `dataset`. Error BadInput if it is no Create ML file.
Result<void> parseCreateMl(const QByteArray& json, const BytePath& file, Dataset& dataset,
                           FindingList& findings);

} // namespace creel
