#include "core/imaging/quality.h"

#include "core/imaging/luma.h"
#include "core/imaging/thumbnail.h"

#include <opencv2/imgproc.hpp>

namespace creel {

Quality measureQuality(const QImage& upright)
{
    return upright.isNull() ? Quality() : measureQuality(lumaOf(scaledToThumbnail(upright)));
}

Quality measureQuality(const cv::Mat& luma)
{
    cv::Mat edges;
    cv::Laplacian(luma, edges, CV_16S);
    // E[x²] - E[x]², because meanStdDev() takes fifteen times as long on 16-bit numbers.
    const double mean = cv::mean(edges)[0];
    const double variance = edges.dot(edges) / double(edges.total()) - mean * mean;
    return {std::max(0.0, variance), cv::mean(luma)[0] / 255};
}

} // namespace creel
