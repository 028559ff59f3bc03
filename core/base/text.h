#pragma once

#include <QString>

namespace creel {

/// "1 photo", "9,310 photos": numbers with thousands separators.
QString photoCountText(qint64 count);

/// "1 box", "9,310 boxes".
QString boxCountText(qint64 count);

/// "9,310" in the reader's own way.
QString numberText(qint64 number);

} // namespace creel
