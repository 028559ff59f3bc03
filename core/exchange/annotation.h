#pragma once

#include "core/base/byte_path.h"
#include "core/catalog/box_store.h"
#include "core/catalog/review_store.h"

#include <QJsonObject>
#include <QList>
#include <QRectF>
#include <QSize>
#include <QStringList>

#include <optional>

namespace creel {

enum class SplitPart : quint8;

/// The part of a dataset that a photo is for.
enum class DatasetPart : quint8
{
    None,
    Train,
    Valid,
    Test
};

/// Which pixels a dataset's numbers count: those of the photo as people see it, or those that lie in the
/// file, which EXIF may say to turn.
enum class PixelFrame
{
    Upright,
    Stored
};

/// One object in a photo, as a dataset file says it.
struct AnnotatedBox
{
    QString label;
    /// From the left and upper edge of the photo; pixels, or shares of the photo's sides where
    /// AnnotatedPhoto::isNormalized. May lie outside: who takes it in knows the photo's size.
    QRectF rect;
    bool isDifficult = false;
    bool isTruncated = false;
    bool isOccluded = false;
    BoxOrigin origin = BoxOrigin::Import;
    std::optional<double> score; ///< 0…1
    int line = 0;                ///< where it stands in its file, from 1; 0 if unknown

    bool operator==(const AnnotatedBox&) const = default;
};

/// What a dataset says about one photo.
struct AnnotatedPhoto
{
    BytePath file;          ///< as the dataset names it; without an extension where it names none
    BytePath alternateFile; ///< another name it may have; empty for none
    int width = 0;          ///< pixels as the dataset claims them; 0 if it does not say
    int height = 0;
    int orientation = 1;       ///< EXIF 1…8 of the file, for writers; readers leave 1
    bool isNormalized = false; ///< the boxes are shares of the photo's sides
    bool isVerified = false;   ///< a person has confirmed that these are all boxes
    bool hasBoxes = false;     ///< it says something of boxes, if only that there are none
    QList<AnnotatedBox> boxes;
    QString label;                    ///< what the whole photo shows; empty if not said
    QString claim;                    ///< what only a folder's name says it shows; empty if none does
    std::optional<ReviewState> state; ///< what a person decided; none where a label is all that is said
    RejectReason reason = RejectReason::None;
    QString note;
    qint64 decidedAt = 0; ///< Unix milliseconds; 0 if not said
    DatasetPart part = DatasetPart::None;
    QJsonObject details; ///< facts of the photo, for formats that hold everything; readers leave it empty
    BytePath source;     ///< the annotation file
    int line = 0;        ///< in `source`, from 1; 0 if unknown
};

/// Something met in a dataset that the reader had to leave out, or had to decide on.
struct AnnotationFinding
{
    BytePath file;
    int line = 0; ///< from 1; 0 if it is about the whole file
    QString message;
    bool isLeftOut = true;   ///< else it was taken in all the same
    bool isConflict = false; ///< it disagrees with what is in the catalog
};

/// A dataset as plain values: what every format is read into and written from.
struct Dataset
{
    QStringList classes; ///< in the order that gives each its number
    QList<AnnotatedPhoto> photos;
    QList<AnnotationFinding> findings;
    qint64 unlistedFindings = 0; ///< how many more there were than a person could read
    PixelFrame frame = PixelFrame::Upright;
};

/// The part as the catalog keeps it; none for None.
std::optional<SplitPart> splitPart(DatasetPart part);
DatasetPart datasetPart(SplitPart part);
/// "train", "valid", "test"; empty for None.
QString partName(DatasetPart part);
/// What people call the parts: "train", "training", "val", "valid", "validation", "dev", "test", with the
/// year behind ("train2017") or not. None for anything else.
DatasetPart datasetPartFromName(QStringView name);
/// The innermost folder of the path that names a part.
DatasetPart partFromPath(const BytePath& path);

/// A box in the pixels that lie in the file, seen upright, and the reverse. `stored` and `upright` are the
/// photo's size before and after turning; orientation is EXIF 1…8. Exact: edges map to edges.
QRectF toUpright(const QRectF& box, QSizeF stored, int orientation);
QRectF toStored(const QRectF& box, QSizeF upright, int orientation);

} // namespace creel
