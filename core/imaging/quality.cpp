#include "core/imaging/quality.h"

#include "core/imaging/luma.h"
#include "core/imaging/thumbnail.h"

#include <opencv2/imgproc.hpp>

namespace creel {

Quality measureQuality(const QImage& upright)
{
    if (upright.isNull())
        return {};
    const cv::Mat luma = lumaOf(scaledToThumbnail(upright));
    cv::Mat edges;
    cv::Laplacian(luma, edges, CV_16S);
    cv::Scalar mean;
    cv::Scalar deviation;
    cv::meanStdDev(edges, mean, deviation);
    return {deviation[0] * deviation[0], cv::mean(luma)[0] / 255};
}

} // namespace creel
