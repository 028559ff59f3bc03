#pragma once

#include <QString>

namespace creel {

/// Opens the window on a catalog or a folder (for an empty path where it was left, or the welcome page) and
/// runs until it is closed. Returns the exit code. Main thread only.
int runWindow(int argc, char** argv, const QString& pathToOpen);

} // namespace creel
