#pragma once

#include <QImage>

namespace creel {

/// EXIF orientation 1…8; anything else (0, 65537 and other nonsense that cameras write) means 1, upright.
constexpr int checkedOrientation(qint64 value)
{
    return value >= 1 && value <= 8 ? int(value) : 1;
}

/// The size people see: orientations 5…8 lie on their side.
inline QSize uprightSize(QSize stored, int orientation)
{
    return orientation >= 5 ? stored.transposed() : stored;
}

/// Turns and mirrors stored pixels so that the picture stands upright. `orientation` is EXIF 1…8.
QImage uprightImage(const QImage& stored, int orientation);

} // namespace creel
