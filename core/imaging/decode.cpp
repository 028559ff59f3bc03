#include "core/imaging/decode.h"

#include "core/imaging/heif_decoder.h"
#include "core/imaging/metadata.h"
#include "core/imaging/orientation.h"
#include "core/imaging/photo_format.h"
#include "core/imaging/truncation.h"

#include <QBuffer>
#include <QColorSpace>
#include <QCoreApplication>
#include <QImageReader>
#include <QLocale>

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
        return refuse(Problem::Undecodable, reader.errorString());
    CREEL_TRY(checkPixels(photo.fullSize, limits));
    if (const QSize target = fitted(photo.fullSize, maxSide); target != photo.fullSize)
        reader.setScaledSize(target);
    const bool isCutPng = format == "png" && photo.problem == Problem::Truncated;
    if (isCutPng)
        photo.image = readableRows(reader);
    else
        reader.read(&photo.image);
    if (photo.image.isNull())
        return refuse(Problem::Undecodable, photo.problem == Problem::Truncated
                                                ? problemText(Problem::Truncated)
                                                : reader.errorString());
    return photo;
}

/// 8 bits a channel, sRGB: RGB32, ARGB32 or Grayscale8.
QImage normalized(QImage image)
{
    const QColorSpace srgb(QColorSpace::SRgb);
    const bool isGrey =
        image.format() == QImage::Format_Grayscale8 || image.format() == QImage::Format_Grayscale16;
    if (isGrey)
        image.convertTo(QImage::Format_Grayscale8);
    else
        image.convertTo(image.hasAlphaChannel() ? QImage::Format_ARGB32 : QImage::Format_RGB32);
    if (!isGrey && image.colorSpace().isValid() && image.colorSpace() != srgb)
        image.convertToColorSpace(srgb);
    return image;
}

QImage reduced(const QImage& image, int maxSide)
{
    const QSize target = fitted(image.size(), maxSide);
    return target == image.size() ? image
                                  : image.scaled(target, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
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
    photo->image = uprightImage(normalized(reduced(photo->image, maxSide)), photo->orientation);
    return photo;
}

} // namespace creel
