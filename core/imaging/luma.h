#pragma once

#include <QImage>

#include <opencv2/core.hpp>

namespace creel {

/// The picture with what is transparent laid over neutral grey: RGB32 or Grayscale8.
QImage flattened(const QImage& image);

/// Brightness of every pixel, CV_8U (rows, columns), of an image as decodePhoto() gives it. Owns its data.
cv::Mat lumaOf(const QImage& image);

} // namespace creel
