#pragma once

#include "core/serve/connection_stream.h"
#include "core/serve/http_server.h"

#include <QElapsedTimer>
#include <QSemaphore>

namespace creel {

/// A request and its answer on one connection: reads the body that the head promises and asks the handler.
class HttpExchange
{
public:
    /// `bodyUnits` are shared by all connections; each stands for bodyUnit bytes in memory.
    HttpExchange(ConnectionStream& stream, HttpHandler& handler, const HttpLimits& limits,
                 QSemaphore& bodyUnits)
        : m_stream(stream), m_handler(handler), m_limits(limits), m_bodyUnits(bodyUnits)
    {
        m_timer.start();
    }
    ~HttpExchange() { m_bodyUnits.release(m_unitsHeld); }
    HttpExchange(const HttpExchange&) = delete;
    HttpExchange& operator=(const HttpExchange&) = delete;

    static constexpr qint64 bodyUnit = 64 * 1024;

    /// Takes the head over from the library, which is to do nothing about bodies, ranges and encodings.
    void takeHead(httplib::Request& request);
    /// Fills the answer in.
    void answer(httplib::Response& response);
    /// Fills in what is missing in an answer that the library gave by itself.
    void completeError(httplib::Response& response);
    /// Whether the connection can take no further request.
    bool closes() const { return m_closes; }

private:
    HttpAnswer makeAnswer();
    std::optional<HttpAnswer> readBody();
    std::optional<HttpAnswer> readBytes(qint64 size);
    HttpAnswer brokenBody() const;
    void fill(httplib::Response& response, const HttpAnswer& answer);

    ConnectionStream& m_stream;
    HttpHandler& m_handler;
    const HttpLimits& m_limits;
    QSemaphore& m_bodyUnits;
    int m_unitsHeld = 0;
    httplib::Request* m_head = nullptr;
    HttpRequest m_request;
    QElapsedTimer m_timer;
    bool m_closes = false;
    bool m_isAnswered = false;
};

} // namespace creel
