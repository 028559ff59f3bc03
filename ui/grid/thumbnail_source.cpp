#include "ui/grid/thumbnail_source.h"

#include "core/base/log.h"
#include "core/catalog/catalog.h"
#include "core/imaging/crop.h"
#include "core/imaging/decode.h"
#include "core/imaging/thumbnail.h"

#include <QBuffer>
#include <QImageReader>

namespace creel {

namespace {

/// A photo with more is cut up from a smaller picture: 128 MB a worker.
constexpr double mostPixels = 32e6;

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
    CREEL_ASSIGN(Query selectPhoto,
                 connection->prepare(QStringLiteral("SELECT hash, width, height FROM photo WHERE id = ?")));
    std::unique_ptr<ThumbnailSource> source(
        new ThumbnailSource(std::move(connection), std::move(selectPhoto)));
    if (auto store = ThumbnailStore::open(catalogPath); store)
        source->m_store.emplace(std::move(*store));
    else
        qCWarning(logUi) << "thumbnails cannot be kept:" << store.error().message;
    return source;
}

ThumbnailSource::Facts ThumbnailSource::factsOf(PhotoId photo)
{
    Facts facts;
    if (m_selectPhoto.run({photo.value()}) && m_selectPhoto.next())
        facts = {m_selectPhoto.bytes(0), QSize(int(m_selectPhoto.integer(1)), int(m_selectPhoto.integer(2)))};
    m_selectPhoto.finish();
    return facts;
}

/// The stored thumbnail; null if there is none.
QImage ThumbnailSource::stored(const QByteArray& hash, int side)
{
    const QByteArray jpeg = m_store ? m_store->thumbnail(hash).value_or(QByteArray()) : QByteArray();
    return jpeg.isEmpty() ? QImage() : decodedJpeg(jpeg, side);
}

QImage ThumbnailSource::image(PhotoId photo, int side)
{
    const QByteArray hash = factsOf(photo).hash;
    if (hash.isEmpty())
        return {};
    QImage image = stored(hash, side);
    if (image.isNull())
        image = fitted(original(photo, hash), side);
    image.convertTo(QImage::Format_RGB32);
    return image;
}

QList<QImage> ThumbnailSource::crops(PhotoId photo, const QList<Crop>& crops)
{
    const Facts facts = factsOf(photo);
    int side = 0;
    for (const Crop& crop : crops)
        side = std::max(side, decodedSideFor(crop.box, facts.size, crop.side));
    QImage whole;
    if (side > thumbnailSide)
        whole = decoded(photo, std::min(side, sideWithinPixels(facts.size, mostPixels)));
    if (whole.isNull())
        whole = image(photo, thumbnailSide); // a blurred crop is better than none
    QList<QImage> images;
    for (const Crop& crop : crops) {
        images.append(croppedTo(whole, crop.box, crop.side));
        images.last().convertTo(QImage::Format_RGB32);
    }
    return images;
}

/// The upright photo at that size; null if it cannot be read now.
QImage ThumbnailSource::decoded(PhotoId photo, int side)
{
    const auto path = PhotoStore(*m_connection).absolutePath(photo);
    const auto bytes = path ? readPhotoFile(*path) : tl::unexpected(DecodeFailure());
    const auto decoded = bytes ? decodePhoto(*bytes, side) : tl::unexpected(bytes.error());
    return decoded ? decoded->image : QImage();
}

QImage ThumbnailSource::original(PhotoId photo, const QByteArray& hash)
{
    const QImage image = decoded(photo, thumbnailSide);
    if (image.isNull())
        return {};
    const QByteArray jpeg = thumbnailJpeg(image);
    if (m_store) {
        const std::pair<QByteArray, QByteArray> row(hash, jpeg);
        if (const auto done = m_store->put({&row, 1}); !done)
            qCWarning(logUi) << "a thumbnail was not kept:" << done.error().message;
    }
    return decodedJpeg(jpeg, thumbnailSide); // transparency is flattened, as in every stored thumbnail
}

} // namespace creel
