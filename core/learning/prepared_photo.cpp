#include "core/learning/prepared_photo.h"

#include "core/imaging/content_hash.h"
#include "core/imaging/decode.h"

namespace creel {

PreparedPhoto preparePhoto(const BytePath& file, const QByteArray& expected, int maxSide)
{
    const auto bytes = readPhotoFile(file);
    if (!bytes)
        return {expected, {}};
    const QByteArray hash = contentHash(*bytes);
    if (!expected.isEmpty() && hash != expected)
        return {expected, {}};
    const auto photo = decodePhoto(*bytes, maxSide);
    return {hash, photo ? photo->image : QImage()};
}

} // namespace creel
