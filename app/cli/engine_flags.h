#pragma once

#include "core/learning/engine.h"

#include <CLI/CLI.hpp>

#include <string>

namespace creel {

/// What the commands that run networks let people choose about the machine.
struct EngineFlags
{
    std::string device = "auto";
    std::string precision = "auto";
    int threads = 0;
    bool deterministic = false;

    /// `alsoInt8` for commands that only predict.
    void addTo(CLI::App& command, bool alsoInt8 = false);
    EngineOptions options() const;
};

} // namespace creel
