#pragma once

#include "core/learning/engine.h"

namespace creel {

/// What the plug-in exports under C names. The version is asked first; nothing else is touched if it differs.
using EngineVersionFunction = int (*)();
inline constexpr char engineVersionSymbol[] = "creel_engine_version";

/// A new engine, or null and `error`. Throws nothing.
using MakeEngineFunction = Engine* (*)(const EngineOptions& options, Error& error);
inline constexpr char makeEngineSymbol[] = "creel_make_engine";

} // namespace creel
