#pragma once

#include "core/imaging/decode.h"

namespace creel {

/// A file's bytes with what the file system said when they were read.
struct PhotoFile
{
    QByteArray bytes;
    qint64 size = 0;  ///< bytes
    qint64 mtime = 0; ///< nanoseconds since 1970
};

/// Reads the whole file, as readPhotoFile() does, or its first `mostBytes` where that is not negative.
tl::expected<PhotoFile, DecodeFailure> openPhotoFile(const BytePath& path, const DecodeLimits& limits = {},
                                                     qint64 mostBytes = -1);

} // namespace creel
