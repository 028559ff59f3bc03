#include "app/cli/engine_flags.h"

#include "app/cli/output.h"

namespace creel {

void EngineFlags::addTo(CLI::App& command, bool alsoInt8)
{
    std::vector<std::string> precisions{"auto", "fp32", "bf16"};
    if (alsoInt8)
        precisions.emplace_back("int8");
    command.add_option("--device", device, Cli::tr("What to compute on (default: auto)").toStdString())
        ->check(CLI::IsMember({"auto", "cpu", "cuda"}));
    command
        .add_option("--precision", precision, Cli::tr("Numbers to compute in (default: auto)").toStdString())
        ->check(CLI::IsMember(precisions));
    command
        .add_option("--threads", threads,
                    Cli::tr("Threads of one computation (default: one a core)").toStdString())
        ->check(CLI::Range(1, 1024));
    command.add_flag("--deterministic", deterministic,
                     Cli::tr("The same numbers at every run, at some cost").toStdString());
}

EngineOptions EngineFlags::options() const
{
    EngineOptions options;
    options.threads = threads;
    options.deterministic = deterministic;
    options.device = device == "cpu"    ? DeviceChoice::Cpu
                     : device == "cuda" ? DeviceChoice::Cuda
                                        : DeviceChoice::Auto;
    options.precision = precision == "fp32"   ? Precision::Float32
                        : precision == "bf16" ? Precision::BFloat16
                        : precision == "int8" ? Precision::Int8
                                              : Precision::Auto;
    return options;
}

} // namespace creel
