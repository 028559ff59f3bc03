#include "core/imaging/thumbnail.h"

#include "core/catalog/thumbnail_store.h"
#include "core/imaging/luma.h"

#include <QBuffer>
#include <QImageWriter>

namespace creel {

namespace {

constexpr int jpegQuality = 82;

} // namespace

QImage scaledToThumbnail(const QImage& image)
{
    if (std::max(image.width(), image.height()) <= thumbnailSide)
        return image;
    return image.scaled(thumbnailSide, thumbnailSide, Qt::KeepAspectRatio, Qt::SmoothTransformation);
}

QByteArray thumbnailJpeg(const QImage& upright)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QImageWriter writer(&buffer, "jpeg");
    writer.setQuality(jpegQuality);
    writer.write(flattened(scaledToThumbnail(upright)));
    return bytes;
}

} // namespace creel
