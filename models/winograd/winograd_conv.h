#pragma once

#include <torch/torch.h>

namespace creel {

/// Whether a convolution of `x` (B,C,H,W) with `weight` is one that winogradConv() does, and faster than
/// libtorch: 3x3 on every pixel, in float32 on a processor, of enough pixels that transforming the weights
/// pays.
bool isForWinograd(const torch::Tensor& x, const torch::Tensor& weight, int64_t stride);

/// The convolution of (B,C,H,W), padded by one pixel, with weights (out,C,3,3): about twice as fast as
/// libtorch's, and the same but for rounding. `bias` may be undefined. The result lies channels last.
/// Gradients flow to `x` and `weight`, unless there is a bias or a ReLU, which are for predicting.
torch::Tensor winogradConv(const torch::Tensor& x, const torch::Tensor& weight,
                           const torch::Tensor& bias = {}, bool hasRelu = false);

/// The convolution padded by half its kernel, in whichever way is fastest. `bias` may be undefined.
torch::Tensor paddedConv(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
                         int64_t stride);

} // namespace creel
