#pragma once

#include <QByteArrayView>
#include <QString>

#include <tl/expected.hpp>

namespace creel {

/// Writes a file that is on the disk as a whole afterwards, or not there at all; one that was there before is
/// replaced. The error is the system's own words. Any thread.
tl::expected<void, QString> writeWhole(const QString& path, QByteArrayView bytes);

} // namespace creel
