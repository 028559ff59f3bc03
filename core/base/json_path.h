#pragma once

#include "core/base/byte_path.h"

#include <QJsonValue>

namespace creel {

/// A path as text where text can say it, else as base64 bytes; and back.
QJsonValue pathToJson(const BytePath& path);
BytePath pathFromJson(const QJsonValue& json);

} // namespace creel
