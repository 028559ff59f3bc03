#pragma once

namespace creel {

/// To be called before Exiv2 is used: its set-up is not thread-safe, and its warnings about broken files are
/// not for the terminal. Any thread, any number of times.
void setUpExiv2();

} // namespace creel
