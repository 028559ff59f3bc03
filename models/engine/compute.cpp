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

/// A driver that is too old and a GPU that this libtorch has no kernels for show at the first computation.
Result<void> tryGpu()
{
    if (!torch::cuda::is_available())
        return fail(ErrorCode::Unsupported,
                    LearningText::tr("There is no NVIDIA GPU that this build of the learning engine can use. "
                                     "Take --device cpu, or build the engine for a GPU as the README says."));
    try {
        torch::ones({8}, torch::TensorOptions(torch::kCUDA)).sum().item<float>();
        return {};
    } catch (const std::exception& error) {
        const QString why = QString::fromUtf8(error.what()).section(QLatin1Char('\n'), 0, 0);
        return fail(ErrorCode::Unsupported,
                    LearningText::tr("The NVIDIA GPU cannot be used: %1. Take --device cpu.").arg(why));
    }
}

} // namespace

Result<torch::Device> chooseDevice(DeviceChoice wanted, Precision precision)
{
    const bool wantsInt8 = precision == Precision::Int8;
    if (wanted == DeviceChoice::Cuda && wantsInt8)
        return fail(ErrorCode::Unsupported,
                    LearningText::tr("Only processors compute in int8. Take --device cpu, or on the GPU "
                                     "--precision bf16 or fp32."));
    if (wanted == DeviceChoice::Cpu || wantsInt8)
        return torch::Device(torch::kCPU);
    const Result<void> gpu = tryGpu();
    if (!gpu && wanted == DeviceChoice::Cuda)
        return tl::unexpected(gpu.error());
    return gpu ? torch::Device(torch::kCUDA, 0) : torch::Device(torch::kCPU);
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
