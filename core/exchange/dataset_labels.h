#pragma once

#include "core/catalog/label_store.h"
#include "core/exchange/import_annotations.h"

namespace creel {

class ReviewSession;

/// Which of the catalog's labels a dataset's classes are to be.
class DatasetLabels
{
public:
    /// The label that a class becomes.
    struct Target
    {
        LabelId id;             ///< of a new label: one that is no label's, until make()
        QString name;           ///< empty where the class is left out
        bool isNew = false;     ///< it is no label yet
        bool isUsed = false;    ///< not only listed by the dataset
        bool isClaimed = false; ///< folders are said to claim it
    };

    DatasetLabels(Connection& connection, const AnnotationImport& request)
        : m_connection(connection), m_request(request)
    {}

    /// Looks for the label of every class. Error BadInput for a name that no label can have.
    Result<void> find(const Dataset& dataset);
    /// Error Conflict for classes in use that are no labels and may not become any; nothing is written.
    Result<void> check() const;
    /// What is not there yet, in the order of the dataset's classes.
    QStringList newNames() const;
    /// Makes the labels that are not there yet, if the request says so, and notes that in `summary`.
    Result<void> make(ReviewSession& session, AnnotationSummary& summary);

    /// In the order that gives each its number.
    const QStringList& classes() const { return m_classes; }
    Target target(const QString& className) const { return m_targets.value(className); }
    /// The label of a class; none for one that is left out.
    LabelId label(const QString& className) const { return target(className).id; }

private:
    QString wantedName(const QString& className) const;
    Result<Target> targetOf(const QString& wanted);
    Result<void> add(const QString& name, ReviewSession& session, AnnotationSummary& summary);

    Connection& m_connection;
    const AnnotationImport& m_request;
    QStringList m_classes;
    QHash<QString, Target> m_targets; ///< by class
    QHash<QByteArray, Target> m_new;  ///< by name, in lower case as the catalog compares them
    LabelId m_lastLabel;
};

} // namespace creel
