#pragma once

#include <QByteArray>
#include <QDeadlineTimer>

#include <httplib.h>

namespace creel {

/// One client's socket as the HTTP library sees it: what is read has a budget of bytes and of time, whatever
/// pace the client writes at. One thread.
class ConnectionStream : public httplib::Stream
{
public:
    /// Takes the descriptor over. A readable `stopDescriptor` ends waiting for requests.
    ConnectionStream(int descriptor, int stopDescriptor);
    ~ConnectionStream() override;
    ConnectionStream(const ConnectionStream&) = delete;
    ConnectionStream& operator=(const ConnectionStream&) = delete;

    enum class Ending
    {
        None,
        Closed,
        TimedOut,
        TooLong ///< more bytes than the budget
    };

    /// Waits for the first byte of a request; false when the client closed, the time is over or we stop.
    bool waitForRequest(int milliseconds);
    /// From now on at most so many bytes are read, within so much time.
    void allow(qint64 bytes, int milliseconds);
    /// Why read() gave less than was asked for.
    Ending ending() const { return m_ending; }
    /// Says goodbye, and reads for a moment what the client still writes: otherwise the system would throw
    /// the answer away with it.
    void closeGently();

    bool is_readable() const override;
    bool is_writable() const override;
    ssize_t read(char* data, size_t size) override;
    ssize_t write(const char* data, size_t size) override;
    void get_remote_ip_and_port(std::string& address, int& port) const override;
    void get_local_ip_and_port(std::string& address, int& port) const override;
    socket_t socket() const override { return m_descriptor; }

private:
    ssize_t receive(char* data, size_t size);

    const int m_descriptor;
    const int m_stopDescriptor;
    QByteArray m_buffer;
    qsizetype m_bufferPosition = 0;
    qint64 m_bytesLeft = 0;
    QDeadlineTimer m_deadline;
    Ending m_ending = Ending::None;
};

} // namespace creel
