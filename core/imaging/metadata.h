#pragma once

#include "core/catalog/photo_store.h"

namespace creel {

/// What the camera or an editor wrote beside the pixels. Everything may be missing.
struct PhotoMetadata
{
    int orientation = 1;           ///< EXIF 1…8; nonsense is 1
    std::optional<qint64> takenAt; ///< seconds since 1970 on the camera's clock (its zone is unknown)
    std::optional<GeoPosition> position;
    QString camera;  ///< make and model: "NIKON COOLPIX P6000"
    QString caption; ///< EXIF ImageDescription, else IPTC caption, else XMP description
};

/// Reads EXIF, IPTC and XMP of a photo's bytes through Exiv2. What is broken reads as missing. Any thread.
PhotoMetadata readMetadata(const QByteArray& bytes);

} // namespace creel
