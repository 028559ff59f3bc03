#include "core/imaging/imaging_support.h"

#include <QImageReader>

#include <exiv2/version.hpp>
#include <libheif/heif.h>
#include <opencv2/core/utility.hpp>
#include <xxhash.h>

namespace creel {

namespace {

QString text(const std::string& version)
{
    return QString::fromStdString(version);
}

} // namespace

QList<FormatSupport> formatSupport()
{
    QList<FormatSupport> formats;
    const QList<QByteArray> readable = QImageReader::supportedImageFormats();
    for (const char* name : {"jpeg", "png", "webp", "gif", "bmp", "tiff"})
        formats.append({QString::fromLatin1(name), readable.contains(name)});
    formats.append({QStringLiteral("heic"), heif_have_decoder_for_format(heif_compression_HEVC) != 0});
    formats.append({QStringLiteral("avif"), heif_have_decoder_for_format(heif_compression_AV1) != 0});
    return formats;
}

QList<LibraryVersion> imagingLibraries()
{
    const unsigned xxhash = XXH_versionNumber();
    return {{QStringLiteral("OpenCV"), text(cv::getVersionString())},
            {QStringLiteral("Exiv2"), text(Exiv2::versionString())},
            {QStringLiteral("libheif"), QString::fromLatin1(heif_get_version())},
            {QStringLiteral("xxHash"),
             QStringLiteral("%1.%2.%3").arg(xxhash / 10000).arg(xxhash / 100 % 100).arg(xxhash % 100)}};
}

} // namespace creel
