#pragma once

#include "core/imaging/decode.h"

namespace creel {

/// A photo's size as people see it, and how EXIF says to turn what lies in the file.
struct PhotoShape
{
    QSize upright;
    int orientation = 1; ///< EXIF 1…8

    bool operator==(const PhotoShape&) const = default;
};

/// Reads a photo's shape as decodePhoto() would find it, from the file's beginning and without decoding a
/// pixel. Fails as that does, but for damage behind the header. Any thread.
tl::expected<PhotoShape, DecodeFailure> readPhotoShape(const BytePath& path, const DecodeLimits& limits = {});

} // namespace creel
