#include "core/serve/http_message.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace creel {

HttpAnswer jsonAnswer(const QJsonObject& json, int status)
{
    return {status, "application/json", QJsonDocument(json).toJson(QJsonDocument::Compact)};
}

HttpAnswer errorAnswer(int status, const QString& text)
{
    // Written out because QJsonObject would put "error" first, and clients were promised this order.
    const QByteArray quoted = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
    return {status, "application/json",
            "{\"success\":false,\"error\":" + quoted.mid(1, quoted.size() - 2) + "}"};
}

HttpAnswer laterAnswer(int status, const QString& text, int seconds)
{
    return errorAnswer(status, text).with("Retry-After", QByteArray::number(seconds));
}

} // namespace creel
