#include "core/demo/paint.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>

namespace creel::demo {

namespace {

constexpr int shift = 4; ///< bits after the point in OpenCV's drawing coordinates

std::vector<cv::Point> fixedPoint(const std::vector<cv::Point2f>& points)
{
    std::vector<cv::Point> fixed;
    for (const cv::Point2f& point : points)
        fixed.emplace_back(cvRound(point.x * (1 << shift)), cvRound(point.y * (1 << shift)));
    return fixed;
}

} // namespace

Layer::Layer(cv::Size size)
    : colour(size, CV_32FC3, cv::Scalar::all(0)), alpha(size, CV_32FC1, cv::Scalar::all(0))
{}

float mix(float a, float b, float t)
{
    return a + (b - a) * t;
}

Rgb mix(const Rgb& a, const Rgb& b, float t)
{
    return a + (b - a) * t;
}

float smoothStep(float low, float high, float value)
{
    const float t = std::clamp((value - low) / (high - low), 0.0F, 1.0F);
    return t * t * (3 - 2 * t);
}

Rgb varied(cv::RNG& random, const Rgb& colour, float amount)
{
    const float light = random.uniform(-amount, amount);
    const float warmth = random.uniform(-amount, amount) * 0.4F;
    return {std::clamp(colour[0] + light + warmth, 0.0F, 1.0F), std::clamp(colour[1] + light, 0.0F, 1.0F),
            std::clamp(colour[2] + light - warmth, 0.0F, 1.0F)};
}

cv::Mat smoothNoise(cv::RNG& random, cv::Size size, double grain, int octaves)
{
    cv::Mat sum(size, CV_32FC1, cv::Scalar::all(0));
    float weight = 1;
    float total = 0;
    for (int octave = 0; octave < octaves; ++octave) {
        cv::Mat small(std::max(2, cvCeil(size.height / grain) + 2),
                      std::max(2, cvCeil(size.width / grain) + 2), CV_32FC1);
        random.fill(small, cv::RNG::UNIFORM, 0.0F, 1.0F);
        cv::Mat large;
        cv::resize(small, large, {}, grain, grain, cv::INTER_CUBIC);
        if (large.cols < size.width || large.rows < size.height)
            cv::resize(small, large, size, 0, 0, cv::INTER_CUBIC);
        sum += weight * large(cv::Rect(cv::Point(0, 0), size));
        total += weight;
        weight *= 0.5F;
        grain = std::max(1.0, grain * 0.5);
    }
    sum /= total;
    return cv::min(cv::max(sum, 0.0), 1.0);
}

void paintMask(cv::Mat& canvas, const cv::Mat& mask, const Rgb& colour, float opacity)
{
    const cv::Rect box = cv::boundingRect(mask);
    for (int y = box.y; y < box.y + box.height; ++y) {
        auto* pixel = canvas.ptr<Rgb>(y);
        const auto* cover = mask.ptr<uchar>(y);
        for (int x = box.x; x < box.x + box.width; ++x) {
            if (cover[x])
                pixel[x] = mix(pixel[x], colour, float(cover[x]) / 255 * opacity);
        }
    }
}

void paintMask(Layer& layer, const cv::Mat& mask, const Rgb& colour, float opacity)
{
    Layer over(mask.size());
    over.colour = cv::Scalar(colour[0], colour[1], colour[2]);
    mask.convertTo(over.alpha, CV_32F, double(opacity) / 255);
    compose(layer, over);
}

void compose(cv::Mat& canvas, const Layer& layer)
{
    for (int y = 0; y < canvas.rows; ++y) {
        auto* pixel = canvas.ptr<Rgb>(y);
        const auto* over = layer.colour.ptr<Rgb>(y);
        const auto* alpha = layer.alpha.ptr<float>(y);
        for (int x = 0; x < canvas.cols; ++x) {
            if (alpha[x] > 0)
                pixel[x] = mix(pixel[x], over[x], alpha[x]);
        }
    }
}

void compose(Layer& under, const Layer& over)
{
    for (int y = 0; y < under.colour.rows; ++y) {
        auto* pixel = under.colour.ptr<Rgb>(y);
        auto* alpha = under.alpha.ptr<float>(y);
        const auto* overPixel = over.colour.ptr<Rgb>(y);
        const auto* overAlpha = over.alpha.ptr<float>(y);
        for (int x = 0; x < under.colour.cols; ++x) {
            if (overAlpha[x] <= 0)
                continue;
            const float total = overAlpha[x] + alpha[x] * (1 - overAlpha[x]);
            pixel[x] = mix(pixel[x], overPixel[x], overAlpha[x] / total);
            alpha[x] = total;
        }
    }
}

cv::Mat polygonMask(cv::Size size, const std::vector<cv::Point2f>& points)
{
    cv::Mat mask(size, CV_8UC1, cv::Scalar::all(0));
    cv::fillPoly(mask, std::vector{fixedPoint(points)}, cv::Scalar::all(255), cv::LINE_AA, shift);
    return mask;
}

std::vector<cv::Point2f> smoothCurve(const std::vector<cv::Point2f>& points, int pieces)
{
    std::vector<cv::Point2f> curve;
    const int count = int(points.size());
    const auto at = [&](int i) {
        return points[size_t(std::clamp(i, 0, count - 1))];
    };
    for (int i = 0; i + 1 < count; ++i) {
        for (int piece = 0; piece < pieces; ++piece) { // Catmull–Rom
            const float t = float(piece) / float(pieces);
            const cv::Point2f a = at(i - 1);
            const cv::Point2f b = at(i);
            const cv::Point2f c = at(i + 1);
            const cv::Point2f d = at(i + 2);
            curve.push_back(0.5F * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * (t * t) +
                                    (3 * b - a - 3 * c + d) * (t * t * t)));
        }
    }
    curve.push_back(points.back());
    return curve;
}

Layer limb(cv::Size size, cv::Point2f a, cv::Point2f b, float radius, const Rgb& colour)
{
    Layer layer(size);
    const cv::Point2f reach(radius * 1.5F + 2, radius * 1.5F + 2);
    const cv::Rect box = cv::boundingRect(std::vector{a - reach, a + reach, b - reach, b + reach}) &
                         cv::Rect(cv::Point(0, 0), size);
    if (box.empty())
        return layer;
    Layer part;
    part.colour = layer.colour(box);
    part.alpha = layer.alpha(box);
    const cv::Point2f origin(box.tl());
    constexpr int steps = 7;
    cv::Mat mask(box.size(), CV_8UC1);
    for (int step = 0; step < steps; ++step) {
        const float inner = float(step) / steps;
        const cv::Point2f lift = cv::Point2f(-0.25F, -0.35F) * (radius * inner) - origin;
        mask = cv::Scalar::all(0);
        const auto ends = fixedPoint({a + lift, b + lift});
        cv::line(mask, ends[0], ends[1], cv::Scalar::all(255),
                 std::max(1, cvRound(2 * radius * (1 - inner * 0.85F))), cv::LINE_AA, shift);
        paintMask(part, mask, colour * mix(0.62F, 1.08F, inner), step == 0 ? 1.0F : 0.5F);
    }
    cv::GaussianBlur(part.colour, part.colour, {}, std::max(1.0, double(radius) * 0.12));
    return layer;
}

} // namespace creel::demo
