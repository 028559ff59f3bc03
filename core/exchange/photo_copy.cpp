#include "core/exchange/photo_copy.h"

#include "core/exchange/annotation_format.h"
#include "core/imaging/decode.h"
#include "core/imaging/metadata_writer.h"

#include <QBuffer>

namespace creel {

namespace {

Result<QByteArray> turned(const QByteArray& bytes, const Photo& photo)
{
    const auto decoded = decodePhoto(bytes);
    const bool isJpeg = photo.format == QLatin1String("jpeg");
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    if (!decoded || !decoded->image.save(&buffer, isJpeg ? "jpeg" : "png", isJpeg ? 95 : -1))
        return fail(ErrorCode::Unreadable, ExchangeText::tr("The photo could not be turned upright."));
    return withMetadataOf(bytes, buffer.data());
}

} // namespace

Result<QByteArray> readOriginal(const BytePath& original)
{
    auto read = readPhotoFile(original);
    if (read)
        return std::move(*read);
    const Problem problem = read.error().problem;
    return fail(ErrorCode::Unreadable,
                problem == Problem::Dangling ? ExchangeText::tr("The file is missing.")
                                             : problemText(problem),
                read.error().detail);
}

Result<QByteArray> copyOf(const BytePath& original, const Photo& photo, bool isUpright, bool withoutPosition)
{
    CREEL_ASSIGN(QByteArray bytes, readOriginal(original));
    if (isUpright && photo.orientation != 1) {
        CREEL_ASSIGN(bytes, turned(bytes, photo));
    }
    return withoutPosition ? creel::withoutPosition(bytes) : bytes;
}

} // namespace creel
