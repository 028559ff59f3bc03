#pragma once

class QLabel;
class QString;
class QVBoxLayout;
class QWidget;

namespace creel {

/// Adds the heading of a form's next section; its mnemonic leads to `buddy`.
QLabel* addFormHeading(QVBoxLayout* layout, const QString& text, QWidget* buddy);

/// Gives a control its accessible name and its tool tip.
void explain(QWidget* widget, const QString& name, const QString& tip);

} // namespace creel
