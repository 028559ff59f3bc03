#pragma once

#include "core/base/byte_path.h"
#include "core/base/result.h"
#include "core/catalog/photo_store.h"

#include <QImage>

namespace creel {

/// What is too much: beyond these a photo is recorded as TooLarge and never decoded.
struct DecodeLimits
{
    qint64 maxFileBytes = qint64(256) << 20;
    qint64 maxPixels = 200'000'000;
};

/// A photo's pixels as people see them.
struct DecodedPhoto
{
    QImage image;        ///< upright; RGB32, ARGB32 or Grayscale8
    QSize fullSize;      ///< upright pixels of the whole photo, even where `image` is smaller
    QByteArray format;   ///< by content: "jpeg", "png", "webp", "gif", "bmp", "tiff", "heic", "avif"
    int orientation = 1; ///< EXIF 1…8 as it was applied
    Problem problem = Problem::None; ///< None or Truncated
};

/// Why a file has no pixels.
struct DecodeFailure
{
    Problem problem = Problem::Undecodable;
    QString detail;
};

/// The whole file. Opened by bytes, so any name works; follows links; refuses what is no regular file.
tl::expected<QByteArray, DecodeFailure> readPhotoFile(const BytePath& path, const DecodeLimits& limits = {});

/// TooLarge, with the figures, for a picture over the pixel limit.
tl::expected<void, DecodeFailure> checkPixels(QSize size, const DecodeLimits& limits);

/// Longest side of the largest picture of that shape with at most `mostPixels`; its own where it has no more.
int sideWithinPixels(QSize size, double mostPixels);

/// Decodes a photo's bytes upright: the only way Creel reads a picture. With `maxSide` > 0 the result's
/// longest side is at most that (never enlarged), decoded at reduced size where the format can. First frame
/// of an animation. Colours are sRGB. Any thread.
tl::expected<DecodedPhoto, DecodeFailure> decodePhoto(const QByteArray& bytes, int maxSide = 0,
                                                      const DecodeLimits& limits = {});
/// The same for who has read the metadata already: `exifOrientation` is what they say, 1…8.
tl::expected<DecodedPhoto, DecodeFailure> decodePhoto(const QByteArray& bytes, int exifOrientation,
                                                      int maxSide, const DecodeLimits& limits);

} // namespace creel
