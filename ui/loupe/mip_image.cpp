#include "ui/loupe/mip_image.h"

#include <opencv2/imgproc.hpp>

#include <numeric>

namespace creel {

namespace {

/// Levels smaller than this are not worth keeping.
constexpr int leastSide = 256;

cv::Mat matOf(const QImage& image)
{
    return cv::Mat(image.height(), image.width(), CV_8UC4, const_cast<uchar*>(image.constBits()),
                   size_t(image.bytesPerLine()));
}

QImage halved(const QImage& image)
{
    QImage half((image.width() + 1) / 2, (image.height() + 1) / 2, image.format());
    cv::Mat target = matOf(half);
    cv::resize(matOf(image), target, target.size(), 0, 0, cv::INTER_AREA);
    return half;
}

} // namespace

MipImage::MipImage(const QImage& image)
{
    if (image.isNull())
        return;
    m_levels.append(image.convertToFormat(image.hasAlphaChannel() ? QImage::Format_ARGB32_Premultiplied
                                                                  : QImage::Format_RGB32));
    while (std::max(m_levels.last().width(), m_levels.last().height()) >= 2 * leastSide)
        m_levels.append(halved(m_levels.last()));
}

qint64 MipImage::bytes() const
{
    return std::accumulate(m_levels.begin(), m_levels.end(), qint64(0),
                           [](qint64 sum, const QImage& level) { return sum + level.sizeInBytes(); });
}

const QImage& MipImage::level(double scale) const
{
    qsizetype i = 0;
    while (i + 1 < m_levels.size() && m_levels[i + 1].width() >= scale * size().width())
        ++i;
    return m_levels[i];
}

} // namespace creel
