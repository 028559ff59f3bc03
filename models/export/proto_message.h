#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace creel {

/// Puts a Protocol Buffers message together, field by field (protobuf.dev, "Encoding"). ONNX needs whole
/// numbers, one float and bytes: so little that no library is worth it, the less as every libtorch brings a
/// protobuf of its own into the process, each another one.
class ProtoMessage
{
public:
    /// Of the types int32, int64, enum; not negative.
    ProtoMessage& number(int field, quint64 value);
    /// Of the type float.
    ProtoMessage& real(int field, float value);
    /// Of the types string and bytes.
    ProtoMessage& bytes(int field, QByteArrayView value);
    ProtoMessage& message(int field, const ProtoMessage& value) { return bytes(field, value.m_bytes); }

    const QByteArray& encoded() const { return m_bytes; }

private:
    void varint(quint64 value);

    QByteArray m_bytes;
};

} // namespace creel
