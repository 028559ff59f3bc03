#pragma once

#include "core/base/byte_path.h"
#include "core/exchange/annotation_format.h"

#include <vector>

namespace creel {

struct ExportRequest;

/// What an export would do, for who is about to start it.
struct ExportPreview
{
    struct ClassCount
    {
        QString name;
        qint64 photos = 0; ///< with that label
        qint64 boxes = 0;
    };
    struct Reason
    {
        QString text;
        qint64 photos = 0;
    };

    qint64 photos = 0;
    qint64 boxes = 0;
    qint64 photosWithBoxes = 0;
    qint64 unlabelledBoxes = 0; ///< which stay behind
    qint64 turned = 0;          ///< photos that EXIF says to turn
    QList<ClassCount> classes;  ///< that occur, in their order
    qint64 unlabelled = 0;      ///< photos without a label
    QList<Reason> leftOut;      ///< of the photos asked for
    QList<BytePath> files;      ///< the first few, relative to the folder
    qint64 photosNamed = 0;     ///< photos that those belong to
    BytePath sampleFile;        ///< one of the annotation files; empty where there are none
    QString sample;             ///< its first lines
    QStringList warnings;
};

/// Counts one more photo left out for that reason.
void countReason(QList<ExportPreview::Reason>& reasons, const QString& text);

/// The first lines of the first annotation file among `names` that says something.
void readSample(const BytePath& folder, const std::vector<BytePath>& names, ExportPreview& preview);

/// What to think of before starting: files in the folder, EXIF, boxes that stay behind. `classesThere` are
/// the folder's own, where it has any; `roots` are the catalog's folders.
void addWarnings(const ExportRequest& request, const QStringList& classesThere, const QList<BytePath>& roots,
                 ExportPreview& preview);

} // namespace creel
