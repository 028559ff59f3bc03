#pragma once

#include "core/exchange/annotation_files.h"
#include "core/exchange/export.h"
#include "core/exchange/import_annotations.h"
#include "tests/support/byte_folder.h"

namespace creel::test {

/// The names of the formats that hold boxes.
extern const std::initializer_list<const char*> boxFormats;
/// The names of all.
extern const std::initializer_list<const char*> allFormats;

/// A catalog's boxes in upright pixels, by photo and in order: "name label left top right bottom".
QStringList boxLines(const QString& catalog, double grain);

/// Takes a dataset in; classes become labels. Fails the program if that is refused.
AnnotationSummary imported(const QString& catalog, const char* format, const BytePath& path,
                           const std::function<void(AnnotationImport&)>& change = {});
Result<AnnotationSummary> tryImport(const QString& catalog, const char* format, const BytePath& path,
                                    const std::function<void(AnnotationImport&)>& change = {});
Result<ExportSummary> exportTo(const QString& catalog, const char* format, const BytePath& folder,
                               const std::function<void(ExportRequest&)>& change = {});

/// The bytes of a file that must be there.
QByteArray bytesOf(const BytePath& path);
/// Every file below the folder, hidden ones too, relative to it and in order.
QStringList filesBelow(const BytePath& folder);
/// "line: message" for each finding.
QStringList findingLines(const QList<AnnotationFinding>& findings);

} // namespace creel::test
