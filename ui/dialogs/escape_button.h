#pragma once

class QDialogButtonBox;

namespace creel {

/// Gives Cancel and Close, where the box has them, a tooltip with their key. GUI thread.
void explainEscape(const QDialogButtonBox* buttons);

} // namespace creel
