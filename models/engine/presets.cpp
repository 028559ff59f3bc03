#include "models/engine/presets.h"

#include <ATen/Parallel.h>

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace creel {

namespace {

/// A photo as OpenCV sees it; shares the image's bytes.
struct Pixels
{
    explicit Pixels(const QImage& photo)
        : image(photo.convertToFormat(QImage::Format_RGB888))
        , mat(image.height(), image.width(), CV_8UC3, const_cast<uchar*>(image.constBits()),
              size_t(image.bytesPerLine()))
    {}
    QImage image;
    cv::Mat mat;
};

/// The part of the photo that ends up in the square, in the photo's own pixels.
cv::Rect centreSquare(const cv::Mat& photo)
{
    const int shortSide = std::min(photo.cols, photo.rows);
    const int cut = std::clamp(int(std::lround(shortSide * shownShare)), 1, shortSide);
    return {(photo.cols - cut) / 2, (photo.rows - cut) / 2, cut, cut};
}

/// Moves the corners of the unit square (-1…1) as a camera that looks from above, below or aside would:
/// fastai's Warp, which tilts by up to `magnitude` in both directions.
cv::Matx33d tilted(double magnitude, Draw& draw)
{
    const double across = draw.between(-magnitude, magnitude);
    const double along = draw.between(-magnitude, magnitude);
    const std::array<cv::Point2f, 4> corners{{{-1, -1}, {-1, 1}, {1, -1}, {1, 1}}};
    std::array<cv::Point2f, 4> moved = corners;
    for (size_t i = 0; i < 4; ++i) {
        moved[i].x = float(corners[i].x * (1 + across * corners[i].y));
        moved[i].y = float(corners[i].y * (1 + along * corners[i].x));
    }
    return cv::getPerspectiveTransform(corners, moved);
}

/// From the unit square (-1…1) of the output to the unit square of the input.
cv::Matx33d drawnGeometry(Draw& draw)
{
    constexpr double likely = 0.75;
    cv::Matx33d geometry = cv::Matx33d::eye();
    if (draw.chance(likely)) {
        const double angle = draw.between(-10, 10) * std::numbers::pi / 180;
        geometry = cv::Matx33d(std::cos(angle), -std::sin(angle), 0, //
                               std::sin(angle), std::cos(angle), 0,  //
                               0, 0, 1);
    }
    if (draw.chance(likely)) {
        const double zoom = draw.between(1, 1.1);
        geometry = geometry * cv::Matx33d::diag({1 / zoom, 1 / zoom, 1});
    }
    if (draw.chance(likely))
        geometry = geometry * tilted(0.2, draw);
    if (draw.chance(0.5))
        geometry = geometry * cv::Matx33d::diag({-1, 1, 1});
    return geometry;
}

/// Pixel centres of a square of `side` pixels at (x,y) from the unit square.
cv::Matx33d toPixels(double x, double y, double side)
{
    const double half = side / 2;
    return {half, 0,    x + half - 0.5, //
            0,    half, y + half - 0.5, //
            0,    0,    1};
}

/// Brightness and contrast as fastai changes them, in the logits of the light.
cv::Mat drawnLight(Draw& draw)
{
    const bool brightens = draw.chance(0.75);
    const double change = draw.between(0.4, 0.6);
    const double shift = brightens ? std::log(change / (1 - change)) : 0;
    const bool contrasts = draw.chance(0.75);
    const double stretch = std::exp(draw.between(std::log(0.8), -std::log(0.8)));
    const double scale = contrasts ? stretch : 1;
    cv::Mat table(1, 256, CV_8U);
    for (int i = 0; i < 256; ++i) {
        const double light = std::clamp(i / 255.0, 1e-3, 1 - 1e-3);
        const double logit = (std::log(light / (1 - light)) + shift) * scale;
        table.at<uchar>(i) = cv::saturate_cast<uchar>(255 / (1 + std::exp(-logit)));
    }
    return table;
}

cv::Mat augmented(const cv::Mat& photo, int side, Draw& draw)
{
    const double cut = std::max(1.0, std::min(photo.cols, photo.rows) * shownShare);
    const double x = draw.between(0, photo.cols - cut);
    const double y = draw.between(0, photo.rows - cut);
    const cv::Matx33d toPhoto = toPixels(x, y, cut) * drawnGeometry(draw) * toPixels(0, 0, side).inv();
    cv::Mat square;
    cv::warpPerspective(photo, square, toPhoto, {side, side}, cv::INTER_LINEAR | cv::WARP_INVERSE_MAP,
                        cv::BORDER_REFLECT_101);
    cv::LUT(square, drawnLight(draw), square);
    return square;
}

} // namespace

cv::Mat EvalPreset::square(const QImage& photo) const
{
    const Pixels pixels(photo);
    const cv::Mat centre = pixels.mat(centreSquare(pixels.mat));
    cv::Mat scaled;
    // Cutting before scaling gives the same square and scales fewer pixels.
    cv::resize(centre, scaled, {side, side}, 0, 0, centre.cols > side ? cv::INTER_AREA : cv::INTER_LINEAR);
    if (mirrored)
        cv::flip(scaled, scaled, 1);
    return scaled;
}

torch::Tensor EvalPreset::batch(std::span<const QImage> photos) const
{
    std::vector<cv::Mat> squares(photos.size());
    at::parallel_for(0, int64_t(photos.size()), 1, [&](int64_t first, int64_t last) {
        for (int64_t i = first; i < last; ++i)
            squares[size_t(i)] = square(photos[size_t(i)]);
    });
    return toBatch(squares, normalization);
}

cv::Mat TrainPreset::square(const QImage& photo, Draw& draw) const
{
    if (augmentation == Augmentation::Default)
        return augmented(Pixels(photo).mat, side, draw);
    return EvalPreset{side, {}, augmentation == Augmentation::Flip && draw.chance(0.5)}.square(photo);
}

torch::Tensor toBatch(std::span<const cv::Mat> squares, const Normalization& normalization)
{
    const int64_t side = squares.empty() ? 0 : squares[0].rows;
    std::array<float, 3> scale{}, shift{};
    for (size_t channel = 0; channel < 3; ++channel) {
        scale[channel] = 1.0F / (255.0F * normalization.deviation[channel]);
        shift[channel] = -normalization.mean[channel] / normalization.deviation[channel];
    }
    torch::Tensor batch = torch::empty({int64_t(squares.size()), side, side, 3});
    float* const numbers = batch.data_ptr<float>();
    at::parallel_for(0, int64_t(squares.size()), 1, [&](int64_t first, int64_t last) {
        for (int64_t i = first; i < last; ++i) {
            const uchar* pixel = squares[size_t(i)].ptr<uchar>(); // just made, so in one piece
            float* out = numbers + i * side * side * 3;
            for (int64_t left = side * side; left > 0; --left)
                for (size_t channel = 0; channel < 3; ++channel)
                    *out++ = float(*pixel++) * scale[channel] + shift[channel];
        }
    });
    return batch.permute({0, 3, 1, 2});
}

} // namespace creel
