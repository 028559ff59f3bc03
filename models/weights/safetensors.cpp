#include "models/weights/safetensors.h"

#include "core/base/whole_file.h"
#include "models/weights/weights_text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QtEndian>

#include <algorithm>
#include <array>
#include <cmath>

namespace creel {

namespace {

constexpr qint64 prefixBytes = 8;
constexpr qint64 mostHeaderBytes = 100'000'000; // the format's own limit
constexpr int mostDimensions = 8;

const std::array<std::pair<QLatin1String, NumberType>, 5> typeNames{{
    {QLatin1String("F16"), NumberType::Float16},
    {QLatin1String("BF16"), NumberType::BFloat16},
    {QLatin1String("F32"), NumberType::Float32},
    {QLatin1String("F64"), NumberType::Float64},
    {QLatin1String("I64"), NumberType::Int64},
}};

std::optional<NumberType> typeFromName(const QString& name)
{
    for (const auto& [text, type] : typeNames)
        if (name == text)
            return type;
    return std::nullopt;
}

QString nameOf(NumberType type)
{
    return std::ranges::find(typeNames, type, &std::pair<QLatin1String, NumberType>::second)->first;
}

/// A whole number of at least zero that a double can hold exactly.
std::optional<qint64> wholeNumber(const QJsonValue& value)
{
    const double number = value.toDouble(-1);
    if (!value.isDouble() || number < 0 || number > 9e15 || number != std::floor(number))
        return std::nullopt;
    return qint64(number);
}

tl::unexpected<Error> damaged(const QString& file, const QString& why)
{
    return fail(ErrorCode::Corrupt,
                WeightsText::tr("%1 is no usable .safetensors file: %2. Fetch it again.").arg(file, why));
}

Result<QJsonObject> readHeader(const QByteArray& bytes, const QString& file)
{
    if (bytes.size() < prefixBytes)
        return damaged(file, WeightsText::tr("it is too short"));
    const quint64 length = qFromLittleEndian<quint64>(bytes.constData());
    if (length > quint64(mostHeaderBytes) || qint64(length) > bytes.size() - prefixBytes)
        return damaged(file, WeightsText::tr("its header is longer than the file or than 100 MB"));
    QJsonParseError error;
    const QByteArray header = QByteArray::fromRawData(bytes.constData() + prefixBytes, qsizetype(length));
    const QJsonDocument document = QJsonDocument::fromJson(header, &error);
    if (!header.startsWith('{') || !document.isObject())
        return damaged(file, WeightsText::tr("its header is not JSON (%1)").arg(error.errorString()));
    return document.object();
}

/// A tensor with the end of its bytes, both counted from the data's start.
struct Placed
{
    WeightTensor tensor;
    qint64 end = 0;
};

Result<std::vector<int64_t>> readShape(const QJsonValue& value, const QString& name, const QString& file)
{
    std::vector<int64_t> shape;
    for (const QJsonValue size : value.toArray()) {
        const auto number = wholeNumber(size);
        if (!number || shape.size() == mostDimensions)
            return damaged(file, WeightsText::tr("the shape of %1 makes no sense").arg(name));
        shape.push_back(*number);
    }
    return shape;
}

Result<Placed> readTensor(const QString& name, const QJsonObject& json, const QString& file)
{
    const auto type = typeFromName(json[QLatin1String("dtype")].toString());
    if (!type)
        return fail(ErrorCode::Unsupported,
                    WeightsText::tr("%1 holds numbers of a type that Creel does not read: %2 is %3.")
                        .arg(file, name, json[QLatin1String("dtype")].toString()));
    if (!json[QLatin1String("shape")].isArray())
        return damaged(file, WeightsText::tr("%1 has no shape").arg(name));
    CREEL_ASSIGN(std::vector<int64_t> shape, readShape(json[QLatin1String("shape")], name, file));
    const QJsonArray offsets = json[QLatin1String("data_offsets")].toArray();
    const auto begin = wholeNumber(offsets.at(0));
    const auto end = wholeNumber(offsets.at(1));
    const auto count = checkedElementCount(shape);
    if (offsets.size() != 2 || !begin || !end || !count || *end - *begin != *count * bytesOf(*type))
        return damaged(file, WeightsText::tr("shape and place of %1 do not fit").arg(name));
    auto strides = rowMajorStrides(shape);
    return Placed{{name, *type, std::move(shape), std::move(strides), *begin}, *end};
}

Result<QMap<QString, QString>> readMetadata(const QJsonValue& value, const QString& file)
{
    QMap<QString, QString> metadata;
    const QJsonObject object = value.toObject();
    for (auto item = object.begin(); item != object.end(); ++item) {
        if (!item->isString())
            return damaged(file, WeightsText::tr("its metadata are not text"));
        metadata.insert(item.key(), item->toString());
    }
    return metadata;
}

/// The format wants the data filled without a gap, which rules out overlaps too.
bool fillsData(std::vector<Placed>& placed, qint64 dataBytes)
{
    std::ranges::sort(placed, [](const Placed& a, const Placed& b) {
        return std::pair(a.tensor.offset, a.end) < std::pair(b.tensor.offset, b.end);
    });
    qint64 at = 0;
    for (const Placed& each : placed) {
        if (each.tensor.offset != at)
            return false;
        at = each.end;
    }
    return at == dataBytes;
}

} // namespace

Result<WeightFile> parseSafetensors(QByteArray bytes, const QString& name)
{
    CREEL_ASSIGN(const QJsonObject header, readHeader(bytes, name));
    WeightFile file;
    std::vector<Placed> placed;
    for (auto item = header.begin(); item != header.end(); ++item) {
        if (item.key() == QLatin1String("__metadata__")) {
            CREEL_ASSIGN(file.metadata, readMetadata(*item, name));
            continue;
        }
        CREEL_ASSIGN(Placed tensor, readTensor(item.key(), item->toObject(), name));
        placed.push_back(std::move(tensor));
    }
    const qint64 dataStart = prefixBytes + qint64(qFromLittleEndian<quint64>(bytes.constData()));
    if (!fillsData(placed, bytes.size() - dataStart))
        return damaged(name, WeightsText::tr("its tensors overlap, leave gaps or lie outside the file"));
    for (Placed& each : placed) {
        each.tensor.offset += dataStart;
        file.tensors.push_back(std::move(each.tensor));
    }
    file.bytes = std::move(bytes);
    return file;
}

Result<QByteArray> composeSafetensors(const std::vector<WeightToWrite>& tensors,
                                      const QMap<QString, QString>& metadata)
{
    QJsonObject header, texts;
    for (auto item = metadata.begin(); item != metadata.end(); ++item)
        texts.insert(item.key(), item.value());
    if (!texts.isEmpty())
        header.insert(QStringLiteral("__metadata__"), texts);
    qint64 at = 0;
    for (const WeightToWrite& tensor : tensors) {
        const auto count = checkedElementCount(tensor.shape);
        if (!count || *count * bytesOf(tensor.type) != tensor.data.size() || header.contains(tensor.name))
            return fail(ErrorCode::Internal,
                        WeightsText::tr("The weights named %1 do not fit their shape.").arg(tensor.name));
        QJsonArray shape;
        for (const int64_t size : tensor.shape)
            shape.append(qint64(size));
        header.insert(tensor.name,
                      QJsonObject{{QStringLiteral("dtype"), nameOf(tensor.type)},
                                  {QStringLiteral("shape"), shape},
                                  {QStringLiteral("data_offsets"), QJsonArray{at, at + tensor.data.size()}}});
        at += tensor.data.size();
    }
    QByteArray json = QJsonDocument(header).toJson(QJsonDocument::Compact);
    json.append((8 - json.size() % 8) % 8, ' '); // so that the data are aligned
    QByteArray bytes;
    bytes.reserve(prefixBytes + json.size() + at);
    bytes.resize(prefixBytes);
    qToLittleEndian(quint64(json.size()), bytes.data());
    bytes += json;
    for (const WeightToWrite& tensor : tensors)
        bytes += tensor.data;
    return bytes;
}

Result<void> writeSafetensors(const QString& path, const std::vector<WeightToWrite>& tensors,
                              const QMap<QString, QString>& metadata)
{
    CREEL_ASSIGN(const QByteArray bytes, composeSafetensors(tensors, metadata));
    if (const auto written = writeWhole(path, bytes); !written)
        return fail(ErrorCode::Unwritable,
                    WeightsText::tr("The weight file %1 cannot be written: %2.").arg(path, written.error()));
    return {};
}

} // namespace creel
