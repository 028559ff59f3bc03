#pragma once

#include "core/learning/engine.h"

#include <torch/torch.h>

namespace creel {

/// Where a network is computed and in which numbers.
struct Compute
{
    torch::Device device{torch::kCPU};
    bool isBFloat16 = false;

    torch::ScalarType type() const { return isBFloat16 ? torch::kBFloat16 : torch::kFloat32; }
};

/// The processor for int8, which GPUs have no kernels for. Error Unsupported for a GPU that this libtorch
/// cannot use, or that is to compute in int8.
Result<torch::Device> chooseDevice(DeviceChoice wanted, Precision precision);

/// Whether this GPU, which is there, has bfloat16 instructions: compute capability 8.0, as libtorch's cuDNN
/// sees it.
bool gpuHasBFloat16();

/// While it lives, convolutions and linear layers on this thread are computed in bfloat16 from float32
/// weights, if `compute` says so.
class Autocast
{
public:
    explicit Autocast(const Compute& compute);
    ~Autocast();
    Autocast(const Autocast&) = delete;
    Autocast& operator=(const Autocast&) = delete;

private:
    const bool m_isOn;
    const torch::DeviceType m_device;
};

/// Lays the weights of convolutions out with the channels last: several times faster.
void useChannelsLast(torch::nn::Module& network);

} // namespace creel
