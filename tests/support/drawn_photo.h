#pragma once

#include "core/base/byte_path.h"

#include <QImage>

namespace creel::test {

/// A picture drawn from a seed: blobs of colour on a gradient, different for every seed and without symmetry.
QImage drawnPhoto(quint32 seed, QSize size = QSize(320, 240));

QByteArray encoded(const QImage& image, const char* format = "jpeg", int quality = 92);

/// A JPEG file's bytes with its EXIF, IPTC and XMP set: keys as Exiv2 names them, values as text.
QByteArray withMetadata(const QByteArray& jpeg, const QList<std::pair<QByteArray, QByteArray>>& values);

/// Writes a file by its bytes' name; makes its folder. Fails the program if it cannot.
void writeFile(const BytePath& path, const QByteArray& bytes);

/// Mean absolute difference of two pictures, a channel, 0…255; 255 for different sizes.
double difference(const QImage& a, const QImage& b);

} // namespace creel::test
