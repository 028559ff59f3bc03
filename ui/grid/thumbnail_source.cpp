#include "ui/grid/thumbnail_source.h"

#include "core/base/log.h"
#include "core/catalog/catalog.h"
#include "core/imaging/decode.h"
#include "core/imaging/thumbnail.h"

#include <QBuffer>
#include <QImageReader>

namespace creel {

namespace {

/// A stored thumbnail decoded at the size wanted, which JPEG does faster than decoding it whole.
QImage decodedJpeg(QByteArray jpeg, int side)
{
    QBuffer buffer(&jpeg);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer, "jpeg");
    const QSize size = reader.size();
    if (std::max(size.width(), size.height()) > side)
        reader.setScaledSize(size.scaled(side, side, Qt::KeepAspectRatio).expandedTo({1, 1}));
    return reader.read();
}

QImage fitted(const QImage& image, int side)
{
    if (std::max(image.width(), image.height()) <= side)
        return image;
    return image.scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation);
}

} // namespace

Result<std::unique_ptr<ThumbnailSource>> ThumbnailSource::open(const QString& catalogPath)
{
    CREEL_ASSIGN(auto connection, openCatalog(catalogPath, Connection::Access::ReadOnly));
    CREEL_TRY(connection->useSmallCache()); // every row is read once
    CREEL_ASSIGN(Query selectHash,
                 connection->prepare(QStringLiteral("SELECT hash FROM photo WHERE id = ?")));
    std::unique_ptr<ThumbnailSource> source(
        new ThumbnailSource(std::move(connection), std::move(selectHash)));
    if (auto store = ThumbnailStore::open(catalogPath); store)
        source->m_store.emplace(std::move(*store));
    else
        qCWarning(logUi) << "thumbnails cannot be kept:" << store.error().message;
    return source;
}

QByteArray ThumbnailSource::hashOf(PhotoId photo)
{
    QByteArray hash;
    if (m_selectHash.run({photo.value()}) && m_selectHash.next())
        hash = m_selectHash.bytes(0);
    m_selectHash.finish();
    return hash;
}

QImage ThumbnailSource::image(PhotoId photo, int side)
{
    const QByteArray hash = hashOf(photo);
    if (hash.isEmpty())
        return {};
    QImage image;
    if (m_store) {
        const QByteArray jpeg = m_store->thumbnail(hash).value_or(QByteArray());
        if (!jpeg.isEmpty())
            image = decodedJpeg(jpeg, side);
    }
    if (image.isNull())
        image = fitted(original(photo, hash), side);
    image.convertTo(QImage::Format_RGB32);
    return image;
}

QImage ThumbnailSource::original(PhotoId photo, const QByteArray& hash)
{
    const auto path = PhotoStore(*m_connection).absolutePath(photo);
    if (!path)
        return {};
    const auto bytes = readPhotoFile(*path);
    if (!bytes)
        return {};
    const auto decoded = decodePhoto(*bytes, thumbnailSide);
    if (!decoded)
        return {};
    const QByteArray jpeg = thumbnailJpeg(decoded->image);
    if (m_store) {
        const std::pair<QByteArray, QByteArray> row(hash, jpeg);
        if (const auto done = m_store->put({&row, 1}); !done)
            qCWarning(logUi) << "a thumbnail was not kept:" << done.error().message;
    }
    return decodedJpeg(jpeg, thumbnailSide); // transparency is flattened, as in every stored thumbnail
}

} // namespace creel
