#include "models/weights/pth.h"
#include "models/weights/safetensors.h"
#include "models/weights/unpickler.h"
#include "tests/support/shared_data.h"

#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QtEndian>

#include <cstring>
#include <zlib.h>

using namespace creel;

namespace {

template<class Number>
QByteArray little(Number number)
{
    QByteArray bytes(sizeof number, '\0');
    qToLittleEndian(number, bytes.data());
    return bytes;
}

QByteArray floats(const std::vector<float>& numbers)
{
    return {reinterpret_cast<const char*>(numbers.data()), qsizetype(numbers.size() * sizeof(float))};
}

/// What an archive's member says about itself against the truth.
struct Lie
{
    bool wrongCrc = false;
    quint16 method = 0;
    std::optional<quint32> size;
    std::optional<quint32> headerOffset;
    std::optional<quint32> packedSize;
};

/// Writes zip archives, honest ones and others.
class ZipWriter
{
public:
    void add(const QByteArray& name, const QByteArray& data, const Lie& lie = {})
    {
        const quint32 crc =
            quint32(crc32_z(0, reinterpret_cast<const Bytef*>(data.constData()), size_t(data.size()))) ^
            (lie.wrongCrc ? 1U : 0U);
        const quint32 offset = lie.headerOffset.value_or(quint32(m_bytes.size()));
        const QByteArray sizes = little(lie.packedSize.value_or(lie.size.value_or(quint32(data.size())))) +
                                 little(lie.size.value_or(quint32(data.size())));
        const QByteArray common = little(quint16(0)) + little(lie.method) + little(quint32(0)) + little(crc) +
                                  sizes + little(quint16(name.size())) + little(quint16(0));
        m_bytes += "PK\3\4" + little(quint16(20)) + common + name + data;
        m_directory += "PK\1\2" + little(quint16(20)) + little(quint16(20)) + common + QByteArray(10, '\0') +
                       little(offset) + name;
        ++m_count;
    }

    QByteArray finish(std::optional<quint16> count = {}, std::optional<quint32> directory = {}) const
    {
        const quint16 members = count.value_or(quint16(m_count));
        return m_bytes + m_directory + "PK\5\6" + QByteArray(4, '\0') + little(members) + little(members) +
               little(quint32(m_directory.size())) + little(directory.value_or(quint32(m_bytes.size()))) +
               QByteArray(2, '\0');
    }

private:
    QByteArray m_bytes;
    QByteArray m_directory;
    int m_count = 0;
};

QByteArray text(const QByteArray& text)
{
    return 'X' + little(quint32(text.size())) + text;
}

QByteArray number(qint32 number)
{
    return 'J' + little(number);
}

QByteArray tuple(const std::vector<qint32>& numbers)
{
    QByteArray bytes = "(";
    for (const qint32 each : numbers)
        bytes += ::number(each);
    return bytes + 't';
}

const QByteArray orderedDict = "ccollections\nOrderedDict\n)R";

struct TensorPickle
{
    std::vector<qint32> shape{2, 3};
    std::vector<qint32> strides{3, 1};
    qint32 offset = 0;
    qint32 elements = 6;
    QByteArray type = "FloatStorage";
    QByteArray key = "0";

    QByteArray bytes() const
    {
        return "ctorch._utils\n_rebuild_tensor_v2\n((" + text("storage") + "ctorch\n" + type + '\n' +
               text(key) + text("cpu") + number(elements) + "tQ" + number(offset) + tuple(shape) +
               tuple(strides) + '\x89' + orderedDict + "tR";
    }
};

QByteArray stateDict(const QByteArray& entries)
{
    return "\x80\x02" + orderedDict + '(' + entries + "u.";
}

QByteArray archiveOf(const QByteArray& pickle, const Lie& lie = {})
{
    ZipWriter zip;
    zip.add("net/data.pkl", pickle);
    zip.add("net/data/0", floats({1, 2, 3, 4, 5, 6}), lie);
    return zip.finish();
}

QByteArray archiveOf(const TensorPickle& tensor)
{
    return archiveOf(stateDict(text("w") + tensor.bytes()));
}

QByteArray safetensorsOf(const QByteArray& header, const QByteArray& data)
{
    return little(quint64(header.size())) + header + data;
}

float elementOf(const WeightFile& file, const WeightTensor& tensor, std::vector<int64_t> at)
{
    qint64 offset = tensor.offset;
    for (size_t i = 0; i < at.size(); ++i)
        offset += at[i] * tensor.strides[i] * bytesOf(tensor.type);
    float value = 0;
    std::memcpy(&value, file.bytes.constData() + offset, sizeof value);
    return value;
}

/// Every file this test knows to be sound.
QByteArrayList soundFiles()
{
    return {archiveOf(TensorPickle()),
            *composeSafetensors({{QStringLiteral("w"), NumberType::Float32, {2, 2}, floats({1, 2, 3, 4})}},
                                {{QStringLiteral("a"), QStringLiteral("b")}})};
}

} // namespace

/// Reads sound weight files and refuses the others, whatever is wrong with them.
class WeightFilesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTheSharedFiles_data();
    void readsTheSharedFiles();
    void readsBackWhatItWrote();
    void readsViewsOfAStorage();
    void opensACheckpoint();
    void refusesHostilePth_data();
    void refusesHostilePth();
    void refusesHostileSafetensors_data();
    void refusesHostileSafetensors();
    void refusesEveryTruncation();
    void survivesFlippedBytes();
    void saysThatAnOldFormatIsTooOld();
    void saysThatAFileIsMissing();
};

void WeightFilesTest::readsTheSharedFiles_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("tensors");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QList<int>>("shape");
    const auto row = [](const char* file, int tensors, const char* name, const QList<int>& shape) {
        QTest::newRow(file) << QString::fromLatin1(file) << tensors << QString::fromLatin1(name) << shape;
    };
    row("resnet34_distilled.pth", 218, "layer4.2.conv2.weight", {512, 512, 3, 3});
    row("mobilenet_v2_torchvision_norm05.pth", 314, "classifier.1.weight", {1000, 1280});
    row("squeezenet1_0_torchvision.pth", 52, "features.0.weight", {96, 3, 7, 7});
}

void WeightFilesTest::readsTheSharedFiles()
{
    CREEL_NEEDS_SHARED(shared);
    QFETCH(QString, file);
    QFETCH(int, tensors);
    QFETCH(QString, name);
    QFETCH(QList<int>, shape);
    const auto read = readWeightFile(shared + QStringLiteral("/weights/") + file);
    QVERIFY2(read, qPrintable(read ? QString() : read.error().message));
    QCOMPARE(read->tensors.size(), size_t(tensors));
    const WeightTensor* tensor = read->find(name);
    QVERIFY(tensor);
    QCOMPARE(tensor->shape, std::vector<int64_t>(shape.begin(), shape.end()));
    QVERIFY(tensor->isRowMajor());
}

void WeightFilesTest::readsBackWhatItWrote()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("net.safetensors"));
    const std::vector<WeightToWrite> tensors{
        {QStringLiteral("z.weight"), NumberType::Float32, {2, 3}, floats({1, 2, 3, 4, 5, 6})},
        {QStringLiteral("a.count"), NumberType::Int64, {}, little(qint64(-7))},
        {QStringLiteral("half"), NumberType::BFloat16, {1, 1, 3}, QByteArray("abcdef")},
        {QStringLiteral("none"), NumberType::Float64, {0, 4}, {}},
    };
    const QMap<QString, QString> metadata{
        {QStringLiteral("classes"), QStringLiteral("[\"ключ\",\"a\\\"b\"]")}};
    QVERIFY(writeSafetensors(path, tensors, metadata));
    const auto read = readWeightFile(path);
    QVERIFY(read);
    QCOMPARE(read->metadata, metadata);
    QCOMPARE(read->tensors.size(), tensors.size());
    for (const WeightToWrite& wrote : tensors) {
        const WeightTensor* tensor = read->find(wrote.name);
        QVERIFY(tensor);
        QCOMPARE(tensor->type, wrote.type);
        QCOMPARE(tensor->shape, wrote.shape);
        QCOMPARE(read->bytes.mid(tensor->offset, wrote.data.size()), wrote.data);
    }
    QVERIFY(!writeSafetensors(folder.filePath(QStringLiteral("no/such/place")), tensors, metadata));
}

void WeightFilesTest::readsViewsOfAStorage()
{
    TensorPickle turned;
    turned.shape = {3, 2};
    turned.strides = {1, 3};
    const auto file = parseWeightFile(archiveOf(turned), QStringLiteral("x"));
    QVERIFY2(file, qPrintable(file ? QString() : file.error().message));
    QCOMPARE(file->tensors[0].name, QStringLiteral("w"));
    QVERIFY(!file->tensors[0].isRowMajor());
    QCOMPARE(elementOf(*file, file->tensors[0], {2, 1}), 6.0F);
    QCOMPARE(elementOf(*file, file->tensors[0], {1, 0}), 2.0F);

    TensorPickle part;
    part.shape = {2};
    part.strides = {2};
    part.offset = 1;
    const auto second = parseWeightFile(archiveOf(part), QStringLiteral("x"));
    QVERIFY(second);
    QCOMPARE(elementOf(*second, second->tensors[0], {1}), 4.0F);
}

void WeightFilesTest::opensACheckpoint()
{
    const QByteArray inner = orderedDict + '(' + text("w") + TensorPickle().bytes() + 'u';
    const QByteArray pickle = "\x80\x02}(" + text("epoch") + number(3) + text("lr") + "G" +
                              QByteArray(8, 'x') + text("state_dict") + inner + "u.";
    const auto file = parseWeightFile(archiveOf(pickle), QStringLiteral("x"));
    QVERIFY2(file, qPrintable(file ? QString() : file.error().message));
    QCOMPARE(file->tensors.size(), size_t(1));
    QCOMPARE(file->tensors[0].name, QStringLiteral("w"));
}

void WeightFilesTest::refusesHostilePth_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* name, const QByteArray& bytes, const char* says) {
        QTest::newRow(name) << bytes << QString::fromLatin1(says);
    };
    const auto tensor = [&](const char* name, auto change, const char* says) {
        TensorPickle pickle;
        change(pickle);
        row(name, archiveOf(pickle), says);
    };
    tensor(
        "outside", [](TensorPickle& t) { t.offset = 1; }, "does not fit");
    tensor(
        "negative offset", [](TensorPickle& t) { t.offset = -1; }, "does not fit");
    tensor(
        "negative size",
        [](TensorPickle& t) {
            t.shape = {-2, -3};
        },
        "does not fit");
    tensor(
        "negative stride",
        [](TensorPickle& t) {
            t.strides = {-3, 1};
        },
        "does not fit");
    tensor(
        "stride of zero",
        [](TensorPickle& t) {
            t.strides = {0, 1};
        },
        "does not fit");
    tensor(
        "overlapping strides",
        [](TensorPickle& t) {
            t.strides = {1, 1};
        },
        "does not fit");
    tensor(
        "huge count",
        [](TensorPickle& t) {
            t.shape = {2147483647, 2147483647};
        },
        "does not fit");
    tensor(
        "count that wraps",
        [](TensorPickle& t) {
            t.shape = {65536, 65536, 65536, 65536};
            t.strides = {1, 1, 1, 1};
        },
        "does not fit");
    tensor(
        "huge stride",
        [](TensorPickle& t) {
            t.strides = {2147483647, 1};
        },
        "does not fit");
    tensor(
        "lying storage", [](TensorPickle& t) { t.elements = 7; }, "does not fit");
    tensor(
        "wider type", [](TensorPickle& t) { t.type = "DoubleStorage"; }, "does not fit");
    tensor(
        "too many dimensions",
        [](TensorPickle& t) {
            t.shape.assign(9, 1);
            t.strides.assign(9, 1);
        },
        "shape");
    tensor(
        "fewer strides", [](TensorPickle& t) { t.strides = {1}; }, "does not fit");
    tensor(
        "missing storage", [](TensorPickle& t) { t.key = "../../etc/passwd"; }, "no member");
    tensor(
        "unknown storage", [](TensorPickle& t) { t.type = "QUInt8Storage"; }, "QUInt8Storage");

    const auto pickle = [&](const char* name, const QByteArray& body, const char* says) {
        row(name, archiveOf("\x80\x02" + body), says);
    };
    pickle("runs a command", "cos\nsystem\n(" + text("touch /tmp/creel-was-here") + "tR.", "os system");
    pickle("builtins", "c__builtin__\neval\n(" + text("1") + "tR.", "__builtin__ eval");
    pickle("instance opcode", "(ios\nsystem\n.", "operation 0x69");
    pickle("extension opcode", "\x82\x01.", "operation 0x82");
    pickle("calls a dictionary", "})R.", "cannot be called");
    pickle("builds a global", "ccollections\nOrderedDict\n}b.", "changes what is no dictionary");
    pickle("dictionary with arguments", "ccollections\nOrderedDict\n(" + number(1) + "tR.", "never does");
    pickle("empty stack", "R.", "never there");
    pickle("stack below the mark", number(1) + "(\x85.", "never there");
    pickle("no mark", "u.", "never there");
    pickle("odd items", "}(" + text("w") + "u.", "no dictionary");
    pickle("unknown memo", "h\x05.", "never there");
    pickle("no end", "}", "cut off");
    pickle("huge text", "X\xff\xff\xff\xff.", "cut off");
    pickle("endless name", "c" + QByteArray(5000, 'a') + "\nb\n.", "too long");
    pickle("nothing in it", "}.", "no weights");
    pickle("a list", "].", "no dictionary");
    pickle("huge number", "\x8a\x09" + QByteArray(9, '\x7f') + '.', "too large");
    pickle("deep tuples", ")" + QByteArray(1'000'000, '\x85') + '.', "no dictionary");
    pickle("deep marks", QByteArray(1'000'000, '(') + '.', "never there");
    pickle("endless", QByteArray(5 << 20, ')') + '.', "far too long");
    pickle("storage of nothing", ")Q.", "not described");
    pickle("tensor of nothing", "ctorch._utils\n_rebuild_tensor_v2\n)R.", "not described");
    const QByteArray entry = text("w") + TensorPickle().bytes();
    row("name twice", archiveOf(stateDict(entry + entry)), "twice");
    QByteArray many;
    for (int i = 0; i < 5000; ++i)
        many += text("w" + QByteArray::number(i)) + (i == 0 ? TensorPickle().bytes() + "q\1" : "h\1");
    ZipWriter small;
    small.add("net/data.pkl", stateDict(many));
    small.add("net/data/0", floats(std::vector<float>(60'000)));
    row("one storage, many tensors", small.finish(), "does not fit");
    row("protocol 4", archiveOf("\x80\x04}."), "protocol 2");

    Lie lie;
    lie.wrongCrc = true;
    row("wrong CRC", archiveOf(stateDict(entry), lie), "checksum");
    lie = {};
    lie.method = 8;
    row("compressed", archiveOf(stateDict(entry), lie), "compressed");
    lie = {};
    lie.size = 0xfffffff0;
    row("size outside", archiveOf(stateDict(entry), lie), "outside");
    lie = {};
    lie.packedSize = 4;
    row("zip bomb", archiveOf(stateDict(entry), lie), "compressed");
    lie = {};
    lie.headerOffset = 0;
    row("header of another", archiveOf(stateDict(entry), lie), "outside");
    lie.headerOffset = 0xffffff00;
    row("header outside", archiveOf(stateDict(entry), lie), "outside");
    ZipWriter twins;
    twins.add("net/data.pkl", stateDict(entry));
    twins.add("net/data/0", "a");
    twins.add("net/data/0", "b");
    row("two of a name", twins.finish(), "two members");
    ZipWriter nested; // the second member's header lies inside the first one's data
    ZipWriter insideOnly;
    insideOnly.add("net/data.pkl", "x");
    nested.add("net/data/0", insideOnly.finish());
    lie = {};
    lie.headerOffset = 40;
    nested.add("net/data.pkl", "x", lie);
    row("overlapping members", nested.finish(), "overlap");
    ZipWriter zip;
    zip.add("readme.txt", "hello");
    row("another zip", zip.finish(), "no weights");
    row("too many members", zip.finish(65'000), "too long");
    row("fewer members", zip.finish(3), "cut off");
    row("directory outside", zip.finish(1, 1'000'000), "outside");
    ZipWriter big;
    big.add("net/data.pkl", stateDict(entry));
    big.add("net/byteorder", "big");
    big.add("net/data/0", floats({1, 2, 3, 4, 5, 6}));
    row("big endian", big.finish(), "big-endian");
}

void WeightFilesTest::refusesHostilePth()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, says);
    const auto file = parseWeightFile(bytes, QStringLiteral("bad.pth"));
    QVERIFY(!file);
    QVERIFY2(file.error().message.contains(says), qPrintable(file.error().message));
    QVERIFY(file.error().message.contains(QLatin1String("bad.pth")));
    QVERIFY(!QFile::exists(QStringLiteral("/tmp/creel-was-here")));
}

void WeightFilesTest::refusesHostileSafetensors_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* name, const QByteArray& bytes, const char* says) {
        QTest::newRow(name) << bytes << QString::fromLatin1(says);
    };
    const auto header = [&](const char* name, const QByteArray& json, const char* says) {
        row(name, safetensorsOf(json, QByteArray(8, 'x')), says);
    };
    row("empty", {}, "too short");
    row("header too long", little(quint64(1000)) + "{}", "longer than the file");
    row("header of 2^63", little(quint64(1) << 63) + "{}", "longer than the file");
    header("no JSON", "hello", "not JSON");
    header("an array", "[]", "not JSON");
    header("deep JSON", QByteArray(100'000, '['), "not JSON");
    header("deep objects", QByteArray("{\"a\":").repeated(50'000), "not JSON");
    header("nothing named", "{}", "gaps");
    header("no object", R"({"w":3})", "type");
    header("unknown type", R"({"w":{"dtype":"Q4","shape":[2],"data_offsets":[0,8]}})", "Q4");
    header("no shape", R"({"w":{"dtype":"F32","data_offsets":[0,8]}})", "no shape");
    header("no offsets", R"({"w":{"dtype":"F32","shape":[2]}})", "do not fit");
    header("three offsets", R"({"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8,9]}})", "do not fit");
    header("negative size", R"({"w":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}})", "no sense");
    header("half a size", R"({"w":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}})", "no sense");
    header("count that wraps",
           R"({"w":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}})", "do not fit");
    header("too large", R"({"w":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}})", "outside");
    header("backwards", R"({"w":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}})", "do not fit");
    header(
        "overlap",
        R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
        "overlap");
    header("gap", R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", "gaps");
    header("a tail", R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", "gaps");
    header("metadata of numbers",
           R"({"__metadata__":{"a":1},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", "not text");
}

void WeightFilesTest::refusesHostileSafetensors()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, says);
    const auto file = parseWeightFile(bytes, QStringLiteral("bad.safetensors"));
    QVERIFY(!file);
    QVERIFY2(file.error().message.contains(says), qPrintable(file.error().message));
}

void WeightFilesTest::refusesEveryTruncation()
{
    for (const QByteArray& sound : soundFiles()) {
        QVERIFY(parseWeightFile(sound, QStringLiteral("x")));
        for (qsizetype length = 0; length < sound.size(); ++length)
            QVERIFY(!parseWeightFile(sound.first(length), QStringLiteral("x")));
    }
}

void WeightFilesTest::survivesFlippedBytes()
{
    QRandomGenerator random(7);
    int refused = 0;
    for (const QByteArray& sound : soundFiles()) {
        for (int round = 0; round < 20'000; ++round) {
            QByteArray bytes = sound;
            for (int i = 0; i <= round % 3; ++i)
                bytes[random.bounded(bytes.size())] = char(random.bounded(256));
            refused += parseWeightFile(bytes, QStringLiteral("x")) ? 0 : 1;
        }
        const QByteArray pickle = stateDict(text("w") + TensorPickle().bytes());
        for (int round = 0; round < 20'000; ++round) {
            QByteArray bytes = pickle;
            bytes[random.bounded(bytes.size())] = char(random.bounded(256));
            refused += unpickleStateDict(bytes, QStringLiteral("x")) ? 0 : 1;
        }
    }
    QVERIFY(refused > 1000);
}

void WeightFilesTest::saysThatAnOldFormatIsTooOld()
{
    QByteArray tar(1024, '\0');
    tar.replace(257, 5, "ustar");
    const QByteArray stream("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 15);
    for (const QByteArray& old : {tar, stream}) {
        const auto file = parseWeightFile(old, QStringLiteral("old.pth"));
        QVERIFY(!file);
        QCOMPARE(file.error().code, ErrorCode::Unsupported);
        QVERIFY(file.error().message.contains(QLatin1String("1.6")));
    }
}

void WeightFilesTest::saysThatAFileIsMissing()
{
    const auto file = readWeightFile(QStringLiteral("/no/such/file.pth"));
    QVERIFY(!file);
    QCOMPARE(file.error().code, ErrorCode::NotFound);
}

QTEST_GUILESS_MAIN(WeightFilesTest)
#include "tst_weight_files.moc"
