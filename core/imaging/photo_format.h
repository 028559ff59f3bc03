#pragma once

#include "core/base/byte_path.h"

#include <QByteArrayView>

namespace creel {

/// How many of a file's first bytes photoFormat() looks at.
inline constexpr qsizetype photoFormatHead = 64;

/// What a photo is by its first bytes: "jpeg", "png", "webp", "gif", "bmp", "tiff", "heic" or "avif"; empty
/// for anything else. A file's name says nothing about that.
QByteArray photoFormat(QByteArrayView head);

/// True if the name claims to be a photo of a format that Creel reads ("x.JPG", "y.heif").
bool hasPhotoExtension(const BytePath& name);

/// What follows the name's last dot, in lower case; empty without a dot or for a dot at the start.
QByteArray fileExtension(const BytePath& name);

} // namespace creel
