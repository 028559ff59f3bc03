#pragma once

#include "models/weights/weight_file.h"

#include <QByteArrayView>

namespace creel {

/// A tensor as a pickle describes it: a view into one of the archive's storages.
struct PickledTensor
{
    QString name;
    NumberType type = NumberType::Float32;
    QByteArray storage;         ///< key of the storage, "0", "1", …
    qint64 storageElements = 0; ///< how long the pickle says the storage is
    qint64 offset = 0;          ///< of the first element, in elements
    std::vector<int64_t> shape;
    std::vector<int64_t> strides; ///< in elements
};

/// Reads the state dict in a data.pkl without running anything: of pickle's protocol 2 only what torch.save
/// needs for tensors in (nested) dictionaries is understood, of its globals only OrderedDict, the rebuilding
/// of tensors and parameters, and the storage types. Plain numbers and texts beside the tensors are passed
/// over; anything else is an error. Neither recursion nor memory grows beyond a multiple of the input.
/// A checkpoint's {"state_dict": …} or {"model": …} is opened. Sizes are not yet checked against the
/// storages. `file` is for messages.
Result<std::vector<PickledTensor>> unpickleStateDict(QByteArrayView pickle, const QString& file);

} // namespace creel
