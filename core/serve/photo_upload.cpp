#include "core/serve/photo_upload.h"

#include "core/serve/serve_text.h"

#include <QThread>

namespace creel {

namespace {

constexpr int otherFields = 16;

bool isPhotoField(const QByteArray& name)
{
    return name == "image" || name == "images" || name == "images[]";
}

HttpAnswer answerFor(const DecodeFailure& failure)
{
    switch (failure.problem) {
    case Problem::Empty:
        return errorAnswer(400, ServeText::tr("The image is empty."));
    case Problem::TooLarge:
        return errorAnswer(413, ServeText::tr("The image is too large: %1").arg(failure.detail));
    case Problem::NotAPhoto:
        return errorAnswer(415, ServeText::tr("This is no image that Creel can read."));
    default:
        return errorAnswer(422, ServeText::tr("The image is broken and cannot be decoded."));
    }
}

Answered<PhotoUpload> readForm(const HttpRequest& request, int maxPhotos)
{
    const auto parts = parseForm(request.header("content-type"), request.body, maxPhotos + otherFields);
    if (!parts)
        return tl::unexpected(errorAnswer(400, parts.error().message));
    PhotoUpload upload;
    for (const FormPart& part : *parts) {
        if (isPhotoField(part.name))
            upload.photos.push_back(part.content);
        else
            upload.fields.insert(
                part.name, part.content.first(std::min<qsizetype>(part.content.size(), 4096)).toByteArray());
    }
    return upload;
}

} // namespace

Answered<PhotoUpload> readUpload(const HttpRequest& request, int maxPhotos, bool takesRaw)
{
    const QByteArray type = request.mediaType();
    const bool isRaw = type.startsWith("image/") || type == "application/octet-stream";
    PhotoUpload upload;
    if (type == "multipart/form-data") {
        auto form = readForm(request, maxPhotos);
        if (!form)
            return form;
        upload = std::move(*form);
    } else if (takesRaw && isRaw) {
        upload.photos.push_back(request.body);
    } else {
        return tl::unexpected(
            errorAnswer(415, ServeText::tr("Send the image as the field \"image\" of a multipart form.")));
    }
    if (upload.photos.empty())
        return tl::unexpected(errorAnswer(400, ServeText::tr("The form has no field \"image\".")));
    if (int(upload.photos.size()) > maxPhotos)
        return tl::unexpected(
            errorAnswer(413, ServeText::tr("At most %1 images fit into a request.").arg(maxPhotos)));
    return upload;
}

UploadDecoder::UploadDecoder(const DecodeLimits& limits)
    : m_limits(limits), m_slots(std::max(1, QThread::idealThreadCount()))
{}

Answered<DecodedPhoto> UploadDecoder::decode(QByteArrayView bytes, int maxSide)
{
    m_slots.acquire();
    const QSemaphoreReleaser releaser(m_slots);
    const auto photo = decodePhoto(QByteArray::fromRawData(bytes.data(), bytes.size()), maxSide, m_limits);
    if (!photo)
        return tl::unexpected(answerFor(photo.error()));
    return *photo;
}

} // namespace creel
