#include "models/weights/pth_writer.h"

#include "models/weights/zip_writer.h"

#include <QtEndian>

namespace creel {

namespace {

/// Writes what weights/unpickler.cpp reads (Python's pickletools.py tells what each opcode means).
class Pickler
{
public:
    void add(const char* opcodes) { m_bytes += opcodes; }
    void add(char opcode) { m_bytes.append(opcode); }
    void text(const QByteArray& utf8)
    {
        add('X'); // BINUNICODE
        put(quint32(utf8.size()));
        m_bytes += utf8;
    }
    void integer(qint64 value)
    {
        if (value == qint32(value)) {
            add('J'); // BININT
            put(qint32(value));
        } else {
            m_bytes.append("\x8a\x08", 2); // LONG1 of eight bytes
            put(value);
        }
    }
    void tuple(const std::vector<int64_t>& values)
    {
        add('('); // MARK
        for (const int64_t value : values)
            integer(value);
        add('t'); // TUPLE
    }
    const QByteArray& bytes() const { return m_bytes; }

private:
    template<class Number>
    void put(Number value)
    {
        char encoded[sizeof value];
        qToLittleEndian(value, encoded);
        m_bytes.append(encoded, sizeof encoded);
    }

    QByteArray m_bytes;
};

const char* storageName(NumberType type)
{
    switch (type) {
    case NumberType::Float16:
        return "HalfStorage";
    case NumberType::BFloat16:
        return "BFloat16Storage";
    case NumberType::Float32:
        return "FloatStorage";
    case NumberType::Float64:
        return "DoubleStorage";
    case NumberType::Int64:
        return "LongStorage";
    }
    return "";
}

constexpr char emptyOrderedDict[] = "ccollections\nOrderedDict\n)R"; // GLOBAL, EMPTY_TUPLE, REDUCE

/// _rebuild_tensor_v2(storage, offset, shape, strides, requires_grad, hooks)
void pickleTensor(Pickler& pickler, const WeightToWrite& tensor, const QByteArray& key)
{
    pickler.add("ctorch._utils\n_rebuild_tensor_v2\n((");
    pickler.text("storage");
    pickler.add("ctorch\n");
    pickler.add(storageName(tensor.type));
    pickler.add('\n');
    pickler.text(key);
    pickler.text("cpu");
    pickler.integer(tensor.data.size() / bytesOf(tensor.type));
    pickler.add("tQ"); // the tuple is a persistent id
    pickler.integer(0);
    pickler.tuple(tensor.shape);
    pickler.tuple(rowMajorStrides(tensor.shape));
    pickler.add('\x89'); // NEWFALSE
    pickler.add(emptyOrderedDict);
    pickler.add("tR"); // called
}

QByteArray pickleStateDict(const std::vector<WeightToWrite>& tensors)
{
    Pickler pickler;
    pickler.add("\x80\x02"); // protocol 2
    pickler.add(emptyOrderedDict);
    pickler.add('(');
    for (size_t i = 0; i < tensors.size(); ++i) {
        pickler.text(tensors[i].name.toUtf8());
        pickleTensor(pickler, tensors[i], QByteArray::number(i));
    }
    pickler.add("u."); // SETITEMS, STOP
    return pickler.bytes();
}

} // namespace

QByteArray composePth(const std::vector<WeightToWrite>& tensors)
{
    ZipWriter archive;
    archive.add("archive/data.pkl", pickleStateDict(tensors));
    archive.add("archive/byteorder", "little");
    for (size_t i = 0; i < tensors.size(); ++i)
        archive.add("archive/data/" + QByteArray::number(i), tensors[i].data);
    archive.add("archive/version", "3\n");
    return std::move(archive).finish();
}

} // namespace creel
