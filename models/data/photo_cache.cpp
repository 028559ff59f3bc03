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

/// Of a file of the kernel's; empty if there is none.
QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
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
    qint64 available = qint64(3) << 30;
    const QList<QByteArray> lines = contentOf(QStringLiteral("/proc/meminfo")).split('\n');
    for (const QByteArray& line : lines)
        if (line.startsWith("MemAvailable:"))
            available = line.simplified().split(' ').value(1).toLongLong() * 1024;
    const QString group = QStringLiteral("/sys/fs/cgroup/memory."); // of a container
    if (const qint64 most = contentOf(group + QLatin1String("max")).trimmed().toLongLong(); most > 0)
        available =
            std::min(available, most - contentOf(group + QLatin1String("current")).trimmed().toLongLong());
    return std::max<qint64>(available, 0) / 3;
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
