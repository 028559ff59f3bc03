#pragma once

namespace creel {

/// The whole program: runs the subcommand that the arguments name, or opens the window where they name none.
/// Returns the exit code: 0 done, 1 failed, 2 wrong use.
int runCommandLine(int argc, char** argv);

} // namespace creel
