#include "core/imaging/truncation.h"

#include <QtEndian>

#include <cstring>

namespace creel {

namespace {

constexpr uchar endOfImage = 0xd9;

/// Markers that stand alone, without a length: TEM, RST0…7, SOI.
bool isBare(uchar marker)
{
    return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

/// Position behind the next 0xff, or -1. In entropy-coded data 0xff is followed by 0x00, which is no marker.
qsizetype behindNextFf(QByteArrayView bytes, qsizetype from)
{
    if (from >= bytes.size())
        return -1;
    const void* found = std::memchr(bytes.data() + from, 0xff, size_t(bytes.size() - from));
    return found ? static_cast<const char*>(found) - bytes.data() + 1 : -1;
}

/// Walks from marker to marker, over each segment's length, until the end of the image.
bool jpegHasEnd(QByteArrayView bytes)
{
    qsizetype at = 2;
    while ((at = behindNextFf(bytes, at)) >= 0) {
        while (at < bytes.size() && uchar(bytes[at]) == 0xff)
            ++at; // fill bytes
        if (at >= bytes.size())
            return false;
        const uchar marker = uchar(bytes[at++]);
        if (marker == endOfImage)
            return true;
        if (marker == 0 || isBare(marker))
            continue;
        if (at + 2 > bytes.size())
            return false;
        at += qFromBigEndian<quint16>(bytes.data() + at);
    }
    return false;
}

bool pngHasEnd(QByteArrayView bytes)
{
    qsizetype at = 8;
    while (at + 12 <= bytes.size()) {
        const qsizetype end = at + 12 + qsizetype(qFromBigEndian<quint32>(bytes.data() + at));
        if (end > bytes.size())
            return false;
        if (bytes.sliced(at + 4, 4) == QByteArrayView("IEND"))
            return true;
        at = end;
    }
    return false;
}

bool webpHasEnd(QByteArrayView bytes)
{
    return qsizetype(qFromLittleEndian<quint32>(bytes.data() + 4)) + 8 <= bytes.size();
}

} // namespace

bool isTruncated(QByteArrayView bytes, const QByteArray& format)
{
    if (format == "jpeg")
        return !jpegHasEnd(bytes);
    if (format == "png")
        return !pngHasEnd(bytes);
    return format == "webp" && !webpHasEnd(bytes);
}

} // namespace creel
