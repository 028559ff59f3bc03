#pragma once

#include "models/networks/resnet_walk.h"

#include <torch/torch.h>

namespace creel {

/// What is the same in whatever numbers tensors have.
class ResNetTensors : public ResNetOps<torch::Tensor>
{
    torch::Tensor maxPool(const torch::Tensor& x) final
    {
        return torch::max_pool2d(x, {3, 3}, {2, 2}, {1, 1}, {1, 1});
    }
};

} // namespace creel
