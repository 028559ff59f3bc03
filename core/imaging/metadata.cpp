#include "core/imaging/metadata.h"

#include "core/base/log.h"
#include "core/imaging/exiv2_setup.h"
#include "core/imaging/orientation.h"

#include <QDateTime>
#include <QTimeZone>

#include <exiv2/exiv2.hpp>

#include <cmath>

namespace creel {

namespace {

/// UTF-8 where it is valid, as most programs write it, else Latin-1; up to the first zero byte.
QString textOf(const std::string& raw)
{
    QByteArray bytes = QByteArray::fromStdString(raw);
    if (const qsizetype zero = bytes.indexOf('\0'); zero >= 0)
        bytes.truncate(zero);
    const QString text = QString::fromUtf8(bytes);
    return (text.toUtf8() == bytes ? text : QString::fromLatin1(bytes)).trimmed();
}

const Exiv2::Exifdatum* find(const Exiv2::ExifData& exif, const char* key)
{
    const auto found = exif.findKey(Exiv2::ExifKey(key));
    return found != exif.end() && found->count() > 0 ? &*found : nullptr;
}

QString text(const Exiv2::ExifData& exif, const char* key)
{
    const Exiv2::Exifdatum* datum = find(exif, key);
    return datum ? textOf(datum->toString()) : QString();
}

/// "2008:11:01 21:15:07", with '-' for ':' in some files and a 'T' in XMP; zeros or spaces mean "not set".
std::optional<qint64> secondsOf(QString written)
{
    written = written.left(19);
    written.replace(QLatin1Char('T'), QLatin1Char(' ')).replace(QLatin1Char('-'), QLatin1Char(':'));
    QDateTime time = QDateTime::fromString(written, QStringLiteral("yyyy:MM:dd HH:mm:ss"));
    time.setTimeZone(QTimeZone::utc());
    if (!time.isValid())
        return std::nullopt;
    return time.toSecsSinceEpoch();
}

std::optional<qint64> takenAt(const Exiv2::ExifData& exif, const Exiv2::XmpData& xmp)
{
    for (const char* key : {"Exif.Photo.DateTimeOriginal", "Exif.Image.DateTimeOriginal",
                            "Exif.Photo.DateTimeDigitized", "Exif.Image.DateTime"}) {
        if (const auto seconds = secondsOf(text(exif, key)))
            return seconds;
    }
    const auto found = xmp.findKey(Exiv2::XmpKey("Xmp.exif.DateTimeOriginal"));
    return found != xmp.end() ? secondsOf(textOf(found->toString())) : std::nullopt;
}

/// Degrees, minutes and seconds as one number; none if a part is no number.
std::optional<double> degrees(const Exiv2::ExifData& exif, const char* key)
{
    const Exiv2::Exifdatum* datum = find(exif, key);
    if (!datum)
        return std::nullopt;
    double sum = 0;
    double unit = 1;
    for (long i = 0; i < std::min(3L, long(datum->count())); ++i, unit *= 60) {
        const Exiv2::Rational part = datum->toRational(i);
        if (part.second == 0 && part.first == 0 && i > 0)
            continue; // seconds that are not given
        if (part.second == 0)
            return std::nullopt;
        sum += double(part.first) / double(part.second) / unit;
    }
    return sum;
}

std::optional<GeoPosition> position(const Exiv2::ExifData& exif)
{
    const auto latitude = degrees(exif, "Exif.GPSInfo.GPSLatitude");
    const auto longitude = degrees(exif, "Exif.GPSInfo.GPSLongitude");
    // A camera without a fix writes zeros.
    if (!latitude || !longitude || (*latitude == 0 && *longitude == 0))
        return std::nullopt;
    if (std::abs(*latitude) > 90 || std::abs(*longitude) > 180)
        return std::nullopt;
    const auto isAt = [&](const char* key, QLatin1Char letter) {
        return text(exif, key).startsWith(letter, Qt::CaseInsensitive);
    };
    return GeoPosition{isAt("Exif.GPSInfo.GPSLatitudeRef", QLatin1Char('S')) ? -*latitude : *latitude,
                       isAt("Exif.GPSInfo.GPSLongitudeRef", QLatin1Char('W')) ? -*longitude : *longitude};
}

QString camera(const Exiv2::ExifData& exif)
{
    const QString make = text(exif, "Exif.Image.Make");
    const QString model = text(exif, "Exif.Image.Model");
    const bool isRepeated = model.startsWith(make, Qt::CaseInsensitive);
    return isRepeated ? model : QStringLiteral("%1 %2").arg(make, model).trimmed();
}

QString caption(const Exiv2::Image& image)
{
    if (QString exif = text(image.exifData(), "Exif.Image.ImageDescription"); !exif.isEmpty())
        return exif;
    const auto iptc = image.iptcData().findKey(Exiv2::IptcKey("Iptc.Application2.Caption"));
    if (iptc != image.iptcData().end()) {
        if (QString written = textOf(iptc->toString()); !written.isEmpty())
            return written;
    }
    const auto xmp = image.xmpData().findKey(Exiv2::XmpKey("Xmp.dc.description"));
    if (xmp == image.xmpData().end())
        return {};
    const auto* alternatives = dynamic_cast<const Exiv2::LangAltValue*>(&xmp->value());
    return textOf(alternatives ? alternatives->toString(0) : xmp->toString());
}

/// Runs one reading; a field that Exiv2 chokes on is missing, and the others are read all the same.
template<class Read>
void tryRead(Read read)
{
    try {
        read();
    } catch (const std::exception& error) {
        qCDebug(logImport) << "metadata:" << error.what();
    }
}

} // namespace

PhotoMetadata readMetadata(const QByteArray& bytes)
{
    setUpExiv2();
    PhotoMetadata metadata;
    tryRead([&] {
        const auto image = Exiv2::ImageFactory::open(reinterpret_cast<const Exiv2::byte*>(bytes.constData()),
                                                     long(bytes.size()));
        image->readMetadata();
        const Exiv2::ExifData& exif = image->exifData();
        tryRead([&] {
            if (const auto* datum = find(exif, "Exif.Image.Orientation"))
                metadata.orientation = checkedOrientation(datum->toLong());
        });
        tryRead([&] { metadata.takenAt = takenAt(exif, image->xmpData()); });
        tryRead([&] { metadata.position = position(exif); });
        tryRead([&] { metadata.camera = camera(exif); });
        tryRead([&] { metadata.caption = caption(*image); });
    });
    return metadata;
}

} // namespace creel
