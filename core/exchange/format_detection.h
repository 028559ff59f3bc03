#pragma once

#include "core/exchange/annotation_format.h"

namespace creel {

/// What AnnotationImport::format may say in place of a format's name: find out.
inline constexpr QLatin1String detectedFormat("auto");

/// The formats that the file or folder holds annotations of, the likeliest first; none where nothing is
/// known. Files are judged by what they say; of many with one extension the first few are asked. Folders that
/// are classes count only where nothing else is found. Errors: NotFound if there is no such path, Unreadable
/// if it is one file that cannot be read, Cancelled. Any thread.
Result<QList<const AnnotationFormat*>> detectFormats(const BytePath& path, const JobContext& context);

/// The format of that name, or for `detectedFormat` the likeliest for what lies at `path`. Errors: BadInput
/// for a name that is none, NotFound if nothing is known there, those of detectFormats().
Result<const AnnotationFormat*> findFormat(const QString& name, const BytePath& path,
                                           const JobContext& context);

} // namespace creel
