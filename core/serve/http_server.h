#pragma once

#include "core/base/result.h"
#include "core/serve/http_message.h"

#include <memory>

namespace creel {

/// What a client may cost.
struct HttpLimits
{
    int connections = 128;
    qint64 headBytes = 32 * 1024;            ///< request line and headers
    qint64 bodyBytes = qint64(32) << 20;     ///< of one request
    qint64 allBodyBytes = qint64(256) << 20; ///< of all requests at a time
    int headMilliseconds = 10'000;           ///< from the first byte to the last of the head
    int bodyMilliseconds = 10'000;           ///< and a second more for every `bodyBytesPerSecond`
    qint64 bodyBytesPerSecond = 16 * 1024;   ///< slower clients are given up
    int idleMilliseconds = 15'000;           ///< between two requests of a connection
    int stopMilliseconds = 10'000;           ///< that requests under way get when the server stops
};

/// How the server is doing.
struct HttpFigures
{
    int connections = 0;
    qint64 accepted = 0;
    qint64 turnedAway = 0; ///< connections over the limit
};

/// HTTP/1.1 on a socket: one thread accepts, one a connection reads, asks the handler and answers. Every read
/// has a limit of bytes and of time, so that no client can hold the others up. TLS is left to a proxy.
class HttpServer
{
public:
    HttpServer(HttpHandler& handler, HttpLimits limits);
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    /// Starts to answer. `host` is a name or an address; port 0 takes a free one. Errors Conflict where the
    /// port is taken, BadInput for a host that is none of this machine's.
    Result<void> listen(const QString& host, quint16 port);
    /// The port that listen() got.
    quint16 port() const;
    /// Takes no more requests, lets those under way end, and returns when all have. Any thread.
    void stop();
    /// Any thread.
    HttpFigures figures() const;

private:
    class Private;
    const std::unique_ptr<Private> d;
};

} // namespace creel
