#include "core/ingest/photo_reader.h"

#include "core/catalog/thumbnail_store.h"
#include "core/imaging/content_hash.h"
#include "core/imaging/luma.h"
#include "core/imaging/metadata.h"
#include "core/imaging/phash.h"
#include "core/imaging/photo_file.h"
#include "core/imaging/photo_format.h"
#include "core/imaging/quality.h"
#include "core/imaging/thumbnail.h"

namespace creel {

namespace {

void takeMetadata(Photo& facts, const PhotoMetadata& metadata)
{
    facts.orientation = metadata.orientation;
    facts.takenAt = metadata.takenAt;
    facts.position = metadata.position;
    facts.camera = metadata.camera;
    facts.caption = metadata.caption;
}

void takePixels(ReadPhoto& photo, const DecodedPhoto& decoded)
{
    photo.facts.width = decoded.fullSize.width();
    photo.facts.height = decoded.fullSize.height();
    photo.facts.orientation = decoded.orientation;
    photo.facts.problem = decoded.problem;
    const cv::Mat luma = lumaOf(decoded.image);
    photo.facts.phash = perceptualHash(luma);
    const Quality quality = measureQuality(luma);
    photo.facts.sharpness = quality.sharpness;
    photo.facts.brightness = quality.brightness;
    photo.thumbnail = thumbnailJpeg(decoded.image);
}

} // namespace

ReadPhoto readPhoto(const BytePath& path, const DecodeLimits& limits)
{
    ReadPhoto photo;
    const auto file = openPhotoFile(path, limits);
    if (!file) {
        photo.facts.problem = file.error().problem;
        photo.facts.problemDetail = file.error().detail;
        return photo;
    }
    photo.facts.fileSize = file->size;
    photo.facts.fileMtime = file->mtime;
    photo.facts.hash = contentHash(file->bytes);
    photo.facts.format = QString::fromLatin1(photoFormat(file->bytes));
    if (!photo.facts.format.isEmpty())
        takeMetadata(photo.facts, readMetadata(file->bytes));
    const auto decoded = decodePhoto(file->bytes, photo.facts.orientation, thumbnailSide, limits);
    if (decoded) {
        takePixels(photo, *decoded);
    } else {
        photo.facts.problem = decoded.error().problem;
        photo.facts.problemDetail = decoded.error().detail;
    }
    return photo;
}

} // namespace creel
