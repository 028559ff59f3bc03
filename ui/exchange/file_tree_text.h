#pragma once

#include "core/base/byte_path.h"

#include <QList>

namespace creel {

/// Files as an indented tree below the folder's name, with a last line for the `more` that are not named.
/// `files` are relative and sorted.
QString fileTreeText(const QString& folder, const QList<BytePath>& files, qint64 more);

} // namespace creel
