#pragma once

#include "tests/support/patience.h"

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QTcpSocket>

namespace creel::test {

/// What came back, as it was on the wire.
struct HttpReply
{
    int status = -1;                       ///< -1: nothing that is an answer
    QHash<QByteArray, QByteArray> headers; ///< by lower-case name
    QByteArray body;

    QJsonObject json() const;
    QByteArray text() const { return QByteArray::number(status) + ' ' + body.left(500); }
};

/// A client that sends whatever bytes the test wants, on one connection to this machine.
class HttpClient
{
public:
    explicit HttpClient(quint16 port);

    bool isConnected() const { return m_socket.state() == QAbstractSocket::ConnectedState; }
    void send(const QByteArray& bytes);
    /// Waits for one whole answer; `hasBody` is false for answers to HEAD.
    HttpReply receive(bool hasBody = true, int milliseconds = patienceMs);
    HttpReply ask(const QByteArray& bytes)
    {
        send(bytes);
        return receive();
    }
    /// Whether the server hangs up within that time.
    bool isHungUp(int milliseconds = patienceMs);
    void abort() { m_socket.abort(); }

private:
    bool readMore(int milliseconds);

    QTcpSocket m_socket;
    QByteArray m_pending;
};

/// A field of a form. Those with a file name are files.
struct FormField
{
    QByteArray name;
    QByteArray content;
    QByteArray fileName = {};
};

QByteArray getRequest(const QByteArray& path, const QByteArray& extraHeaders = {},
                      const QByteArray& method = "GET");
QByteArray postRequest(const QByteArray& path, const QByteArray& contentType, const QByteArray& body,
                       const QByteArray& extraHeaders = {});
/// As curl -F sends it.
QByteArray formRequest(const QByteArray& path, const QList<FormField>& fields,
                       const QByteArray& extraHeaders = {});
/// One request on a connection of its own.
HttpReply ask(quint16 port, const QByteArray& request);

} // namespace creel::test
