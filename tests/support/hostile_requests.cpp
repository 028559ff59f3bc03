#include "tests/support/hostile_requests.h"

#include "tests/support/http_client.h"
#include "tests/support/trout_server.h"

#include <QtEndian>

namespace creel::test {

namespace {

quint32 crc32(const QByteArray& bytes)
{
    quint32 crc = 0xFFFFFFFFU;
    for (const char byte : bytes) {
        crc ^= uchar(byte);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ (0xEDB88320U & (0U - (crc & 1U)));
    }
    return ~crc;
}

QByteArray bigEndian(quint32 number)
{
    QByteArray bytes(4, '\0');
    qToBigEndian(number, bytes.data());
    return bytes;
}

QByteArray chunk(const QByteArray& type, const QByteArray& data)
{
    return bigEndian(quint32(data.size())) + type + data + bigEndian(crc32(type + data));
}

} // namespace

QByteArray bombPng()
{
    return QByteArray("\x89PNG\r\n\x1a\n", 8) +
           chunk("IHDR", bigEndian(30'000) + bigEndian(30'000) + QByteArray("\x08\x02\x00\x00\x00", 5)) +
           chunk("IDAT", qCompress(QByteArray(100'000, '\0')).mid(4)) + chunk("IEND", {});
}

QByteArray HostileRequests::randomBytes(int size)
{
    QByteArray bytes(size, '\0');
    for (char& byte : bytes)
        byte = char(m_random());
    return bytes;
}

/// Some bytes changed, some cut out, perhaps the end missing.
QByteArray HostileRequests::damaged(QByteArray bytes)
{
    for (int i = below(8); i >= 0 && !bytes.isEmpty(); --i)
        bytes[below(int(bytes.size()))] = char(m_random());
    if (below(3) == 0 && !bytes.isEmpty())
        bytes.remove(below(int(bytes.size())), below(64));
    if (below(3) == 0)
        bytes.truncate(below(int(bytes.size()) + 1));
    return bytes;
}

QByteArray HostileRequests::image()
{
    if (below(6) == 0)
        return bombPng();
    if (!m_files.isEmpty() && below(2) == 0)
        return m_files[below(int(m_files.size()))];
    return damaged(troutPhoto(below(3)));
}

QByteArray HostileRequests::next()
{
    const QByteArray paths[] = {"/api/predict", "/api/v1/predict", "/api/v1/feedback", "/api/v1/similar"};
    const QByteArray path = paths[below(4)];
    const QByteArray form = formRequest(path, {{"image", image(), "x.jpg"}});
    switch (below(10)) {
    case 0:
        return randomBytes(below(2000));
    case 1:
        return form.left(below(int(form.size()))); // the client goes away in the middle
    case 2:
        return damaged(form);
    case 3: // a length that is a lie, either way
        return QByteArray(form).replace("Content-Length: ",
                                        "Content-Length: " + QByteArray::number(below(3)));
    case 4:
        return postRequest(below(2) == 0 ? "/api/v1/predict" : "/api/v1/similar", "image/jpeg", image());
    case 5:
        return postRequest(path, "multipart/form-data; boundary=" + randomBytes(below(80)).toHex(),
                           randomBytes(below(3000)));
    case 6:
        return getRequest('/' + randomBytes(below(200)).toPercentEncoding(), "Range: bytes=0-,1-,2-,-5\r\n");
    case 7:
        return "POST " + path + " HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + randomBytes(below(500));
    case 8: // ids of all sizes, some that are none
        return getRequest("/api/v1/photos/" +
                          (below(4) == 0 ? randomBytes(below(30)).toPercentEncoding()
                                         : QByteArray::number(m_random()).left(1 + below(10))) +
                          "/thumbnail");
    default:
        return form;
    }
}

} // namespace creel::test
