#pragma once

#include "models/weights/weight_file.h"

namespace creel {

/// Parses a .safetensors file (huggingface/safetensors, README "Format"): eight bytes with the header's
/// length, a JSON header, the data. Gaps, overlaps, unknown types and sizes that do not add up are refused.
Result<WeightFile> parseSafetensors(QByteArray bytes, const QString& name);

/// One array to be written; `data` holds its elements in row-major order, little-endian.
struct WeightToWrite
{
    QString name;
    NumberType type = NumberType::Float32;
    std::vector<int64_t> shape;
    QByteArray data;
};

/// The bytes of a .safetensors file, in the order given. Names must differ and sizes must fit.
Result<QByteArray> composeSafetensors(const std::vector<WeightToWrite>& tensors,
                                      const QMap<QString, QString>& metadata);

/// Writes the file under a temporary name, syncs and renames it, so that it appears complete or not at all.
Result<void> writeSafetensors(const QString& path, const std::vector<WeightToWrite>& tensors,
                              const QMap<QString, QString>& metadata);

} // namespace creel
