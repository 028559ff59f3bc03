#pragma once

#include "core/exchange/import_annotations.h"

namespace creel {

/// What an import of annotations would do, for who is about to start it.
struct AnnotationPreview
{
    /// One of the dataset's classes, and what becomes of it.
    struct Class
    {
        QString name;
        qint64 photos = 0;  ///< that are labelled so as a whole
        qint64 boxes = 0;   ///< as the dataset has them, whether they come in or not
        QString label;      ///< empty: left out
        bool isNew = false; ///< the label is to be made

        bool operator==(const Class&) const = default;
    };

    AnnotationSummary summary; ///< as the import would report it; without edits
    qint64 photosKnown = 0;    ///< of summary.photos, in the catalog already
    QList<Class> classes;      ///< in the order that gives each its number
    /// Why the import would refuse to begin: classes that are no labels, or no photo anywhere.
    std::optional<Error> refusal;
};

QJsonObject toJson(const AnnotationPreview& preview);
QJsonObject toJson(const AnnotationPreview::Class& entry);

/// Works out what importAnnotations() would do and writes nothing: it reads the dataset, finds the photos,
/// measures those that are new, and merges. Only damage that a new photo's header does not show, and a photo
/// that was moved since the catalog saw it, can make the import differ. A catalog that is not there counts as
/// empty. Errors: those of readDataset(), of a mapping to names that no label can have, Cancelled. Blocks the
/// calling thread; any thread.
Result<AnnotationPreview> previewAnnotations(const AnnotationImport& request, JobContext context);

} // namespace creel
