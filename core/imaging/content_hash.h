#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace creel {

/// xxHash128 of a file's bytes, 16 bytes in canonical (big-endian) order: equal files have equal hashes. Not
/// cryptographic.
QByteArray contentHash(QByteArrayView bytes);

} // namespace creel
