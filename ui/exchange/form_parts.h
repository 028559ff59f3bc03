#pragma once

class QLabel;
class QString;
class QVBoxLayout;
class QWidget;

namespace creel {

/// Adds the heading of a form's next section; its mnemonic leads to `buddy`.
QLabel* addFormHeading(QVBoxLayout* layout, const QString& text, QWidget* buddy);

} // namespace creel
