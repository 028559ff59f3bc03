#pragma once

#include "core/exchange/annotation_files.h"

namespace creel {

/// Adds what one YOLO label file says to `dataset`, whose classes give the numbers their names; an empty list
/// makes the numbers names. Lines are "class cx cy w h [score]" in parts of the photo's sides, or polygons,
/// of which the bounding box is taken.
void parseYolo(const QByteArray& text, const BytePath& file, Dataset& dataset, FindingList& findings);

/// What a data.yaml says.
struct YoloConfig
{
    QStringList names;
    /// Folder as written, without leading "./" and "../" -> part.
    QList<std::pair<BytePath, DatasetPart>> folders;
};

/// Errors: BadInput for what is no YAML, or has no names.
Result<YoloConfig> parseYoloConfig(const QByteArray& yaml, const BytePath& file);

} // namespace creel
