#include "core/imaging/luma.h"

#include <QPainter>

#include <opencv2/imgproc.hpp>

namespace creel {

QImage flattened(const QImage& image)
{
    if (!image.hasAlphaChannel())
        return image;
    QImage flat(image.size(), QImage::Format_RGB32);
    flat.fill(QColor(128, 128, 128));
    QPainter(&flat).drawImage(0, 0, image);
    return flat;
}

cv::Mat lumaOf(const QImage& image)
{
    const QImage flat = flattened(image);
    const bool isGrey = flat.format() == QImage::Format_Grayscale8;
    const QImage known = isGrey ? flat : flat.convertToFormat(QImage::Format_RGB32);
    const cv::Mat pixels(known.height(), known.width(), isGrey ? CV_8UC1 : CV_8UC4,
                         const_cast<uchar*>(known.constBits()), size_t(known.bytesPerLine()));
    cv::Mat luma;
    if (isGrey)
        luma = pixels.clone();
    else
        cv::cvtColor(pixels, luma, cv::COLOR_BGRA2GRAY); // RGB32 is BGRA in memory
    return luma;
}

} // namespace creel
