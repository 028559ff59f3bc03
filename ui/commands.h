#pragma once

namespace creel {

class MainWindow;

/// Registers everything keys and menus can do with the window's Actions, and fills its menu bar from them.
void addCommands(MainWindow& window);

} // namespace creel
