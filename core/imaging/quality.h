#pragma once

#include <QImage>

namespace creel {

/// Measures by which photos are sorted; comparable between photos measured at the same size.
struct Quality
{
    double sharpness = 0;  ///< variance of the luma's Laplacian; 0 is flat, above ~500 crisp
    double brightness = 0; ///< mean luma, 0…1
};

/// Measures an upright picture, scaled down first to thumbnailSide if it is larger.
Quality measureQuality(const QImage& upright);

} // namespace creel
