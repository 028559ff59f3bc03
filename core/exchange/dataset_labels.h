#pragma once

#include "core/catalog/label_store.h"
#include "core/exchange/import_annotations.h"

namespace creel {

class ReviewSession;

/// Which of the catalog's labels a dataset's classes are to be.
class DatasetLabels
{
public:
    DatasetLabels(Connection& connection, const AnnotationImport& request)
        : m_connection(connection), m_request(request)
    {}

    /// Error Conflict for classes that are no labels and may not become any; nothing is written.
    Result<void> check(const Dataset& dataset) const;
    /// Makes the labels that are not there yet, in the order of the dataset's classes; returns their names.
    Result<QStringList> make(const Dataset& dataset, ReviewSession& session);

    /// The label of a class, after make(); none for a class that is left out.
    LabelId label(const QString& className) const { return m_labels.value(className); }

private:
    QString labelName(const QString& className) const;

    Connection& m_connection;
    const AnnotationImport& m_request;
    QHash<QString, LabelId> m_labels; ///< by class
};

} // namespace creel
