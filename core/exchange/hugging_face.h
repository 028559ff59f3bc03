#pragma once

#include "core/exchange/annotation_files.h"

namespace creel {

/// Adds what a metadata.jsonl says to `dataset`; class numbers stand for names that the file does not hold.
void parseHuggingFace(const QByteArray& lines, const BytePath& file, Dataset& dataset, FindingList& findings);

} // namespace creel
