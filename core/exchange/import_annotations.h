#pragma once

#include "core/catalog/connection.h"
#include "core/exchange/annotation_format.h"

#include <QHash>

namespace creel {

/// JobRecord::kind of imports of annotations.
inline constexpr QLatin1String annotationJobKind("import_annotations");

/// Which annotations to take into a catalog and how.
struct AnnotationImport
{
    QString catalogPath; ///< created if missing
    QString format;      ///< AnnotationFormat::name(), or detectedFormat
    BytePath path;       ///< an annotation file or the dataset's folder
    BytePath photos;     ///< where the dataset's photos are; empty: in or beside its folder
    /// Class -> label; a class that becomes an empty label is left out. Others become the label of their
    /// name, whatever its case.
    QHash<QString, QString> mapping;
    bool createLabels = false;       ///< for classes that are no labels yet; else they are an error
    bool replaces = false;           ///< where boxes disagree, the dataset wins, not what is there
    bool takesParts = false;         ///< photos without a part get the dataset's
    bool isOneBased = false;         ///< see AnnotationSource
    std::optional<PixelFrame> frame; ///< which pixels are meant, where sizes do not tell; none: the format's
};

QJsonObject toJson(const AnnotationImport& request);
AnnotationImport annotationImportFromJson(const QJsonObject& json);

/// What an import of annotations did.
struct AnnotationSummary
{
    QString format;            ///< AnnotationFormat::name() of what was read
    qint64 photos = 0;         ///< in the dataset, with a photo
    qint64 photosImported = 0; ///< of these, new to the catalog
    qint64 photosMissing = 0;  ///< in the dataset, but nowhere on disk or in the catalog
    qint64 boxesAdded = 0;
    qint64 boxesKnown = 0;      ///< there already
    qint64 boxesReplaced = 0;   ///< that were there and made way for the dataset's
    qint64 boxesInConflict = 0; ///< left out, because they disagree with what is there
    qint64 photosLabelled = 0;
    qint64 photosRejected = 0;
    qint64 notesTaken = 0;
    qint64 labelsInConflict = 0; ///< decisions left out, because a person decided otherwise
    qint64 labelsReplaced = 0;   ///< people's decisions that made way for the dataset's
    qint64 partsGiven = 0;
    QStringList labelsCreated;
    QList<AnnotationFinding> findings;
    qint64 unlistedFindings = 0; ///< more than could be listed
    QList<EditId> edits;         ///< what undoEdits() takes back, in the order in which they were made
    double seconds = 0;
};

QJsonObject toJson(const AnnotationSummary& summary);
/// "266 boxes on 164 photos added; 3 known already; 2 conflicts in 1 s".
QString summaryText(const AnnotationSummary& summary);

/// Reads the dataset that the request names, and says in which format it is. Errors: BadInput for a wish that
/// its format cannot have, NotFound if there are no annotations, those of findFormat() and the reader.
Result<std::pair<const AnnotationFormat*, Dataset>> readDataset(const AnnotationImport& request,
                                                                JobContext& context);

/// Reads annotations into the catalog. Photos that it does not know are imported first. All boxes are one
/// undoable step; the photos' labels, decisions and notes are another. Nothing that a person decided is
/// changed unless `replaces`: identical boxes are passed over, a box that mostly covers another one, or comes
/// to a photo whose boxes are verified, is a conflict and a finding. Errors: Conflict for classes that are no
/// labels (before anything is written), NotFound if no photo is found, those of readDataset(), Cancelled.
/// What was killed is an unfinished job of the catalog, annotationJobKind; running it again does what is
/// left. Blocks the calling thread, which becomes a writer of the catalog.
Result<AnnotationSummary> importAnnotations(const AnnotationImport& request, JobContext context);

} // namespace creel
