#pragma once

#include "core/imaging/decode.h"

namespace creel {

/// All that one reading of a file tells.
struct ReadPhoto
{
    Photo facts;          ///< what the file says; no ids, folder, name or labels
    QByteArray thumbnail; ///< JPEG bytes; empty without pixels
};

/// Reads a file once: hash, metadata, thumbnail, perceptual hash, quality. What is wrong with it is in
/// `facts.problem`. Any thread.
ReadPhoto readPhoto(const BytePath& path, const DecodeLimits& limits);

} // namespace creel
