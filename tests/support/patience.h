#pragma once

namespace creel::test {

/// How long a test waits for what other threads and programs do for it. A busy machine needs many times what
/// an idle one does, and only a test that fails waits as long.
inline constexpr int patienceMs = 30'000;

} // namespace creel::test
