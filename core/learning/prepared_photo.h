#pragma once

#include "core/base/byte_path.h"

#include <QImage>

namespace creel {

/// A photo on its way to a network.
struct PreparedPhoto
{
    QByteArray hash; ///< of the file's bytes
    QImage image;    ///< upright; null where the file cannot be read or is not the one that was asked for
};

/// Reads and decodes a photo; any thread. A file whose bytes do not have the hash `expected`, unless that is
/// empty, is not the photo that was asked for.
PreparedPhoto preparePhoto(const BytePath& file, const QByteArray& expected, int maxSide);

} // namespace creel
