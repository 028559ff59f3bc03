#pragma once

#include "core/dataset/snapshot.h"

#include <QJsonObject>

namespace creel {

/// Keeps a snapshot's photos, labels and sides in a file, so that what was interrupted goes on with those it
/// began with, whatever was decided since. `purpose` must be the same to read it again. The file appears as a
/// whole or not at all. Error Unwritable.
Result<void> writeSnapshot(const QString& path, const Snapshot& snapshot, const QJsonObject& purpose);

/// Without what was left out and the warnings. Nothing where there is no file, one for another purpose, or a
/// damaged one.
std::optional<Snapshot> readSnapshot(const QString& path, const QJsonObject& purpose);

} // namespace creel
