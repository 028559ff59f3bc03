#pragma once

#include <torch/torch.h>

#include <string>

namespace creel {

/// How a ResNet with folded batch norm is computed, for who does it otherwise than its modules.
class ResNetOps
{
public:
    virtual ~ResNetOps() = default;

    /// The convolution of that name ("layer1.0.conv1"), padded by half its kernel.
    virtual torch::Tensor conv(const std::string& name, const torch::Tensor& x, int64_t stride,
                               bool hasRelu) = 0;
    /// ReLU of the sum that ends the block of that name ("layer1.0").
    virtual torch::Tensor addRelu(const std::string& block, const torch::Tensor& a,
                                  const torch::Tensor& b) = 0;
    /// Whether there is a convolution of that name.
    virtual bool has(const std::string& name) const = 0;
};

/// Images (B,3,H,W), in whatever numbers `ops` works with, to the last map, as models/networks/resnet.cpp
/// does it.
torch::Tensor walkResNet(ResNetOps& ops, torch::Tensor x);

} // namespace creel
