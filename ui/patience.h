#pragma once

namespace creel {

/// Lets the window go before the calling thread and those that it starts: labeling stays quick while an
/// engine works.
void makeThisThreadPatient();

} // namespace creel
