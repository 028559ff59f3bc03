#pragma once

#include "core/exchange/annotation_files.h"
#include "core/exchange/box_merge.h"
#include "core/exchange/dataset_labels.h"
#include "core/exchange/dataset_photos.h"

namespace creel {

/// Fits a dataset's boxes to the catalog's photos and merges them with the boxes that are there.
class DatasetBoxes
{
public:
    DatasetBoxes(Connection& connection, const AnnotationImport& request, const DatasetLabels& labels,
                 JobContext& context)
        : m_connection(connection), m_request(request), m_labels(labels), m_context(context)
    {}

    /// The boxes of all photos that a box comes to or goes from; empty if nothing changes. Counts in
    /// `summary`; what is left out or was decided becomes a finding of the dataset. Nothing is written. Error
    /// Cancelled.
    Result<QList<PhotoBoxes>> merged(Dataset& dataset, const FoundPhotos& found, AnnotationSummary& summary);

private:
    std::vector<IncomingBox> fitted(const AnnotatedPhoto& annotated, const Photo& photo, PixelFrame frame,
                                    FindingList& findings) const;
    /// True if `there` changed.
    bool mergeInto(PhotoBoxes& there, const std::vector<IncomingBox>& incoming,
                   const AnnotatedPhoto& annotated, AnnotationSummary& summary, FindingList& findings) const;

    Connection& m_connection;
    const AnnotationImport& m_request;
    const DatasetLabels& m_labels;
    JobContext& m_context;
};

} // namespace creel
