#pragma once

#include <QByteArrayView>

namespace creel {

/// True if the end of a JPEG, PNG or WebP file is missing; such files often decode without a complaint.
/// Looks at the structure only: whatever follows a complete picture is fine.
bool isTruncated(QByteArrayView bytes, const QByteArray& format);

} // namespace creel
