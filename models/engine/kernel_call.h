#pragma once

#include <torch/torch.h>

namespace creel {

/// Whether this libtorch has a kernel of that name ("quantized::conv2d_prepack").
bool hasKernel(const char* name);

/// Calls one of libtorch's kernels that have no C++ name. Throws as they do, and where there is none.
c10::IValue callKernel(const char* name, const char* overload, std::vector<c10::IValue> arguments);

} // namespace creel
