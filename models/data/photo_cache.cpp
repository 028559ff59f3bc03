#include "models/data/photo_cache.h"

#include "core/imaging/content_hash.h"
#include "core/imaging/decode.h"
#include "core/learning/photo_size.h"
#include "models/engine/presets.h"

#include <QFile>

#include <opencv2/imgproc.hpp>

#include <algorithm>

namespace creel {

namespace {

/// Scaled by area, so that nothing aliases.
QImage shrunkTo(const QImage& photo, int shortSide)
{
    const QImage rgb = photo.convertToFormat(QImage::Format_RGB888);
    const int now = std::min(rgb.width(), rgb.height());
    if (now <= shortSide)
        return rgb;
    const double scale = double(shortSide) / now;
    QImage small(std::max(shortSide, int(std::lround(rgb.width() * scale))),
                 std::max(shortSide, int(std::lround(rgb.height() * scale))), QImage::Format_RGB888);
    const cv::Mat from(rgb.height(), rgb.width(), CV_8UC3, const_cast<uchar*>(rgb.constBits()),
                       size_t(rgb.bytesPerLine()));
    cv::Mat to(small.height(), small.width(), CV_8UC3, small.bits(), size_t(small.bytesPerLine()));
    cv::resize(from, to, to.size(), 0, 0, cv::INTER_AREA);
    return small;
}

QImage squareOf(const QImage& photo, int side)
{
    const cv::Mat square = EvalPreset{side, {}, false}.square(photo);
    return QImage(square.data, square.cols, square.rows, qsizetype(square.step), QImage::Format_RGB888)
        .copy();
}

} // namespace

qint64 sensibleBudget()
{
    QFile file(QStringLiteral("/proc/meminfo"));
    if (file.open(QIODevice::ReadOnly)) {
        const QList<QByteArray> lines = file.readAll().split('\n');
        for (const QByteArray& line : lines)
            if (line.startsWith("MemAvailable:"))
                return line.simplified().split(' ').value(1).toLongLong() * 1024 / 3;
    }
    return qint64(1) << 30;
}

PhotoCache::PhotoCache(const std::vector<LabelledPhoto>& photos, int side, MemoryBudget& budget, Keeps keeps)
    : m_photos(photos)
    , m_side(side)
    , m_budget(budget)
    , m_keeps(keeps)
    , m_images(photos.size())
    , m_states(photos.size(), State::Unknown)
{}

PhotoCache::~PhotoCache()
{
    m_budget += m_kept;
}

QImage PhotoCache::decode(size_t index)
{
    QImage image;
    const auto bytes = readPhotoFile(m_photos[index].file);
    if (bytes && contentHash(*bytes) == m_photos[index].hash)
        if (const auto decoded = decodePhoto(*bytes, decodedSide(m_side)))
            image = decoded->image;
    const std::lock_guard lock(m_mutex);
    m_states[index] = image.isNull() ? State::Unreadable : State::Readable;
    return image;
}

QImage PhotoCache::photo(size_t index)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_states[index] == State::Unreadable || !m_images[index].isNull())
            return m_images[index];
    }
    const QImage decoded = decode(index);
    if (decoded.isNull())
        return {};
    const QImage image = m_keeps == Keeps::AsPredicted
                             ? squareOf(decoded, m_side)
                             : shrunkTo(decoded, int(std::ceil(m_side / shownShare)));
    const std::lock_guard lock(m_mutex);
    const qint64 bytes = image.sizeInBytes();
    if (!m_images[index].isNull())
        return image; // another thread was first
    if (m_budget.fetch_sub(bytes) >= bytes) {
        m_images[index] = image;
        m_kept += bytes;
    } else {
        m_budget += bytes;
    }
    return image;
}

qint64 PhotoCache::unreadable() const
{
    const std::lock_guard lock(m_mutex);
    return std::ranges::count(m_states, State::Unreadable);
}

} // namespace creel
