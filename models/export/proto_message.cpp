#include "models/export/proto_message.h"

#include <QtEndian>

namespace creel {

namespace {

enum WireType : quint64
{
    Varint = 0,
    LengthDelimited = 2,
    FourBytes = 5
};

quint64 tag(int field, WireType type)
{
    return quint64(field) << 3 | type;
}

} // namespace

void ProtoMessage::varint(quint64 value)
{
    for (; value >= 0x80; value >>= 7)
        m_bytes.append(char(value | 0x80));
    m_bytes.append(char(value));
}

ProtoMessage& ProtoMessage::number(int field, quint64 value)
{
    varint(tag(field, Varint));
    varint(value);
    return *this;
}

ProtoMessage& ProtoMessage::real(int field, float value)
{
    varint(tag(field, FourBytes));
    char encoded[sizeof value];
    qToLittleEndian(value, encoded);
    m_bytes.append(encoded, sizeof encoded);
    return *this;
}

ProtoMessage& ProtoMessage::bytes(int field, QByteArrayView value)
{
    varint(tag(field, LengthDelimited));
    varint(quint64(value.size()));
    m_bytes.append(value);
    return *this;
}

} // namespace creel
