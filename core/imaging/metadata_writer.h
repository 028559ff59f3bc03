#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QList>

namespace creel {

/// A JPEG file's bytes with EXIF, IPTC and XMP values set: keys as Exiv2 names them
/// ("Exif.Photo.DateTimeOriginal"), values as text. Error BadInput for what is no JPEG or no such key. For
/// photos that Creel makes; those of people are never written. Any thread.
Result<QByteArray> addMetadata(const QByteArray& jpeg,
                               const QList<std::pair<QByteArray, QByteArray>>& values);

/// A copy of a photo's bytes without GPS position, in EXIF and XMP; its pixels stay as they are, and a photo
/// without a position stays byte for byte. Error Unsupported where the format cannot be written. Any thread.
Result<QByteArray> withoutPosition(const QByteArray& photo);

/// `upright` with the facts of `original`, from which it was turned: the same but for the orientation, the
/// small preview and the colour profile. Error Unsupported as above. Any thread.
Result<QByteArray> withMetadataOf(const QByteArray& original, const QByteArray& upright);

} // namespace creel
