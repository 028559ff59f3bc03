#pragma once

#include "core/learning/engine.h"

namespace creel {

/// Loads the plug-in `creel_models` and makes its engine; takes a second the first time. The plug-in is
/// looked for beside the program (../lib, ../lib/creel), or is the file that CREEL_ENGINE names. Errors
/// NotFound where it is missing, Unreadable where it does not load, NewerVersion where it belongs to another
/// Creel, Unsupported for options that this machine cannot meet. Any thread.
Result<std::unique_ptr<Engine>> loadEngine(const EngineOptions& options = {});

} // namespace creel
