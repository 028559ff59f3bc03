#pragma once

#include "core/base/byte_path.h"
#include "core/base/ids.h"

#include <optional>
#include <span>
#include <vector>

namespace creel {

/// What may tie a photo to others, so that they must lie on one side of a split.
struct GroupingRow
{
    PhotoId id;
    FolderId folder;
    BytePath name;
    QByteArray hash;
    std::optional<qint64> takenAt; ///< seconds on the camera's clock
    quint32 camera = 0;            ///< a number a camera; 0: unknown
    PhotoId nearGroup;
};

/// Photos of one camera that follow each other within so many seconds are a burst.
inline constexpr qint64 burstSeconds = 10;

/// For every photo the index of its group's first photo, its own where it stands alone. Groups are what equal
/// bytes, near copies, bursts of a camera and posts of one page connect, directly or through others.
std::vector<quint32> groupPhotos(std::span<const GroupingRow> photos);

/// What scrapers call all photos of one post alike: "2021-07-04_18-22-05_UTC" of instaloader's
/// "2021-07-04_18-22-05_UTC_3.jpg", the time of instagram-scraper's "60000001_540000000001_1498227479_n.jpg".
/// Empty for other names.
QByteArray postOf(const BytePath& name);

} // namespace creel
