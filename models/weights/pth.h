#pragma once

#include "models/weights/weight_file.h"

namespace creel {

/// Parses the zip archive that torch.save has written since PyTorch 1.6. Nothing in it is executed; every
/// tensor is checked to lie inside its storage, every storage's checksum is compared.
Result<WeightFile> parsePth(QByteArray bytes, const QString& name);

} // namespace creel
