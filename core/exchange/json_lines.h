#pragma once

#include "core/exchange/annotation_files.h"

namespace creel {

/// Adds what Creel's own JSON lines say to `dataset`: a first line with the classes, then a line a photo.
void parseJsonLines(const QByteArray& lines, const BytePath& file, Dataset& dataset, FindingList& findings);

} // namespace creel
