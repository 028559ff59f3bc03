#include "core/serve/http_server.h"

#include "core/base/log.h"
#include "core/serve/http_exchange.h"
#include "core/serve/serve_text.h"

#include <QHostInfo>
#include <QMutex>
#include <QSet>
#include <QTcpServer>
#include <QThreadPool>

#include <poll.h>
#include <sys/eventfd.h>

namespace creel {

namespace {

/// The exchange that this thread is busy with; the library's handlers carry no context of their own.
thread_local HttpExchange* currentExchange = nullptr;

/// The library's part: it reads heads and writes answers. It never listens itself.
class HeadReader : public httplib::Server
{
public:
    explicit HeadReader(const HttpLimits& limits)
    {
        set_keep_alive_timeout(limits.idleMilliseconds / 1000);
        set_keep_alive_max_count(requestsOfAConnection);
        set_pre_routing_handler([](const httplib::Request&, httplib::Response& response) {
            currentExchange->answer(response);
            return HandlerResponse::Handled;
        });
        set_error_handler(HandlerWithResponse([](const httplib::Request&, httplib::Response& response) {
            currentExchange->completeError(response);
            return HandlerResponse::Handled;
        }));
        set_exception_handler([](const httplib::Request&, httplib::Response& response, std::exception_ptr) {
            response.status = 500;
        });
    }

    /// Whether the connection can go on.
    bool serve(ConnectionStream& stream, HttpExchange& exchange, bool isLast)
    {
        currentExchange = &exchange;
        bool isClosed = false;
        const bool isWritten = process_request(
            stream, isLast, isClosed, [&](httplib::Request& request) { exchange.takeHead(request); });
        currentExchange = nullptr;
        return isWritten && !isClosed && !exchange.closes();
    }

    static constexpr int requestsOfAConnection = 10'000;
};

/// Tells a client at the door that there is no room.
void turnAway(int descriptor)
{
    const HttpAnswer answer = laterAnswer(503, ServeText::tr("Too many connections at the moment."), 1);
    const QByteArray bytes = "HTTP/1.1 503 Service Unavailable\r\nContent-Type: " + answer.contentType +
                             "\r\nContent-Length: " + QByteArray::number(answer.body.size()) +
                             "\r\nRetry-After: 1\r\nConnection: close\r\n\r\n" + answer.body;
    ::send(descriptor, bytes.constData(), size_t(bytes.size()), MSG_DONTWAIT | MSG_NOSIGNAL);
    ::shutdown(descriptor, SHUT_WR);
    char ignored[16 * 1024];
    while (::recv(descriptor, ignored, sizeof ignored, MSG_DONTWAIT) > 0) {
    }
    ::close(descriptor);
}

Result<QHostAddress> addressOf(const QString& host)
{
    const QHostAddress address(host);
    if (!address.isNull())
        return address;
    const QHostInfo info = QHostInfo::fromName(host);
    if (info.addresses().isEmpty())
        return fail(
            ErrorCode::BadInput,
            ServeText::tr("There is no machine named %1. Give --host an address of this one.").arg(host));
    return info.addresses().first();
}

} // namespace

class HttpServer::Private
{
public:
    Private(HttpHandler& itsHandler, HttpLimits itsLimits)
        : handler(itsHandler)
        , limits(itsLimits)
        , reader(limits)
        , bodyUnits(int(limits.allBodyBytes / HttpExchange::bodyUnit))
        , stopDescriptor(::eventfd(0, EFD_CLOEXEC))
    {
        pool.setMaxThreadCount(limits.connections);
        pool.setExpiryTimeout(5'000);
    }

    void accept();
    void start(int descriptor);
    void serve(int descriptor);
    /// Shorter waits while there is little room.
    int patience(int milliseconds) const
    {
        return connections.load() > limits.connections * 3 / 4 ? milliseconds / 8 : milliseconds;
    }

    HttpHandler& handler;
    const HttpLimits limits;
    HeadReader reader;
    QSemaphore bodyUnits;
    const int stopDescriptor;
    std::atomic<bool> isStopping = false;
    std::atomic<int> connections = 0;
    std::atomic<qint64> accepted = 0;
    std::atomic<qint64> turnedAway = 0;
    QMutex mutex; ///< of `descriptors` and of stop()
    QSet<int> descriptors;
    QTcpServer listener;
    QThreadPool pool;
    std::thread acceptor;
};

void HttpServer::Private::accept()
{
    const int listening = int(listener.socketDescriptor());
    while (!isStopping) {
        pollfd entries[] = {{listening, POLLIN, 0}, {stopDescriptor, POLLIN, 0}};
        if (::poll(entries, 2, -1) <= 0 || entries[0].revents == 0)
            continue;
        const int descriptor = ::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC);
        if (descriptor >= 0)
            start(descriptor);
        else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
            std::this_thread::sleep_for(std::chrono::milliseconds(20)); // others will close theirs
    }
}

void HttpServer::Private::start(int descriptor)
{
    ++accepted;
    if (connections >= limits.connections) {
        ++turnedAway;
        creel::turnAway(descriptor);
        return;
    }
    ++connections;
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    {
        const QMutexLocker lock(&mutex);
        descriptors.insert(descriptor);
    }
    pool.start([this, descriptor] { serve(descriptor); });
}

void HttpServer::Private::serve(int descriptor)
{
    {
        ConnectionStream stream(descriptor, stopDescriptor);
        int served = 0;
        bool goesOn = true;
        while (goesOn && !isStopping && stream.waitForRequest(patience(limits.idleMilliseconds))) {
            stream.allow(limits.headBytes, patience(limits.headMilliseconds));
            HttpExchange exchange(stream, handler, limits, bodyUnits);
            const bool isLast = ++served == HeadReader::requestsOfAConnection;
            goesOn = reader.serve(stream, exchange, isLast) && !isLast;
        }
        stream.closeGently();
        const QMutexLocker lock(&mutex);
        descriptors.remove(descriptor);
    }
    --connections;
}

HttpServer::HttpServer(HttpHandler& handler, HttpLimits limits)
    : d(std::make_unique<Private>(handler, limits))
{}

HttpServer::~HttpServer()
{
    stop();
    ::close(d->stopDescriptor);
}

Result<void> HttpServer::listen(const QString& host, quint16 port)
{
    CREEL_ASSIGN(const QHostAddress address, addressOf(host));
    d->listener.setListenBacklogSize(256);
    if (!d->listener.listen(address, port))
        return fail(ErrorCode::Conflict,
                    ServeText::tr("Cannot listen on %1, port %2: %3. Choose another with --port.")
                        .arg(host, QString::number(port), d->listener.errorString()));
    d->listener.pauseAccepting(); // the thread below accepts, Qt's event loop has no part in it
    d->acceptor = std::thread([this] { d->accept(); });
    return {};
}

quint16 HttpServer::port() const
{
    return d->listener.serverPort();
}

void HttpServer::stop()
{
    if (d->isStopping.exchange(true))
        return;
    const quint64 one = 1;
    if (::write(d->stopDescriptor, &one, sizeof one) != sizeof one)
        qCWarning(logServe, "cannot wake the connections");
    if (d->acceptor.joinable())
        d->acceptor.join();
    d->listener.close();
    if (!d->pool.waitForDone(d->limits.stopMilliseconds)) {
        const QMutexLocker lock(&d->mutex);
        for (const int descriptor : std::as_const(d->descriptors))
            ::shutdown(descriptor, SHUT_RDWR);
    }
    d->pool.waitForDone();
    Q_ASSERT(d->connections == 0);
}

HttpFigures HttpServer::figures() const
{
    return {d->connections, d->accepted, d->turnedAway};
}

} // namespace creel
