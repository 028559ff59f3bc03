#include "tests/support/http_client.h"

#include <QDeadlineTimer>
#include <QHostAddress>
#include <QJsonDocument>

namespace creel::test {

QJsonObject HttpReply::json() const
{
    return QJsonDocument::fromJson(body).object();
}

HttpClient::HttpClient(quint16 port)
{
    m_socket.connectToHost(QHostAddress::LocalHost, port);
    m_socket.waitForConnected(patienceMs);
}

void HttpClient::send(const QByteArray& bytes)
{
    m_socket.write(bytes);
    while (m_socket.bytesToWrite() > 0 && m_socket.waitForBytesWritten(patienceMs)) {
    }
}

bool HttpClient::readMore(int milliseconds)
{
    if (m_socket.bytesAvailable() == 0 && !m_socket.waitForReadyRead(milliseconds))
        return false;
    m_pending += m_socket.readAll();
    return true;
}

HttpReply HttpClient::receive(bool hasBody, int milliseconds)
{
    const QDeadlineTimer deadline(milliseconds);
    while (!m_pending.contains("\r\n\r\n")) {
        if (!readMore(int(deadline.remainingTime())))
            return {};
    }
    HttpReply reply;
    const qsizetype headEnd = m_pending.indexOf("\r\n\r\n");
    const QByteArrayList lines = m_pending.left(headEnd).split('\n');
    reply.status = lines.first().split(' ').value(1).toInt();
    for (const QByteArray& line : lines.mid(1))
        reply.headers.insert(line.left(line.indexOf(':')).toLower(),
                             line.mid(line.indexOf(':') + 1).trimmed());
    m_pending.remove(0, headEnd + 4);
    const qsizetype length = hasBody ? reply.headers.value("content-length").toLongLong() : 0;
    while (m_pending.size() < length) {
        if (!readMore(int(deadline.remainingTime())))
            return {};
    }
    reply.body = m_pending.left(length);
    m_pending.remove(0, length);
    return reply;
}

bool HttpClient::isHungUp(int milliseconds)
{
    const QDeadlineTimer deadline(milliseconds);
    while (m_socket.state() == QAbstractSocket::ConnectedState && !deadline.hasExpired())
        readMore(int(deadline.remainingTime()));
    return m_socket.state() != QAbstractSocket::ConnectedState;
}

QByteArray getRequest(const QByteArray& path, const QByteArray& extraHeaders, const QByteArray& method)
{
    return method + ' ' + path + " HTTP/1.1\r\nHost: localhost\r\n" + extraHeaders + "\r\n";
}

QByteArray postRequest(const QByteArray& path, const QByteArray& contentType, const QByteArray& body,
                       const QByteArray& extraHeaders)
{
    return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + contentType +
           "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n" + extraHeaders + "\r\n" + body;
}

QByteArray formRequest(const QByteArray& path, const QList<FormField>& fields, const QByteArray& extraHeaders)
{
    const QByteArray boundary = "------------------------d74496d66958873e";
    QByteArray body;
    for (const FormField& field : fields) {
        body += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + field.name + '"';
        if (!field.fileName.isEmpty())
            body += "; filename=\"" + field.fileName + "\"\r\nContent-Type: image/jpeg";
        body += "\r\n\r\n" + field.content + "\r\n";
    }
    body += "--" + boundary + "--\r\n";
    return postRequest(path, "multipart/form-data; boundary=" + boundary, body, extraHeaders);
}

HttpReply ask(quint16 port, const QByteArray& request)
{
    return HttpClient(port).ask(request);
}

} // namespace creel::test
