#pragma once

#include "core/base/result.h"
#include "core/catalog/photo_store.h"

namespace creel {

/// The bytes of a photo as they are. Error Unreadable says what is wrong with the file.
Result<QByteArray> readOriginal(const BytePath& original);

/// The bytes of a photo's copy that is turned upright (then its pixels are saved again) or loses its GPS
/// position, or both. Its other facts stay. Error Unreadable or Unsupported where that cannot be done: such a
/// photo must not leave.
Result<QByteArray> copyOf(const BytePath& original, const Photo& photo, bool isUpright, bool withoutPosition);

} // namespace creel
