#pragma once

#include <QImage>

namespace cv {
class Mat;
}

namespace creel {

/// Measures by which photos are sorted; comparable between photos measured at the same size.
struct Quality
{
    double sharpness = 0;  ///< variance of the luma's Laplacian; 0 is flat, above ~500 crisp
    double brightness = 0; ///< mean luma, 0…1
};

/// Measures an upright picture, scaled down first to thumbnailSide if it is larger.
Quality measureQuality(const QImage& upright);
/// The same for who has the luma of a thumbnail already (lumaOf()).
Quality measureQuality(const cv::Mat& luma);

} // namespace creel
