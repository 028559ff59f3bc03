#include "core/exchange/dataset_photos.h"

#include "core/base/text.h"
#include "core/exchange/annotation_files.h"
#include "core/exchange/photo_matcher.h"
#include "core/imaging/photo_shape.h"
#include "core/ingest/folder_scan.h"
#include "core/ingest/import.h"
#include "core/review/photo_index.h"

#include <filesystem>

namespace creel {

namespace {

/// A photo as an import would take it in, as far as boxes care.
Photo measured(PhotoId id, const BytePath& path)
{
    Photo photo;
    photo.id = id;
    photo.name = splitPath(path).second;
    if (const auto shape = readPhotoShape(path)) {
        photo.width = shape->upright.width();
        photo.height = shape->upright.height();
        photo.orientation = shape->orientation;
    } else {
        photo.problem = shape.error().problem;
    }
    return photo;
}

QString missingText(const AnnotatedPhoto& photo, bool isAmbiguous)
{
    return (isAmbiguous ? ExchangeText::tr("Several photos could be %1.")
                        : ExchangeText::tr("There is no photo %1, on disk or in the catalog."))
        .arg(displayPath(photo.file));
}

} // namespace

Error noPhotoError(qint64 photos, const BytePath& path)
{
    return {ErrorCode::NotFound,
            ExchangeText::tr("None of the %1 in %2 is on disk or in the catalog. Say where they are "
                             "(--photos FOLDER).")
                .arg(photoCountText(photos), displayPath(path))};
}

Result<Photo> FoundPhotos::photo(PhotoId id, PhotoStore& store) const
{
    if (const auto newcomer = newcomers.constFind(id); newcomer != newcomers.cend())
        return *newcomer;
    CREEL_ASSIGN(const std::optional<Photo> known, store.byId(id));
    if (!known)
        return fail(ErrorCode::NotFound, ExchangeText::tr("A photo was taken out of the catalog meanwhile."));
    return *known;
}

Result<FoundPhotos> DatasetPhotos::find(Dataset& dataset, AnnotationSummary& summary)
{
    CREEL_ASSIGN(const std::vector<BytePath> files, matchOnDisk(dataset));
    CREEL_ASSIGN(KnownFiles known, inCatalog());
    ImportRequest request;
    request.catalogPath = m_request.catalogPath;
    request.paths = newFiles(files, known.paths);
    summary.photosImported = request.paths.size();
    if (!request.paths.isEmpty()) {
        CREEL_TRY(importPhotos(request, m_context));
        CREEL_ASSIGN(known, inCatalog());
    }
    FoundPhotos found;
    found.ids = match(dataset, files, known, summary);
    if (summary.photos == 0)
        return tl::unexpected(noPhotoError(dataset.photos.size(), m_request.path));
    return found;
}

Result<FoundPhotos> DatasetPhotos::foresee(Dataset& dataset, AnnotationSummary& summary)
{
    CREEL_ASSIGN(const std::vector<BytePath> files, matchOnDisk(dataset));
    CREEL_ASSIGN(KnownFiles known, inCatalog());
    const QList<BytePath> fresh = newFiles(files, known.paths);
    summary.photosImported = fresh.size();
    const PhotoId last = known.ids.empty() ? PhotoId() : *std::ranges::max_element(known.ids);
    FoundPhotos found;
    for (qsizetype i = 0; i < fresh.size(); ++i) {
        if (m_context.isCancelled())
            return fail(ErrorCode::Cancelled, ExchangeText::tr("The import was stopped."));
        m_context.report(i, fresh.size(), ExchangeText::tr("Measuring photos"));
        const PhotoId id(last.value() + i + 1);
        known.ids.push_back(id);
        known.paths.push_back(fresh[i]);
        found.newcomers.insert(id, measured(id, fresh[i]));
    }
    found.ids = match(dataset, files, known, summary);
    return found;
}

std::vector<PhotoId> DatasetPhotos::match(Dataset& dataset, const std::vector<BytePath>& onDisk,
                                          const KnownFiles& known, AnnotationSummary& summary) const
{
    const PhotoMatcher catalog(known.paths);
    FindingList findings(dataset);
    std::vector<PhotoId> ids;
    for (qsizetype i = 0; i < dataset.photos.size(); ++i) {
        const AnnotatedPhoto& photo = dataset.photos[i];
        AnnotatedPhoto exact;
        exact.file = onDisk[size_t(i)];
        const PhotoMatcher::Match match = catalog.find(exact.file.isEmpty() ? photo : exact);
        const bool isThere = match.number >= 0;
        ids.push_back(isThere ? known.ids[size_t(match.number)] : PhotoId());
        ++(isThere ? summary.photos : summary.photosMissing);
        if (!isThere)
            findings.leaveOut(photo.source, photo.line, missingText(photo, match.isAmbiguous));
    }
    return ids;
}

Result<DatasetPhotos::KnownFiles> DatasetPhotos::inCatalog() const
{
    CREEL_ASSIGN(const std::shared_ptr<PhotoIndex> index,
                 PhotoIndex::load(m_connection, -1, m_context.token()));
    KnownFiles known;
    for (PhotoIndex::Row row = 0; row < index->size(); ++row) {
        known.ids.push_back(index->id(row));
        known.paths.push_back(index->absolutePath(row));
    }
    return known;
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

QList<BytePath> DatasetPhotos::newFiles(const std::vector<BytePath>& onDisk,
                                        const std::vector<BytePath>& known) const
{
    QSet<BytePath> seen(known.begin(), known.end());
    QList<BytePath> files;
    for (const BytePath& path : onDisk) {
        if (path.isEmpty() || seen.contains(path))
            continue;
        seen.insert(path);
        files.append(path);
    }
    return files;
}

} // namespace creel
