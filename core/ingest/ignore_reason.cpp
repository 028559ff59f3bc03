#include "core/imaging/photo_format.h"
#include "core/ingest/folder_scan.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <span>

namespace creel {

namespace {

struct ScanText
{
    Q_DECLARE_TR_FUNCTIONS(Scan)
};

constexpr std::array<QByteArrayView, 3> systemFiles{"thumbs.db", "desktop.ini", "ehthumbs.db"};
constexpr std::array<QByteArrayView, 6> unfinished{"part", "partial",  "crdownload",
                                                   "tmp",  "download", "opdownload"};
/// What scrapers, annotators and people leave beside photos.
constexpr std::array<QByteArrayView, 27> sideFiles{
    "json", "jsonl", "txt", "csv", "tsv", "xml", "xmp", "yaml", "yml", "md",     "html", "htm", "log", "xz",
    "gz",   "zip",   "tar", "7z",  "rar", "db",  "pdf", "svg",  "psd", "sqlite", "mp4",  "mov", "npy"};
/// Their content looks like TIFF, but what Qt would find in it is the camera's tiny preview.
constexpr std::array<QByteArrayView, 9> rawFiles{"nef", "cr2", "cr3", "arw", "dng",
                                                 "orf", "rw2", "pef", "raf"};

bool contains(std::span<const QByteArrayView> list, const QByteArray& value)
{
    return std::ranges::find(list, QByteArrayView(value)) != list.end();
}

} // namespace

QString ignoreReason(const BytePath& name)
{
    if (name.startsWith("._"))
        return ScanText::tr("Side file of macOS");
    if (name == ".DS_Store" || contains(systemFiles, name.toLower()))
        return ScanText::tr("File of the operating system");
    if (name.startsWith('.'))
        return ScanText::tr("Hidden");
    const QByteArray extension = fileExtension(name);
    if (contains(unfinished, extension))
        return ScanText::tr("Unfinished download");
    if (contains(sideFiles, extension))
        return ScanText::tr("Side file, not a photo");
    if (contains(rawFiles, extension))
        return ScanText::tr("Raw camera file, not supported");
    return {};
}

} // namespace creel
