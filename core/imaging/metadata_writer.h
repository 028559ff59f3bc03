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

} // namespace creel
