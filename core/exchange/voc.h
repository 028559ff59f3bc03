#pragma once

#include "core/exchange/annotation_files.h"

namespace creel {

/// Adds what one Pascal VOC file says to `dataset`; what is wrong with it to `findings`.
void parseVoc(const QByteArray& xml, const BytePath& file, bool isOneBased, Dataset& dataset,
              FindingList& findings);

} // namespace creel
