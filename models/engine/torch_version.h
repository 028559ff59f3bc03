#pragma once

#include "core/base/result.h"

namespace creel {

/// The libtorch whose headers this was compiled with, as "1.13.0".
QString compiledTorch();

/// The libtorch that is in the process, as it says itself in at::show_config().
QString loadedTorch();

/// Error NewerVersion where the two differ: their layouts in memory do not fit, and what is called then is
/// anything but what was meant.
Result<void> checkTorch(const QString& compiled, const QString& loaded);

} // namespace creel
