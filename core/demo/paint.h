#pragma once

#include <opencv2/core.hpp>

#include <vector>

namespace creel::demo {

/// Red, green and blue, 0…1.
using Rgb = cv::Vec3f;

/// A picture with transparency: `colour` is CV_32FC3 in RGB, `alpha` CV_32FC1, both 0…1, not premultiplied.
struct Layer
{
    Layer() = default;
    explicit Layer(cv::Size size);

    cv::Mat colour;
    cv::Mat alpha;
};

float mix(float a, float b, float t);
Rgb mix(const Rgb& a, const Rgb& b, float t);
/// 0 below `low`, 1 above `high`, smooth between.
float smoothStep(float low, float high, float value);
/// `colour` made a little lighter or darker and warmer or cooler by chance.
Rgb varied(cv::RNG& random, const Rgb& colour, float amount);

/// Clouds of the given grain in pixels, 0…1, CV_32FC1.
cv::Mat smoothNoise(cv::RNG& random, cv::Size size, double grain, int octaves = 3);

/// Colours `canvas` (CV_32FC3) or `layer` where `mask` (CV_8UC1) says so.
void paintMask(cv::Mat& canvas, const cv::Mat& mask, const Rgb& colour, float opacity = 1);
void paintMask(Layer& layer, const cv::Mat& mask, const Rgb& colour, float opacity = 1);
/// Lays `layer` over `canvas` or over another layer of the same size.
void compose(cv::Mat& canvas, const Layer& layer);
void compose(Layer& under, const Layer& over);

/// A polygon of points in pixels with smooth edges, as a mask of `size`.
cv::Mat polygonMask(cv::Size size, const std::vector<cv::Point2f>& points);
/// A smooth curve through the points, so many pieces between two.
std::vector<cv::Point2f> smoothCurve(const std::vector<cv::Point2f>& points, int pieces = 8);
/// A rounded limb from a to b with the light from above, as a layer of `size`.
Layer limb(cv::Size size, cv::Point2f a, cv::Point2f b, float radius, const Rgb& colour);

} // namespace creel::demo
