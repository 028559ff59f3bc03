#pragma once

#include "core/catalog/connection.h"
#include "core/exchange/import_annotations.h"

namespace creel {

/// Finds the catalog's photo for each photo of a dataset, and imports those that are on disk but new to the
/// catalog. Only files that lie in the folders searched, or that the catalog knows, are ever meant, whatever
/// a dataset calls its photos.
class DatasetPhotos
{
public:
    DatasetPhotos(Connection& connection, const AnnotationImport& request, JobContext& context)
        : m_connection(connection), m_request(request), m_context(context)
    {}

    /// One id for each of the dataset's photos; none, and a finding, where there is no such photo. Counts
    /// what it did in `summary`. Errors: NotFound if there is none at all, Cancelled, those of an import.
    Result<std::vector<PhotoId>> find(Dataset& dataset, AnnotationSummary& summary);

private:
    Result<std::vector<BytePath>> onDisk() const;
    Result<std::vector<BytePath>> photosBelow(const BytePath& folder) const;
    /// For each of the dataset's photos the file on disk that it means; empty where there is none.
    Result<std::vector<BytePath>> matchOnDisk(const Dataset& dataset) const;
    Result<qint64> importNew(const std::vector<BytePath>& paths);

    Connection& m_connection;
    const AnnotationImport& m_request;
    JobContext& m_context;
};

} // namespace creel
