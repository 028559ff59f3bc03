#include "core/imaging/decode.h"

#include "core/imaging/heif_decoder.h"
#include "core/imaging/metadata.h"
#include "core/imaging/orientation.h"
#include "core/imaging/photo_format.h"
#include "core/imaging/truncation.h"

#include <QBuffer>
#include <QColorSpace>
#include <QColorTransform>
#include <QCoreApplication>
#include <QImageReader>
#include <QLocale>

#include <opencv2/imgproc.hpp>

#include <cmath>
#include <mutex>

namespace creel {

namespace {

using Decoded = tl::expected<DecodedPhoto, DecodeFailure>;

tl::unexpected<DecodeFailure> refuse(Problem problem, QString detail = {})
{
    return tl::unexpected(DecodeFailure{problem, std::move(detail)});
}

/// Qt refuses images over 256 MiB by default; Creel checks the pixels itself before anything is decoded.
void raiseAllocationLimit()
{
    static std::once_flag once;
    std::call_once(once, [] { QImageReader::setAllocationLimit(2048); });
}

QSize fitted(QSize size, int maxSide)
{
    if (maxSide <= 0 || std::max(size.width(), size.height()) <= maxSide)
        return size;
    return size.scaled(maxSide, maxSide, Qt::KeepAspectRatio).expandedTo({1, 1});
}

/// The size to let the decoder scale to; `full` where scaling afterwards is faster. libjpeg decodes at n/8 of
/// the size, but only halves, quarters and eighths are fast: 5/8 to 7/8 take longer than the whole. Where
/// such a step is exact, Qt does not scale its result once more.
QSize decodedSize(QSize full, QSize target, const QByteArray& format)
{
    if (format != "jpeg" || target == full)
        return target;
    const int shrink = std::max(full.width(), full.height()) / std::max(target.width(), target.height());
    if (shrink < 2)
        return full;
    const int step = shrink >= 8 ? 8 : shrink >= 4 ? 4 : 2;
    const bool isExact = full.width() % step == 0 && full.height() % step == 0;
    return isExact ? full / step : target;
}

/// Keeps what a damaged PNG still gives: Qt fails on it, but has filled the image down to the damage.
QImage readableRows(QImageReader& reader)
{
    QImage image(reader.size(), reader.imageFormat());
    image.fill(QColor(128, 128, 128));
    const QImage untouched = image.copy();
    reader.setScaledSize({});
    reader.read(&image);
    return image == untouched ? QImage() : image;
}

/// Why nothing came of a photo, as far as that is known.
tl::unexpected<DecodeFailure> undecodable(const QImageReader& reader, Problem problem)
{
    if (problem == Problem::Truncated)
        return refuse(Problem::Undecodable, problemText(Problem::Truncated));
    const bool isKnown = reader.error() != QImageReader::UnknownError;
    return refuse(Problem::Undecodable, isKnown ? reader.errorString() : QString());
}

/// As stored, not yet upright, at the scale asked for if the format can.
Decoded decodeWithQt(const QByteArray& bytes, const QByteArray& format, int maxSide,
                     const DecodeLimits& limits)
{
    raiseAllocationLimit();
    QBuffer buffer;
    buffer.setData(bytes);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer, format);
    reader.setAutoDetectImageFormat(false); // content decided already, and must not become SVG
    reader.setAutoTransform(false);
    DecodedPhoto photo;
    photo.format = format;
    photo.problem = isTruncated(bytes, format) ? Problem::Truncated : Problem::None;
    photo.fullSize = reader.size();
    if (photo.fullSize.isEmpty())
        return undecodable(reader, photo.problem);
    CREEL_TRY(checkPixels(photo.fullSize, limits));
    const QSize size = decodedSize(photo.fullSize, fitted(photo.fullSize, maxSide), format);
    if (size != photo.fullSize)
        reader.setScaledSize(size);
    const bool isCutPng = format == "png" && photo.problem == Problem::Truncated;
    if (isCutPng)
        photo.image = readableRows(reader);
    else
        reader.read(&photo.image);
    if (photo.image.isNull())
        return undecodable(reader, photo.problem);
    return photo;
}

/// To sRGB. Making the tables for a colour profile takes longer than using them, and one folder's photos
/// often share a profile, so each thread keeps its last.
void convertToSrgb(QImage& image)
{
    thread_local QColorSpace lastSpace;
    thread_local QColorTransform toSrgb;
    const QColorSpace srgb(QColorSpace::SRgb);
    const QColorSpace space = image.colorSpace();
    if (!space.isValid() || space == srgb || image.format() == QImage::Format_Grayscale8)
        return;
    if (space != lastSpace) {
        lastSpace = space;
        toSrgb = space.transformationToColorSpace(srgb);
    }
    image.applyColorTransform(toSrgb);
    image.setColorSpace(srgb);
}

/// 8 bits a channel: RGB32, ARGB32 or Grayscale8.
QImage normalized(QImage image)
{
    const bool isGrey =
        image.format() == QImage::Format_Grayscale8 || image.format() == QImage::Format_Grayscale16;
    if (isGrey)
        image.convertTo(QImage::Format_Grayscale8);
    else
        image.convertTo(image.hasAlphaChannel() ? QImage::Format_ARGB32 : QImage::Format_RGB32);
    return image;
}

QImage reduced(const QImage& image, int maxSide)
{
    const QSize target = fitted(image.size(), maxSide);
    if (target == image.size())
        return image;
    const bool isSlight = target.width() * 2 > image.width() && target.height() * 2 > image.height();
    if (!isSlight || image.hasAlphaChannel())
        return image.scaled(target, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    // Below a factor of two every pixel still counts in a linear scaling, at half the price.
    QImage small(target, image.format());
    small.setColorSpace(image.colorSpace());
    const int type = image.format() == QImage::Format_Grayscale8 ? CV_8UC1 : CV_8UC4;
    const cv::Mat from(image.height(), image.width(), type, const_cast<uchar*>(image.constBits()),
                       size_t(image.bytesPerLine()));
    cv::Mat to(target.height(), target.width(), type, small.bits(), size_t(small.bytesPerLine()));
    cv::resize(from, to, to.size(), 0, 0, cv::INTER_LINEAR);
    return small;
}

} // namespace

tl::expected<void, DecodeFailure> checkPixels(QSize size, const DecodeLimits& limits)
{
    const qint64 pixels = qint64(size.width()) * size.height();
    if (pixels <= limits.maxPixels)
        return {};
    const QLocale locale;
    return refuse(Problem::TooLarge,
                  QCoreApplication::translate("Decode", "%1 × %2 pixels; the limit is %3 million.")
                      .arg(locale.toString(size.width()), locale.toString(size.height()),
                           locale.toString(limits.maxPixels / 1'000'000)));
}

int sideWithinPixels(QSize size, double mostPixels)
{
    const int side = std::max(size.width(), size.height());
    const double pixels = double(size.width()) * size.height();
    return pixels <= mostPixels ? side : int(side * std::sqrt(mostPixels / pixels));
}

Decoded decodePhoto(const QByteArray& bytes, int maxSide, const DecodeLimits& limits)
{
    return decodePhoto(bytes, readMetadata(bytes).orientation, maxSide, limits);
}

Decoded decodePhoto(const QByteArray& bytes, int exifOrientation, int maxSide, const DecodeLimits& limits)
{
    if (bytes.isEmpty())
        return refuse(Problem::Empty);
    const QByteArray format = photoFormat(bytes);
    if (format.isEmpty())
        return refuse(Problem::NotAPhoto);
    const bool isHeif = format == "heic" || format == "avif";
    Decoded photo = isHeif ? decodeHeif(bytes, format, limits) : decodeWithQt(bytes, format, maxSide, limits);
    if (!photo)
        return photo;
    photo->orientation = isHeif ? 1 : checkedOrientation(exifOrientation);
    photo->fullSize = uprightSize(photo->fullSize, photo->orientation);
    QImage image = reduced(normalized(std::exchange(photo->image, {})), maxSide);
    convertToSrgb(image);
    photo->image = uprightImage(image, photo->orientation);
    return photo;
}

} // namespace creel
