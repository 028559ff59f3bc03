#pragma once

#include <QImage>

namespace creel {

/// The image at most thumbnailSide pixels long; never enlarged.
QImage scaledToThumbnail(const QImage& image);

/// JPEG bytes of the image as a thumbnail, what is transparent over neutral grey.
QByteArray thumbnailJpeg(const QImage& upright);

} // namespace creel
