#pragma once

#include "core/exchange/dataset_labels.h"
#include "core/review/edit.h"

namespace creel {

class FindingList;

/// Merges what a dataset says of whole photos, their labels, decisions and notes, with what people decided.
class DatasetReviews
{
public:
    DatasetReviews(Connection& connection, const AnnotationImport& request, const DatasetLabels& labels)
        : m_connection(connection), m_request(request), m_labels(labels)
    {}

    /// The reviews that change. `ids` are those of the dataset's photos. What people decided stays unless the
    /// request replaces it; what disagrees is counted in `summary` and becomes a finding of the dataset.
    /// Nothing is written.
    Result<QList<std::pair<PhotoId, Review>>> merged(Dataset& dataset, const std::vector<PhotoId>& ids,
                                                     AnnotationSummary& summary);
    /// Gives photos that no folder claims a label for the claim that the dataset has for them. That is a fact
    /// of the photo as an import finds it, and no step to undo.
    Result<void> writeClaims(const Dataset& dataset, const std::vector<PhotoId>& ids);

private:
    /// What the dataset wants a photo's review to be; none if it says nothing of it.
    std::optional<Review> wanted(const AnnotatedPhoto& photo) const;
    /// Changes `review` where that is allowed.
    void merge(Review& review, const Review& wanted, const AnnotatedPhoto& photo, AnnotationSummary& summary,
               FindingList& findings) const;

    Connection& m_connection;
    const AnnotationImport& m_request;
    const DatasetLabels& m_labels;
};

} // namespace creel
