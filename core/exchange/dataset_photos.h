#pragma once

#include "core/catalog/photo_store.h"
#include "core/exchange/import_annotations.h"

#include <vector>

namespace creel {

/// The catalog's photos that a dataset's photos are.
struct FoundPhotos
{
    /// One for each of the dataset's photos; none, and a finding, where there is no such photo.
    std::vector<PhotoId> ids;
    /// What is known of photos that an import would take in; they have ids that are no photo's yet.
    QHash<PhotoId, Photo> newcomers;

    /// What is known of one of them.
    Result<Photo> photo(PhotoId id, PhotoStore& store) const;
};

/// Finds the catalog's photo for each photo of a dataset, and imports those that are on disk but new to the
/// catalog. Only files that lie in the folders searched, or that the catalog knows, are ever meant, whatever
/// a dataset calls its photos.
class DatasetPhotos
{
public:
    DatasetPhotos(Connection& connection, const AnnotationImport& request, JobContext& context)
        : m_connection(connection), m_request(request), m_context(context)
    {}

    /// Imports what is new. Counts what it did in `summary`. Errors: NotFound if there is no photo at all,
    /// Cancelled, those of an import.
    Result<FoundPhotos> find(Dataset& dataset, AnnotationSummary& summary);
    /// The same without an import: of what is new it reads how large it is. Finding none is no error. A photo
    /// that was moved since the catalog saw it last counts as new.
    Result<FoundPhotos> foresee(Dataset& dataset, AnnotationSummary& summary);

private:
    /// Photos and where they are, side by side.
    struct KnownFiles
    {
        std::vector<PhotoId> ids;
        std::vector<BytePath> paths; ///< absolute
    };

    Result<KnownFiles> inCatalog() const;
    Result<std::vector<BytePath>> onDisk() const;
    Result<std::vector<BytePath>> photosBelow(const BytePath& folder) const;
    /// For each of the dataset's photos the file on disk that it means; empty where there is none.
    Result<std::vector<BytePath>> matchOnDisk(const Dataset& dataset) const;
    /// Those of the files that are not in the catalog, each once.
    QList<BytePath> newFiles(const std::vector<BytePath>& onDisk, const std::vector<BytePath>& known) const;
    std::vector<PhotoId> match(Dataset& dataset, const std::vector<BytePath>& onDisk, const KnownFiles& known,
                               AnnotationSummary& summary) const;

    Connection& m_connection;
    const AnnotationImport& m_request;
    JobContext& m_context;
};

/// None of a dataset's photos is anywhere.
Error noPhotoError(qint64 photos, const BytePath& path);

} // namespace creel
