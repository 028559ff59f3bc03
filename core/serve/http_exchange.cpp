#include "core/serve/http_exchange.h"

#include "core/serve/serve_text.h"

namespace creel {

namespace {

QByteArray toBytes(const std::string& text)
{
    return QByteArray::fromStdString(text);
}

/// -1 without a length, nothing for one that is no number.
std::optional<qint64> contentLength(const httplib::Request& head)
{
    const size_t count = head.get_header_value_count("Content-Length");
    if (count == 0)
        return -1;
    const QByteArray text = toBytes(head.get_header_value("Content-Length"));
    const bool isNumber = !text.isEmpty() && text.size() <= 15 &&
                          std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (count > 1 || !isNumber)
        return std::nullopt;
    return text.toLongLong();
}

bool hasBody(const QByteArray& method)
{
    return method == "POST" || method == "PUT" || method == "PATCH";
}

} // namespace

void HttpExchange::takeHead(httplib::Request& request)
{
    m_head = &request;
    m_request.method = toBytes(request.method);
    m_request.path = toBytes(request.path);
    m_request.client = toBytes(request.remote_addr);
    for (const auto& [name, value] : request.params)
        m_request.query.insert(toBytes(name), toBytes(value));
    for (const auto& [name, value] : request.headers) {
        const QByteArray key = toBytes(name).toLower();
        if (!m_request.headers.contains(key))
            m_request.headers.insert(key, toBytes(value));
    }
    request.ranges.clear();
    request.headers.erase("Range");
    request.headers.erase("Accept-Encoding");
    if (m_request.header("expect").toLower() != "100-continue")
        return;
    // The library would invite the body before anyone looked at the head; readBody() does it instead.
    request.headers.erase("Expect");
}

void HttpExchange::answer(httplib::Response& response)
{
    fill(response, makeAnswer());
}

HttpAnswer HttpExchange::makeAnswer()
{
    const std::optional<qint64> length = contentLength(*m_head);
    const bool isChunked = m_head->has_header("Transfer-Encoding");
    m_closes = !length || isChunked || *length > 0; // until the body has been read
    if (!length || (isChunked && *length >= 0))
        return errorAnswer(400, ServeText::tr("The request's length cannot be told."));
    if (auto refusal = m_handler.refusal(m_request))
        return *refusal;
    if (hasBody(m_request.method)) {
        if (auto failure = readBody())
            return *failure;
    }
    return m_handler.answer(m_request);
}

std::optional<HttpAnswer> HttpExchange::readBody()
{
    const qint64 length = *contentLength(*m_head);
    if (length < 0)
        return errorAnswer(411, ServeText::tr("Say how long the body is (Content-Length)."));
    if (length > m_limits.bodyBytes)
        return errorAnswer(
            413,
            ServeText::tr("The request is too large; the limit is %1 MB.").arg(m_limits.bodyBytes >> 20));
    const QByteArray encoding = m_request.header("content-encoding").toLower();
    if (!encoding.isEmpty() && encoding != "identity")
        return errorAnswer(415, ServeText::tr("Send the body without Content-Encoding."));
    if (m_request.header("expect").toLower() == "100-continue")
        static_cast<httplib::Stream&>(m_stream).write("HTTP/1.1 100 Continue\r\n\r\n");
    m_stream.allow(length, int(m_limits.bodyMilliseconds + 1000 * length / m_limits.bodyBytesPerSecond));
    if (auto failure = readBytes(length))
        return failure;
    m_closes = false;
    return std::nullopt;
}

std::optional<HttpAnswer> HttpExchange::readBytes(qint64 size)
{
    QByteArray& body = m_request.body;
    while (body.size() < size) {
        // Memory is taken as bytes come, so that a promise of bytes keeps nothing from the others.
        if (!m_bodyUnits.tryAcquire(1, 2000))
            return laterAnswer(503, ServeText::tr("Too much is being uploaded at the moment."), 2);
        ++m_unitsHeld;
        const qint64 end = std::min(size, m_unitsHeld * bodyUnit);
        qint64 position = body.size();
        body.resize(end);
        while (position < end) {
            const ssize_t count = m_stream.read(body.data() + position, size_t(end - position));
            if (count <= 0)
                return brokenBody();
            position += count;
        }
    }
    return std::nullopt;
}

HttpAnswer HttpExchange::brokenBody() const
{
    if (m_stream.ending() == ConnectionStream::Ending::TimedOut)
        return errorAnswer(408, ServeText::tr("The request did not come in time."));
    return errorAnswer(400, ServeText::tr("The request ended before its body was complete."));
}

void HttpExchange::completeError(httplib::Response& response)
{
    if (m_isAnswered)
        return;
    m_closes = true;
    if (m_stream.ending() == ConnectionStream::Ending::TimedOut)
        fill(response, errorAnswer(408, ServeText::tr("The request did not come in time.")));
    else if (m_stream.ending() == ConnectionStream::Ending::TooLong)
        fill(response, errorAnswer(431, ServeText::tr("The request's headers are too long.")));
    else if (response.status >= 500)
        fill(response, errorAnswer(500, ServeText::tr("Something went wrong in Creel.")));
    else
        fill(response, errorAnswer(response.status, ServeText::tr("This is no HTTP request.")));
}

void HttpExchange::fill(httplib::Response& response, const HttpAnswer& answer)
{
    m_isAnswered = true;
    m_closes = m_closes || answer.closes;
    response.status = answer.status;
    response.headers.clear();
    for (const auto& [name, value] : answer.headers)
        response.set_header(name.toStdString(), value.toStdString());
    if (!answer.contentType.isEmpty())
        response.set_header("Content-Type", answer.contentType.toStdString());
    response.body.assign(answer.body.constData(), size_t(answer.body.size()));
    if (m_closes && m_head) {
        m_head->headers.erase("Connection");
        m_head->headers.emplace("Connection", "close"); // the library answers in kind
    }
    m_request.body.clear();
    m_handler.onAnswered(m_request, answer, m_timer.nsecsElapsed() / 1000);
}

} // namespace creel
