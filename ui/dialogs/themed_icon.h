#pragma once

#include <QString>

class QAbstractButton;

namespace creel {

/// Gives the button an icon of resources/icons that follows every change of theme.
void setThemedIcon(QAbstractButton* button, const QString& name);

} // namespace creel
