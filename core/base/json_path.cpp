#include "core/base/json_path.h"

#include <QJsonObject>

namespace creel {

QJsonValue pathToJson(const BytePath& path)
{
    if (isDisplayLossless(path))
        return displayPath(path);
    return QJsonObject{{QStringLiteral("base64"), QString::fromLatin1(path.toBase64())}};
}

BytePath pathFromJson(const QJsonValue& json)
{
    return json.isObject() ? BytePath::fromBase64(json[QStringLiteral("base64")].toString().toLatin1())
                           : json.toString().toUtf8();
}

} // namespace creel
