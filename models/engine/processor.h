#pragma once

#include "core/learning/engine.h"

namespace creel {

/// What the processor says about itself in /proc/cpuinfo.
struct Processor
{
    QString name;
    bool hasBFloat16 = false; ///< instructions for it: avx512_bf16 or amx_bf16
};

Processor readProcessor();

/// Which precision to compute in, and why. Error Unsupported for bfloat16 on a processor that would emulate
/// it.
struct PrecisionChoice
{
    Precision precision = Precision::Float32; ///< never Auto
    QString reason;
};
Result<PrecisionChoice> choosePrecision(Precision wanted, const Processor& processor);

} // namespace creel
