#include "core/imaging/metadata_writer.h"

#include "core/imaging/exiv2_setup.h"

#include <QCoreApplication>

#include <exiv2/exiv2.hpp>

namespace creel {

namespace {

void set(Exiv2::Image& image, const std::string& key, const std::string& value)
{
    if (key.starts_with("Exif."))
        image.exifData()[key] = value;
    else if (key.starts_with("Iptc."))
        image.iptcData()[key] = value;
    else
        image.xmpData()[key] = value;
}

auto opened(const QByteArray& bytes)
{
    setUpExiv2();
    return Exiv2::ImageFactory::open(reinterpret_cast<const Exiv2::byte*>(bytes.constData()),
                                     long(bytes.size()));
}

auto read(const QByteArray& bytes)
{
    auto image = opened(bytes);
    image->readMetadata();
    return image;
}

QByteArray written(Exiv2::Image& image)
{
    image.writeMetadata();
    Exiv2::BasicIo& io = image.io();
    io.open();
    const Exiv2::DataBuf data = io.read(long(io.size()));
    return QByteArray(reinterpret_cast<const char*>(data.pData_), data.size_);
}

template<class Data>
bool eraseKeys(Data& data, std::string_view start)
{
    bool isFound = false;
    for (auto item = data.begin(); item != data.end();) {
        const bool isIt = item->key().starts_with(start);
        isFound |= isIt;
        item = isIt ? data.erase(item) : std::next(item);
    }
    return isFound;
}

tl::unexpected<Error> cannotWrite(const std::exception& error)
{
    return fail(
        ErrorCode::Unsupported,
        QCoreApplication::translate("Imaging", "The facts in this photo cannot be changed in a copy."),
        QString::fromUtf8(error.what()));
}

} // namespace

Result<QByteArray> addMetadata(const QByteArray& jpeg, const QList<std::pair<QByteArray, QByteArray>>& values)
{
    try {
        const auto image = opened(jpeg);
        for (const auto& [key, value] : values)
            set(*image, key.toStdString(), value.toStdString());
        return written(*image);
    } catch (const std::exception& error) {
        return fail(ErrorCode::BadInput,
                    QCoreApplication::translate("Imaging", "The photo's facts could not be written into it."),
                    QString::fromUtf8(error.what()));
    }
}

Result<QByteArray> withoutPosition(const QByteArray& photo)
{
    try {
        const auto image = read(photo);
        bool isFound = eraseKeys(image->exifData(), "Exif.GPSInfo.");
        isFound |= eraseKeys(image->exifData(), "Exif.Image.GPSTag");
        isFound |= eraseKeys(image->xmpData(), "Xmp.exif.GPS");
        return isFound ? written(*image) : photo;
    } catch (const std::exception& error) {
        return cannotWrite(error);
    }
}

Result<QByteArray> withMetadataOf(const QByteArray& original, const QByteArray& upright)
{
    try {
        const auto from = read(original);
        const auto to = read(upright);
        to->setExifData(from->exifData());
        to->setIptcData(from->iptcData());
        to->setXmpData(from->xmpData());
        eraseKeys(to->exifData(), "Exif.Thumbnail.");
        to->exifData()["Exif.Image.Orientation"] = uint16_t(1);
        eraseKeys(to->xmpData(), "Xmp.tiff.Orientation");
        return written(*to);
    } catch (const std::exception& error) {
        return cannotWrite(error);
    }
}

} // namespace creel
