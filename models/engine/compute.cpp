#include "models/engine/compute.h"

#include "core/learning/learning_text.h"

#include <ATen/autocast_mode.h>
#include <ATen/detail/CUDAHooksInterface.h>

namespace creel {

namespace {

void switchAutocast(torch::DeviceType device, bool on)
{
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
    at::autocast::set_autocast_enabled(device, on);
    at::autocast::set_autocast_dtype(device, torch::kBFloat16);
#else
    if (device == torch::kCUDA) {
        at::autocast::set_enabled(on);
        at::autocast::set_autocast_gpu_dtype(torch::kBFloat16);
    } else {
        at::autocast::set_cpu_enabled(on);
        at::autocast::set_autocast_cpu_dtype(torch::kBFloat16);
    }
#endif
}

} // namespace

Result<torch::Device> chooseDevice(DeviceChoice wanted)
{
    const bool hasGpu = wanted != DeviceChoice::Cpu && torch::cuda::is_available();
    if (wanted == DeviceChoice::Cuda && !hasGpu)
        return fail(ErrorCode::Unsupported,
                    LearningText::tr("There is no NVIDIA GPU that this build of the learning engine can use. "
                                     "Take --device cpu, or build the engine for a GPU as the README says."));
    return hasGpu ? torch::Device(torch::kCUDA, 0) : torch::Device(torch::kCPU);
}

bool gpuHasBFloat16()
{
    const at::CUDAHooksInterface& hooks = at::detail::getCUDAHooks();
    return hooks.hasCuDNN() && hooks.supportsBFloat16ConvolutionWithCuDNNv8();
}

Autocast::Autocast(const Compute& compute) : m_isOn(compute.isBFloat16), m_device(compute.device.type())
{
    if (!m_isOn)
        return;
    at::autocast::increment_nesting();
    switchAutocast(m_device, true);
}

Autocast::~Autocast()
{
    if (!m_isOn)
        return;
    switchAutocast(m_device, false);
    if (at::autocast::decrement_nesting() == 0)
        at::autocast::clear_cache(); // of weights turned into bfloat16: the next step changes them
}

void useChannelsLast(torch::nn::Module& network)
{
    const torch::NoGradGuard noGradients;
    for (torch::Tensor& parameter : network.parameters())
        if (parameter.dim() == 4)
            parameter.set_data(parameter.contiguous(torch::MemoryFormat::ChannelsLast));
}

} // namespace creel
