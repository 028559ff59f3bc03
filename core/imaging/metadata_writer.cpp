#include "core/imaging/metadata_writer.h"

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

} // namespace

Result<QByteArray> addMetadata(const QByteArray& jpeg, const QList<std::pair<QByteArray, QByteArray>>& values)
{
    try {
        const auto image = Exiv2::ImageFactory::open(reinterpret_cast<const Exiv2::byte*>(jpeg.constData()),
                                                     long(jpeg.size()));
        for (const auto& [key, value] : values)
            set(*image, key.toStdString(), value.toStdString());
        image->writeMetadata();
        Exiv2::BasicIo& io = image->io();
        io.open();
        const Exiv2::DataBuf data = io.read(long(io.size()));
        return QByteArray(reinterpret_cast<const char*>(data.pData_), data.size_);
    } catch (const Exiv2::AnyError& error) {
        return fail(ErrorCode::BadInput,
                    QCoreApplication::translate("Imaging", "The photo's facts could not be written into it."),
                    QString::fromUtf8(error.what()));
    }
}

} // namespace creel
