#pragma once

#include "models/networks/network.h"
#include "models/weights/safetensors.h"

namespace creel {

/// Which part of a network a weight file must fill.
enum class LoadPart
{
    All, ///< every tensor by name and shape, nothing left over
    Body ///< the same without the head, so that any number of classes will do
};

/// Copies the file's numbers into the network, converting them to float32. Missing, left-over or misshapen
/// tensors are an error (BadInput) that names the first ones; the network may be partly overwritten then.
/// Files older than batch norm's num_batches_tracked are taken.
Result<void> loadState(Network& network, const WeightFile& file, LoadPart part, const QString& name);

/// One tensor of a file as torch has it, copied.
torch::Tensor toTensor(const WeightFile& file, const WeightTensor& tensor);

WeightToWrite toWeight(const QString& name, const torch::Tensor& tensor);

/// The network's state dict in torchvision's order.
std::vector<std::pair<std::string, torch::Tensor>> stateOf(const torch::nn::Module& module);
std::vector<WeightToWrite> weightsOf(const Network& network);

} // namespace creel
