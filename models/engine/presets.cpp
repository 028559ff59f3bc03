#include "models/engine/presets.h"

#include <ATen/Parallel.h>

#include <opencv2/imgproc.hpp>

#include <algorithm>

namespace creel {

namespace {

/// The part of the photo that ends up in the square, in the photo's own pixels.
cv::Rect centreSquare(const cv::Mat& photo)
{
    const int shortSide = std::min(photo.cols, photo.rows);
    const int cut = std::clamp(int(std::lround(shortSide * 7.0 / 8.0)), 1, shortSide);
    return {(photo.cols - cut) / 2, (photo.rows - cut) / 2, cut, cut};
}

} // namespace

void EvalPreset::apply(const QImage& photo, float* out) const
{
    const QImage rgb = photo.convertToFormat(QImage::Format_RGB888);
    const cv::Mat whole(rgb.height(), rgb.width(), CV_8UC3, const_cast<uchar*>(rgb.constBits()),
                        size_t(rgb.bytesPerLine()));
    const cv::Mat square = whole(centreSquare(whole));
    cv::Mat scaled;
    // Cutting before scaling gives the same square and scales fewer pixels.
    cv::resize(square, scaled, {side, side}, 0, 0, square.cols > side ? cv::INTER_AREA : cv::INTER_LINEAR);
    std::array<float, 3> scale{}, shift{};
    for (size_t channel = 0; channel < 3; ++channel) {
        scale[channel] = 1.0F / (255.0F * normalization.deviation[channel]);
        shift[channel] = -normalization.mean[channel] / normalization.deviation[channel];
    }
    for (int y = 0; y < side; ++y) {
        const uchar* row = scaled.ptr<uchar>(y);
        for (int x = 0; x < side; ++x) {
            const uchar* pixel = row + qsizetype(mirrored ? side - 1 - x : x) * 3;
            for (size_t channel = 0; channel < 3; ++channel)
                *out++ = float(pixel[channel]) * scale[channel] + shift[channel];
        }
    }
}

torch::Tensor EvalPreset::batch(std::span<const QImage> photos) const
{
    torch::Tensor batch = torch::empty({int64_t(photos.size()), side, side, 3});
    float* out = batch.data_ptr<float>();
    const int64_t numbers = int64_t(side) * side * 3;
    at::parallel_for(0, int64_t(photos.size()), 1, [&](int64_t first, int64_t last) {
        for (int64_t i = first; i < last; ++i)
            apply(photos[size_t(i)], out + i * numbers);
    });
    return batch.permute({0, 3, 1, 2});
}

} // namespace creel
