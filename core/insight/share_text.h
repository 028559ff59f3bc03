#pragma once

#include "core/insight/evaluation.h"

namespace creel {

/// "87 % (81–92 %)": the share with the interval that holds the true one.
QString shareText(const Share& share);

} // namespace creel
