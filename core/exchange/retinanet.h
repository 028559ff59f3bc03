#pragma once

#include "core/exchange/annotation_files.h"

namespace creel {

/// Adds what a RetinaNet CSV file says to `dataset`: path,x1,y1,x2,y2,class a line, several lines a photo.
void parseRetinaNet(const QByteArray& csv, const BytePath& file, Dataset& dataset, FindingList& findings);

} // namespace creel
