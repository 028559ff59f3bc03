#pragma once

#include "models/weights/safetensors.h"

namespace creel {

/// The bytes of a state dict as torch.save has written it since PyTorch 1.6: an OrderedDict of tensors in the
/// order given. torch.load reads it with weights_only too. At most 4 GiB, which is more than Creel reads.
QByteArray composePth(const std::vector<WeightToWrite>& tensors);

} // namespace creel
