#include "core/exchange/dataset_photos.h"

#include "core/base/text.h"
#include "core/exchange/annotation_files.h"
#include "core/exchange/photo_matcher.h"
#include "core/ingest/folder_scan.h"
#include "core/ingest/import.h"
#include "core/review/photo_index.h"

#include <filesystem>

namespace creel {

namespace {

std::vector<BytePath> pathsOf(const PhotoIndex& index)
{
    std::vector<BytePath> paths;
    for (PhotoIndex::Row row = 0; row < index.size(); ++row)
        paths.push_back(index.absolutePath(row));
    return paths;
}

QString missingText(const AnnotatedPhoto& photo, bool isAmbiguous)
{
    return (isAmbiguous ? ExchangeText::tr("Several photos could be %1.")
                        : ExchangeText::tr("There is no photo %1, on disk or in the catalog."))
        .arg(displayPath(photo.file));
}

} // namespace

Result<std::vector<PhotoId>> DatasetPhotos::find(Dataset& dataset, AnnotationSummary& summary)
{
    CREEL_ASSIGN(const std::vector<BytePath> paths, matchOnDisk(dataset));
    CREEL_ASSIGN(summary.photosImported, importNew(paths));
    CREEL_ASSIGN(const std::shared_ptr<PhotoIndex> index,
                 PhotoIndex::load(m_connection, -1, m_context.token()));
    const PhotoMatcher catalog(pathsOf(*index));
    std::vector<PhotoId> ids;
    for (qsizetype i = 0; i < dataset.photos.size(); ++i) {
        const AnnotatedPhoto& photo = dataset.photos[i];
        AnnotatedPhoto exact;
        exact.file = paths[size_t(i)];
        const PhotoMatcher::Match match = catalog.find(exact.file.isEmpty() ? photo : exact);
        ids.push_back(match.number < 0 ? PhotoId() : index->id(PhotoIndex::Row(match.number)));
        if (match.number >= 0) {
            ++summary.photos;
            continue;
        }
        ++summary.photosMissing;
        FindingList(dataset).leaveOut(photo.source, photo.line, missingText(photo, match.isAmbiguous));
    }
    if (summary.photos > 0)
        return ids;
    return fail(ErrorCode::NotFound,
                ExchangeText::tr("None of the %1 in %2 is on disk or in the catalog. Say where they are "
                                 "(--photos FOLDER).")
                    .arg(photoCountText(dataset.photos.size()), displayPath(m_request.path)));
}

Result<std::vector<BytePath>> DatasetPhotos::onDisk() const
{
    std::error_code error;
    BytePath folder = m_request.photos.isEmpty() ? m_request.path : m_request.photos;
    if (!std::filesystem::is_directory(folder.toStdString(), error))
        folder = folder.contains('/') ? splitPath(folder).first : BytePath(".");
    CREEL_ASSIGN(std::vector<BytePath> found, photosBelow(folder));
    if (!found.empty() || !m_request.photos.isEmpty())
        return found;
    // "annotations" beside "images": the photos are one folder up, below it or in it.
    return photosBelow(joinPath(folder, ".."));
}

Result<std::vector<BytePath>> DatasetPhotos::photosBelow(const BytePath& folder) const
{
    CREEL_ASSIGN(const FolderScan scan, scanFolders({folder}, m_context.token()));
    std::vector<BytePath> paths;
    for (const ScannedFolder& scanned : scan.folders)
        for (const ScannedFile& file : scanned.files)
            paths.push_back(joinPath(scanned.path, file.name));
    return paths;
}

Result<std::vector<BytePath>> DatasetPhotos::matchOnDisk(const Dataset& dataset) const
{
    CREEL_ASSIGN(std::vector<BytePath> files, onDisk());
    const PhotoMatcher disk(std::move(files));
    std::vector<BytePath> paths;
    for (const AnnotatedPhoto& photo : dataset.photos) {
        const PhotoMatcher::Match match = disk.find(photo);
        paths.push_back(match.number < 0 ? BytePath() : disk.file(match.number));
    }
    return paths;
}

Result<qint64> DatasetPhotos::importNew(const std::vector<BytePath>& paths)
{
    CREEL_ASSIGN(const std::shared_ptr<PhotoIndex> index,
                 PhotoIndex::load(m_connection, -1, m_context.token()));
    const std::vector<BytePath> there = pathsOf(*index);
    QSet<BytePath> known(there.begin(), there.end());
    ImportRequest request;
    request.catalogPath = m_request.catalogPath;
    for (const BytePath& path : paths) {
        if (path.isEmpty() || known.contains(path))
            continue;
        known.insert(path);
        request.paths.append(path);
    }
    if (!request.paths.isEmpty())
        CREEL_TRY(importPhotos(request, m_context));
    return qint64(request.paths.size());
}

} // namespace creel
