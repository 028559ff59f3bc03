#pragma once

#include "core/imaging/decode.h"
#include "core/serve/http_message.h"
#include "core/serve/multipart.h"

#include <QSemaphore>

namespace creel {

/// What a request to look at photos brought along.
struct PhotoUpload
{
    std::vector<QByteArrayView> photos; ///< encoded; views into the request's body
    QHash<QByteArray, QByteArray> fields;
};

template<class T>
using Answered = tl::expected<T, HttpAnswer>;

/// The photos of a form (fields `image`, `images`, `images[]`) and its other fields; with `takesRaw`, a body
/// of an image type is a photo too. What is no such request is answered with 400, 413 or 415.
Answered<PhotoUpload> readUpload(const HttpRequest& request, int maxPhotos, bool takesRaw);

/// Turns uploaded bytes into pixels on the caller's thread, no more at a time than there are cores, so that
/// many uploads take no more memory than a few.
class UploadDecoder
{
public:
    explicit UploadDecoder(const DecodeLimits& limits);

    /// The longest side is at most `maxSide`. Answers 400 for nothing, 413 for too many pixels, 415 for what
    /// is no photo, 422 for one that is broken.
    Answered<DecodedPhoto> decode(QByteArrayView bytes, int maxSide);

private:
    const DecodeLimits m_limits;
    QSemaphore m_slots;
};

} // namespace creel
