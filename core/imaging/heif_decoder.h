#pragma once

#include "core/imaging/decode.h"

namespace creel {

/// Decodes the main picture of a HEIC or AVIF file. libheif turns it upright by the file's own boxes, so the
/// EXIF orientation in it must not be applied again. Any thread.
tl::expected<DecodedPhoto, DecodeFailure> decodeHeif(const QByteArray& bytes, const QByteArray& format,
                                                     const DecodeLimits& limits);

/// How large that picture is, upright, without decoding it.
tl::expected<QSize, DecodeFailure> heifSize(const QByteArray& bytes, const DecodeLimits& limits);

} // namespace creel
