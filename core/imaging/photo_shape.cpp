#include "core/imaging/photo_shape.h"

#include "core/imaging/heif_decoder.h"
#include "core/imaging/metadata.h"
#include "core/imaging/orientation.h"
#include "core/imaging/photo_file.h"
#include "core/imaging/photo_format.h"

#include <QBuffer>
#include <QImageReader>

namespace creel {

namespace {

constexpr qint64 headBytes = 256 << 10;

using Shape = tl::expected<PhotoShape, DecodeFailure>;

tl::expected<QSize, DecodeFailure> storedSize(const QByteArray& bytes, const QByteArray& format,
                                              const DecodeLimits& limits)
{
    QBuffer buffer;
    buffer.setData(bytes);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer, format);
    reader.setAutoDetectImageFormat(false); // as decodePhoto() has it
    const QSize size = reader.size();
    if (size.isEmpty())
        return tl::unexpected(DecodeFailure{Problem::Undecodable, reader.errorString()});
    CREEL_TRY(checkPixels(size, limits));
    return size;
}

Shape shapeOf(const QByteArray& bytes, const QByteArray& format, const DecodeLimits& limits)
{
    if (format == "heic" || format == "avif")
        return heifSize(bytes, limits).map([](QSize size) { return PhotoShape{size, 1}; });
    CREEL_ASSIGN(const QSize size, storedSize(bytes, format, limits));
    const int orientation = checkedOrientation(readMetadata(bytes).orientation);
    return PhotoShape{uprightSize(size, orientation), orientation};
}

} // namespace

Shape readPhotoShape(const BytePath& path, const DecodeLimits& limits)
{
    CREEL_ASSIGN(PhotoFile file, openPhotoFile(path, limits, headBytes));
    const QByteArray format = photoFormat(file.bytes);
    if (format.isEmpty())
        return tl::unexpected(DecodeFailure{Problem::NotAPhoto, {}});
    const bool isWhole = file.size <= file.bytes.size();
    // Others keep their metadata, or all that tells their size, anywhere.
    const bool isInHead = format == "jpeg" || format == "png";
    if (isWhole || isInHead) {
        const Shape shape = shapeOf(file.bytes, format, limits);
        if (shape || isWhole)
            return shape;
    }
    CREEL_ASSIGN(const QByteArray bytes, readPhotoFile(path, limits));
    return shapeOf(bytes, format, limits);
}

} // namespace creel
