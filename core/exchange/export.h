#pragma once

#include "core/catalog/connection.h"
#include "core/exchange/annotation_format.h"
#include "core/exchange/export_folder.h"
#include "core/exchange/export_preview.h"

namespace creel {

/// What to export and how.
struct ExportRequest
{
    QString format;  ///< AnnotationFormat::name()
    BytePath folder; ///< made if it is not there
    /// Only photos that a person accepted or, in a format of boxes, whose boxes a person verified; else all
    /// that are not rejected, and those too in a format that holds everything.
    bool onlyAccepted = false;
    bool hasParts = false;        ///< by the catalog's split; photos without a part stay behind
    bool withoutPosition = false; ///< copies lose their GPS position
    bool isUpright = false;    ///< photos that EXIF says to turn are saved again, turned; else byte for byte
    bool mayOverwrite = false; ///< files in the folder may be replaced
    /// Where the folder numbers classes in an order of its own, that order goes on; else it is an error.
    bool keepsClassOrder = false;
    PhotoLink link = PhotoLink::Copy;
    std::optional<QSet<PhotoId>> photos; ///< only these; none: the whole catalog
};

/// What an export did.
struct ExportSummary
{
    qint64 photos = 0;
    qint64 boxes = 0;
    qint64 leftOut = 0; ///< photos that were chosen but cannot go; `findings` say which and why
    QStringList classes;
    PixelFrame frame = PixelFrame::Upright; ///< of the boxes
    QList<AnnotationFinding> findings;
    double seconds = 0;
};

QJsonObject toJson(const ExportSummary& summary);
/// "310 photos and 412 boxes exported in 3 s".
QString summaryText(const ExportSummary& summary);

/// Writes the catalog's photos, labels and boxes into a folder, all or nothing. A photo that cannot be read
/// stays behind as a finding. Classes are the catalog's labels in their order. Errors: BadInput for wishes
/// that exclude each other, Exists for files that are there already, Conflict where the folder's classes have
/// another order, Unreadable where no photo can be read, Cancelled, Unwritable, DiskFull.
/// Any thread that owns the connection.
Result<ExportSummary> exportDataset(Connection& connection, const ExportRequest& request, JobContext context);

/// Works out what exportDataset() would do and writes nothing into the folder: a few photos' annotations are
/// written elsewhere and read back. Errors: those that exportDataset() would meet before it begins, and
/// Cancelled. Any thread that owns the connection.
Result<ExportPreview> previewExport(Connection& connection, const ExportRequest& request, JobContext context);

} // namespace creel
