#include "core/imaging/photo_format.h"

#include <QtEndian>

#include <algorithm>
#include <array>

namespace creel {

namespace {

/// The brands of an ISO base media file ("ftyp" box): HEIC and AVIF share it with MP4.
QByteArray isoMediaFormat(QByteArrayView head)
{
    const qsizetype boxEnd = std::min<qsizetype>(qFromBigEndian<quint32>(head.data()), head.size());
    bool isHeif = false;
    for (qsizetype at = 8; at + 4 <= boxEnd; at += 4) {
        if (at == 12)
            continue; // the minor version
        const QByteArrayView brand = head.sliced(at, 4);
        if (brand == "avif" || brand == "avis")
            return "avif";
        for (const char* heif : {"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"})
            isHeif |= brand == heif;
    }
    return isHeif ? "heic" : QByteArray();
}

/// "BM" alone starts many a text, so the header's size and its reserved zeros must fit too.
bool isBmp(QByteArrayView head)
{
    if (head.size() < 18 || !head.startsWith("BM") || qFromLittleEndian<quint32>(head.data() + 6) != 0)
        return false;
    const quint32 headerSize = qFromLittleEndian<quint32>(head.data() + 14);
    return headerSize >= 12 && headerSize <= 124;
}

} // namespace

QByteArray photoFormat(QByteArrayView head)
{
    if (head.startsWith("\xff\xd8\xff"))
        return "jpeg";
    if (head.startsWith("\x89PNG\r\n\x1a\n"))
        return "png";
    if (head.startsWith("GIF87a") || head.startsWith("GIF89a"))
        return "gif";
    if (head.size() >= 12 && head.startsWith("RIFF") && head.sliced(8).startsWith("WEBP"))
        return "webp";
    if (head.startsWith(QByteArrayView("II*\0", 4)) || head.startsWith(QByteArrayView("MM\0*", 4)))
        return "tiff";
    if (head.size() >= 12 && head.sliced(4).startsWith("ftyp"))
        return isoMediaFormat(head);
    return isBmp(head) ? "bmp" : QByteArray();
}

QByteArray fileExtension(const BytePath& name)
{
    const qsizetype dot = name.lastIndexOf('.');
    return dot > 0 ? name.mid(dot + 1).toLower() : QByteArray();
}

bool hasPhotoExtension(const BytePath& name)
{
    static constexpr std::array<QByteArrayView, 17> known{"jpg",  "jpeg", "jpe",   "jfif", "png",      "webp",
                                                          "gif",  "bmp",  "dib",   "tif",  "tiff",     "heic",
                                                          "heif", "hif",  "heics", "avif", "jpg_large"};
    return std::ranges::find(known, QByteArrayView(fileExtension(name))) != known.end();
}

} // namespace creel
