#pragma once

#include "core/learning/engine.h"

namespace creel {

/// What computes: the processor or a GPU.
struct Processor
{
    QString name;
    bool hasBFloat16 = false; ///< instructions for it, on a processor avx512_bf16 or amx_bf16
    bool isGpu = false;
    bool isHeldBack = false; ///< ONEDNN_MAX_CPU_ISA keeps libtorch from those it has
    bool hasInt8 = false;    ///< avx512_vnni
};

/// What the processor says about itself in /proc/cpuinfo, and what of it ONEDNN_MAX_CPU_ISA leaves.
Processor readProcessor();

/// The GPU's name from the driver's folder, /proc/driver/nvidia/gpus, which has a folder for each GPU; a
/// general one where there are several kinds, for libtorch need not count them in that order.
QString gpuNameIn(const QString& folder);

/// Which precision to compute in, and why. Error Unsupported for bfloat16 on a processor that would emulate
/// it. A GPU without bfloat16 computes in float32: float16 would need its losses scaled.
struct PrecisionChoice
{
    Precision precision = Precision::Float32; ///< never Auto
    QString reason;
};
Result<PrecisionChoice> choosePrecision(Precision wanted, const Processor& processor);

/// Whether models that can shall predict in int8: where it is asked for, or faster than all else. With
/// avx512_vnni it is twice as fast as float32; with AVX2 or avx_vnni, Winograd's convolutions in float32 are
/// faster and exact.
bool predictsInInt8(Precision wanted, const Processor& processor);

} // namespace creel
