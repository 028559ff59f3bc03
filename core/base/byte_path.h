#pragma once

#include <QByteArray>
#include <QString>

namespace creel {

/// A file's path or name exactly as the file system spells it: bytes, not necessarily valid UTF-8.
/// QString cannot carry every such name, so paths stay bytes until they are shown.
using BytePath = QByteArray;

/// The path as a person reads it; bytes that are not UTF-8 become U+FFFD. Never use the result to open a
/// file.
QString displayPath(const BytePath& path);

/// True if `displayPath` loses nothing, so that the text alone names the file.
bool isDisplayLossless(const BytePath& path);

/// Joins with one '/', leaving an empty side out.
BytePath joinPath(const BytePath& directory, const BytePath& name);

/// Splits at the last '/': {directory without the slash, name}.
std::pair<BytePath, BytePath> splitPath(const BytePath& path);

/// True if `path` is `folder` or lies below it; both absolute and without a slash at the end.
bool isWithin(const BytePath& path, const BytePath& folder);

/// A path from the window or the command line as bytes.
BytePath bytePathFromLocal(const QString& path);

} // namespace creel
