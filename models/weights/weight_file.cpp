#include "models/weights/weight_file.h"

#include "models/weights/pth.h"
#include "models/weights/safetensors.h"
#include "models/weights/weights_text.h"

#include <QFile>

#include <algorithm>
#include <optional>

namespace creel {

namespace {

constexpr qint64 mostBytes = qint64(2) << 30; // far beyond any network here, and what a QByteArray takes

/// How torch.save began its files before version 1.6: a pickled number, no archive.
constexpr char oldStreamStart[] = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";

bool isTar(const QByteArray& bytes)
{
    return bytes.size() > 512 && QByteArrayView(bytes).sliced(257, 5) == "ustar";
}

} // namespace

int bytesOf(NumberType type)
{
    switch (type) {
    case NumberType::Float16:
    case NumberType::BFloat16:
        return 2;
    case NumberType::Float32:
        return 4;
    case NumberType::Float64:
    case NumberType::Int64:
        return 8;
    }
    return 0;
}

qint64 WeightTensor::elementCount() const
{
    return checkedElementCount(shape).value_or(0);
}

bool WeightTensor::isRowMajor() const
{
    return strides == rowMajorStrides(shape);
}

const WeightTensor* WeightFile::find(const QString& name) const
{
    const auto found = std::ranges::find(tensors, name, &WeightTensor::name);
    return found == tensors.end() ? nullptr : &*found;
}

std::optional<qint64> checkedElementCount(const std::vector<int64_t>& shape)
{
    constexpr qint64 most = qint64(1) << 40;
    qint64 count = 1;
    for (const int64_t size : shape) {
        if (size < 0 || (size > 0 && count > most / size))
            return std::nullopt;
        count *= size;
    }
    return count;
}

std::vector<int64_t> rowMajorStrides(const std::vector<int64_t>& shape)
{
    std::vector<int64_t> strides(shape.size(), 1);
    for (size_t i = shape.size(); i > 1; --i)
        strides[i - 2] = strides[i - 1] * std::max<int64_t>(shape[i - 1], 1);
    return strides;
}

Result<WeightFile> readWeightFile(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(file.exists() ? ErrorCode::Unreadable : ErrorCode::NotFound,
                    WeightsText::tr("The weight file %1 cannot be read: %2.").arg(path, file.errorString()));
    if (file.size() > mostBytes)
        return fail(
            ErrorCode::Unsupported,
            WeightsText::tr("The weight file %1 is larger than the 2 GiB that Creel reads.").arg(path));
    return parseWeightFile(file.readAll(), path);
}

Result<WeightFile> parseWeightFile(QByteArray bytes, const QString& name)
{
    if (bytes.startsWith("PK\x03\x04"))
        return parsePth(std::move(bytes), name);
    if (bytes.startsWith(QByteArrayView(oldStreamStart, sizeof oldStreamStart - 1)) || isTar(bytes))
        return fail(ErrorCode::Unsupported,
                    WeightsText::tr("%1 was written by a PyTorch older than 1.6, in a format that Creel does "
                                    "not read. Load it in a newer PyTorch and save it again with torch.save.")
                        .arg(name));
    return parseSafetensors(std::move(bytes), name);
}

} // namespace creel
