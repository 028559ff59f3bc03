#pragma once

#include "models/networks/network.h"

#include <map>

namespace creel {

/// Weight and bias of a convolution with its batch norm folded in.
struct FoldedConv
{
    torch::Tensor weight, bias;
};
using FoldedConvs = std::map<std::string, FoldedConv>;

/// The convolutions of a network whose norms were folded (Network::foldNorms), in float32 on the processor.
FoldedConvs foldedConvs(const Network& network);

} // namespace creel
