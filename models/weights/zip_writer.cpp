#include "models/weights/zip_writer.h"

#include <QtEndian>

#include <zlib.h>

namespace creel {

namespace {

// APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16.
constexpr qint64 localHeaderBytes = 30;
constexpr qint64 extraHeaderBytes = 4;
constexpr qint64 alignment = 64;
constexpr quint16 versionNeeded = 20;
constexpr quint16 firstDate = 1 << 5 | 1; // 1980-01-01, for archives of the same weights are the same

template<class Number>
void put(QByteArray& bytes, Number value)
{
    char encoded[sizeof value];
    qToLittleEndian(value, encoded);
    bytes.append(encoded, sizeof encoded);
}

/// What local header and directory say alike, from the version to the length of the name.
QByteArray description(const QByteArray& name, QByteArrayView data)
{
    QByteArray bytes;
    put<quint16>(bytes, versionNeeded);
    put<quint16>(bytes, 0); // flags
    put<quint16>(bytes, 0); // stored
    put<quint16>(bytes, 0); // time
    put<quint16>(bytes, firstDate);
    put<quint32>(bytes,
                 quint32(crc32_z(0, reinterpret_cast<const Bytef*>(data.data()), size_t(data.size()))));
    put<quint32>(bytes, quint32(data.size()));
    put<quint32>(bytes, quint32(data.size()));
    put<quint16>(bytes, quint16(name.size()));
    return bytes;
}

/// An extra field ("FB", torch's) that makes data begin at a multiple of 64 bytes.
QByteArray padding(qint64 dataStartWithout)
{
    QByteArray field("FB");
    const qint64 zeros = (alignment - (dataStartWithout + extraHeaderBytes) % alignment) % alignment;
    put<quint16>(field, quint16(zeros));
    return field.append(zeros, 'Z');
}

} // namespace

void ZipWriter::add(const QByteArray& name, QByteArrayView bytes)
{
    const QByteArray described = description(name, bytes);
    const QByteArray extra = padding(m_bytes.size() + localHeaderBytes + name.size());
    m_directory += "PK\1\2";
    put<quint16>(m_directory, versionNeeded);
    m_directory += described;
    put<quint16>(m_directory, 0); // extra
    put<quint16>(m_directory, 0); // comment
    put<quint16>(m_directory, 0); // disk
    put<quint16>(m_directory, 0); // internal attributes
    put<quint32>(m_directory, 0); // external attributes
    put<quint32>(m_directory, quint32(m_bytes.size()));
    m_directory += name;
    m_bytes += "PK\3\4";
    m_bytes += described;
    put<quint16>(m_bytes, quint16(extra.size()));
    m_bytes += name;
    m_bytes += extra;
    m_bytes.append(bytes);
    ++m_members;
}

QByteArray ZipWriter::finish() &&
{
    const quint32 directoryStart = quint32(m_bytes.size());
    m_bytes += m_directory;
    m_bytes += "PK\5\6";
    put<quint16>(m_bytes, 0); // disk
    put<quint16>(m_bytes, 0); // disk of the directory
    put<quint16>(m_bytes, quint16(m_members));
    put<quint16>(m_bytes, quint16(m_members));
    put<quint32>(m_bytes, quint32(m_directory.size()));
    put<quint32>(m_bytes, directoryStart);
    put<quint16>(m_bytes, 0); // comment
    return std::move(m_bytes);
}

} // namespace creel
