#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QMap>
#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace creel {

/// Number types that a weight file may hold.
enum class NumberType : quint8
{
    Float16,
    BFloat16,
    Float32,
    Float64,
    Int64
};

int bytesOf(NumberType type);

/// One named array in a weight file. Its elements lie in WeightFile::bytes.
struct WeightTensor
{
    QString name;
    NumberType type = NumberType::Float32;
    std::vector<int64_t> shape;
    std::vector<int64_t> strides; ///< in elements; row-major unless a .pth says otherwise
    qint64 offset = 0;            ///< of the first element, in bytes from the file's start

    qint64 elementCount() const;
    bool isRowMajor() const;
};

/// What a weight file holds. Every tensor was checked to lie inside `bytes`. Little-endian.
struct WeightFile
{
    QByteArray bytes;
    std::vector<WeightTensor> tensors;
    QMap<QString, QString> metadata; ///< .safetensors only

    const WeightTensor* find(const QString& name) const;
};

/// Reads `path` as .safetensors or as a .pth that torch.save wrote, whichever its content is. Any thread.
Result<WeightFile> readWeightFile(const QString& path);

/// The same for bytes in hand; `name` is for messages.
Result<WeightFile> parseWeightFile(QByteArray bytes, const QString& name);

/// Elements that `shape` describes; nothing for a negative size or more than 2^40 elements.
std::optional<qint64> checkedElementCount(const std::vector<int64_t>& shape);

std::vector<int64_t> rowMajorStrides(const std::vector<int64_t>& shape);

} // namespace creel
