#pragma once

#include <QString>

namespace creel {

/// Opens the window on a catalog or a folder (or the welcome page for an empty path) and runs until it is
/// closed. Returns the exit code. Main thread only.
int runWindow(int argc, char** argv, const QString& pathToOpen);

} // namespace creel
