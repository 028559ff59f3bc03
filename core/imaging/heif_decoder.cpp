#include "core/imaging/heif_decoder.h"

#include <QColorSpace>

#include <libheif/heif.h>

#include <cstring>
#include <memory>

namespace creel {

namespace {

template<auto release>
struct Releaser
{
    template<class T>
    void operator()(T* pointer) const
    {
        release(pointer);
    }
};
using Context = std::unique_ptr<heif_context, Releaser<heif_context_free>>;
using Handle = std::unique_ptr<heif_image_handle, Releaser<heif_image_handle_release>>;
using Picture = std::unique_ptr<heif_image, Releaser<heif_image_release>>;

/// A file's main picture, not yet decoded.
struct HeifFile
{
    Context context;
    Handle handle;
    QSize size;
};

tl::unexpected<DecodeFailure> undecodable(const heif_error& error)
{
    return tl::unexpected(DecodeFailure{Problem::Undecodable, QString::fromUtf8(error.message)});
}

QColorSpace colourSpace(const heif_image_handle* handle)
{
    const size_t size = heif_image_handle_get_raw_color_profile_size(handle);
    QByteArray profile(qsizetype(size), 0);
    if (size == 0 || heif_image_handle_get_raw_color_profile(handle, profile.data()).code != heif_error_Ok)
        return {};
    return QColorSpace::fromIccProfile(profile);
}

QImage copyOf(const heif_image* picture, bool hasAlpha)
{
    int stride = 0;
    const uint8_t* pixels = heif_image_get_plane_readonly(picture, heif_channel_interleaved, &stride);
    if (!pixels)
        return {};
    const QImage view(pixels, heif_image_get_width(picture, heif_channel_interleaved),
                      heif_image_get_height(picture, heif_channel_interleaved), stride,
                      hasAlpha ? QImage::Format_RGBA8888 : QImage::Format_RGB888);
    return view.convertToFormat(hasAlpha ? QImage::Format_ARGB32 : QImage::Format_RGB32);
}

/// `bytes` must outlive what is returned.
tl::expected<HeifFile, DecodeFailure> openHeif(const QByteArray& bytes, const DecodeLimits& limits)
{
    HeifFile file;
    file.context.reset(heif_context_alloc());
    heif_context_set_max_decoding_threads(file.context.get(), 0); // the callers are many already
    heif_error error = heif_context_read_from_memory_without_copy(file.context.get(), bytes.constData(),
                                                                  size_t(bytes.size()), nullptr);
    heif_image_handle* handle = nullptr;
    if (error.code == heif_error_Ok)
        error = heif_context_get_primary_image_handle(file.context.get(), &handle);
    file.handle.reset(handle);
    if (error.code != heif_error_Ok)
        return undecodable(error);
    file.size = QSize(heif_image_handle_get_width(handle), heif_image_handle_get_height(handle));
    CREEL_TRY(checkPixels(file.size, limits));
    return file;
}

} // namespace

tl::expected<QSize, DecodeFailure> heifSize(const QByteArray& bytes, const DecodeLimits& limits)
{
    return openHeif(bytes, limits).map([](const HeifFile& file) { return file.size; });
}

tl::expected<DecodedPhoto, DecodeFailure> decodeHeif(const QByteArray& bytes, const QByteArray& format,
                                                     const DecodeLimits& limits)
{
    CREEL_ASSIGN(const HeifFile file, openHeif(bytes, limits));
    DecodedPhoto photo;
    photo.format = format;
    const bool hasAlpha = heif_image_handle_has_alpha_channel(file.handle.get());
    heif_image* rawPicture = nullptr;
    const heif_error error =
        heif_decode_image(file.handle.get(), &rawPicture, heif_colorspace_RGB,
                          hasAlpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB, nullptr);
    const Picture picture(rawPicture);
    if (error.code != heif_error_Ok)
        return undecodable(error);
    photo.image = copyOf(rawPicture, hasAlpha);
    photo.image.setColorSpace(colourSpace(file.handle.get()));
    photo.fullSize = photo.image.size();
    return photo;
}

} // namespace creel
