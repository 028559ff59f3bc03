#include "core/serve/connection_stream.h"

#include <cerrno>
#include <poll.h>

namespace creel {

namespace {

constexpr int writePatience = 10'000; // milliseconds that a client may leave an answer lying
constexpr qsizetype bufferSize = 16 * 1024;

/// Waits until the descriptor is ready; false at the deadline.
bool waitFor(int descriptor, short events, QDeadlineTimer deadline)
{
    for (;;) {
        pollfd entry{descriptor, events, 0};
        const int ready = ::poll(&entry, 1, int(std::max<qint64>(0, deadline.remainingTime())));
        if (ready > 0)
            return true;
        if (ready == 0 || errno != EINTR)
            return false;
    }
}

void nameOf(const sockaddr_storage& address, socklen_t length, std::string& name, int& port)
{
    char host[NI_MAXHOST] = {};
    char service[NI_MAXSERV] = {};
    if (::getnameinfo(reinterpret_cast<const sockaddr*>(&address), length, host, sizeof host, service,
                      sizeof service, NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        return;
    name = host;
    port = std::atoi(service);
}

} // namespace

ConnectionStream::ConnectionStream(int descriptor, int stopDescriptor)
    : m_descriptor(descriptor), m_stopDescriptor(stopDescriptor)
{}

ConnectionStream::~ConnectionStream()
{
    ::close(m_descriptor);
}

bool ConnectionStream::waitForRequest(int milliseconds)
{
    if (m_bufferPosition < m_buffer.size())
        return true;
    const QDeadlineTimer deadline(milliseconds);
    for (;;) {
        pollfd entries[] = {{m_descriptor, POLLIN, 0}, {m_stopDescriptor, POLLIN, 0}};
        const int ready = ::poll(entries, 2, int(std::max<qint64>(0, deadline.remainingTime())));
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0 || entries[1].revents != 0)
            return false;
        char byte = 0;
        return ::recv(m_descriptor, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 1;
    }
}

void ConnectionStream::allow(qint64 bytes, int milliseconds)
{
    m_bytesLeft = bytes;
    m_deadline = QDeadlineTimer(milliseconds);
    m_ending = Ending::None;
}

void ConnectionStream::closeGently()
{
    ::shutdown(m_descriptor, SHUT_WR);
    const QDeadlineTimer deadline(500);
    qint64 left = 8 << 20;
    char ignored[bufferSize];
    while (left > 0 && waitFor(m_descriptor, POLLIN, deadline)) {
        const ssize_t count = ::recv(m_descriptor, ignored, sizeof ignored, MSG_DONTWAIT);
        if (count <= 0)
            return;
        left -= count;
    }
}

bool ConnectionStream::is_readable() const
{
    return m_bufferPosition < m_buffer.size() || waitFor(m_descriptor, POLLIN, m_deadline);
}

bool ConnectionStream::is_writable() const
{
    return waitFor(m_descriptor, POLLOUT, QDeadlineTimer(writePatience));
}

ssize_t ConnectionStream::receive(char* data, size_t size)
{
    for (;;) {
        if (!waitFor(m_descriptor, POLLIN, m_deadline)) {
            m_ending = Ending::TimedOut;
            return -1;
        }
        const ssize_t count = ::recv(m_descriptor, data, size, MSG_DONTWAIT);
        if (count > 0)
            return count;
        if (count < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        m_ending = Ending::Closed;
        return -1;
    }
}

ssize_t ConnectionStream::read(char* data, size_t size)
{
    if (m_bytesLeft <= 0)
        m_ending = Ending::TooLong;
    if (m_ending != Ending::None)
        return -1;
    if (m_bufferPosition == m_buffer.size()) {
        m_bufferPosition = 0;
        m_buffer.resize(bufferSize);
        const ssize_t count = receive(m_buffer.data(), size_t(m_buffer.size()));
        m_buffer.resize(std::max<ssize_t>(0, count));
        if (count < 0)
            return -1;
    }
    const qint64 count = std::min({qint64(size), qint64(m_buffer.size() - m_bufferPosition), m_bytesLeft});
    std::memcpy(data, m_buffer.constData() + m_bufferPosition, size_t(count));
    m_bufferPosition += count;
    m_bytesLeft -= count;
    return count;
}

ssize_t ConnectionStream::write(const char* data, size_t size)
{
    const QDeadlineTimer deadline(writePatience);
    size_t written = 0;
    while (written < size) {
        if (!waitFor(m_descriptor, POLLOUT, deadline))
            return -1;
        const ssize_t count =
            ::send(m_descriptor, data + written, size - written, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (count < 0 && errno != EINTR && errno != EAGAIN)
            return -1;
        written += size_t(std::max<ssize_t>(0, count));
    }
    return ssize_t(written);
}

void ConnectionStream::get_remote_ip_and_port(std::string& address, int& port) const
{
    sockaddr_storage storage{};
    socklen_t length = sizeof storage;
    if (::getpeername(m_descriptor, reinterpret_cast<sockaddr*>(&storage), &length) == 0)
        nameOf(storage, length, address, port);
}

void ConnectionStream::get_local_ip_and_port(std::string& address, int& port) const
{
    sockaddr_storage storage{};
    socklen_t length = sizeof storage;
    if (::getsockname(m_descriptor, reinterpret_cast<sockaddr*>(&storage), &length) == 0)
        nameOf(storage, length, address, port);
}

} // namespace creel
