#pragma once

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QList>

#include <optional>
#include <utility>

namespace creel {

/// What a client asks for. Only what the head of the request says is there before the body has been read.
struct HttpRequest
{
    QByteArray method;                     ///< upper case
    QByteArray path;                       ///< decoded, without the query
    QHash<QByteArray, QByteArray> query;   ///< decoded
    QHash<QByteArray, QByteArray> headers; ///< by lower-case name; the first of several
    QByteArray client;                     ///< address without the port
    QByteArray body;

    QByteArray header(const QByteArray& lowerName) const { return headers.value(lowerName); }
    /// "image/jpeg", in lower case and without parameters.
    QByteArray mediaType() const { return header("content-type").split(';').first().trimmed().toLower(); }
};

/// What the client gets.
struct HttpAnswer
{
    int status = 200;
    QByteArray contentType = {};
    QByteArray body = {};
    QList<std::pair<QByteArray, QByteArray>> headers = {};
    bool closes = false; ///< the connection ends with this answer

    void add(const QByteArray& name, const QByteArray& value) { headers.emplaceBack(name, value); }
    HttpAnswer with(const QByteArray& name, const QByteArray& value) &&
    {
        add(name, value);
        return std::move(*this);
    }
};

HttpAnswer jsonAnswer(const QJsonObject& json, int status = 200);
/// `{"success":false,"error":"…"}`.
HttpAnswer errorAnswer(int status, const QString& text);
/// The same for work that can be tried again in `seconds`.
HttpAnswer laterAnswer(int status, const QString& text, int seconds);

/// Answers requests. Called from many threads at once.
class HttpHandler
{
public:
    virtual ~HttpHandler() = default;

    /// Looks at the head alone: an answer here refuses the request before its body is read.
    virtual std::optional<HttpAnswer> refusal(const HttpRequest& head) = 0;
    virtual HttpAnswer answer(const HttpRequest& request) = 0;
    /// After every answer, also those that the server gave by itself. The request has no body any more.
    virtual void onAnswered(const HttpRequest&, const HttpAnswer&, qint64 /*microseconds*/) {}
};

} // namespace creel
