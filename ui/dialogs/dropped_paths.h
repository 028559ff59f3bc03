#pragma once

#include "core/base/byte_path.h"

#include <QList>

class QMimeData;

namespace creel {

/// The local files and folders in what was dropped, byte for byte.
QList<BytePath> droppedPaths(const QMimeData* data);

} // namespace creel
