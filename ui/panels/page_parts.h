#pragma once

#include <QString>

class QLabel;
class QScrollArea;
class QWidget;

namespace creel {

// What the pages beside Curate are put together from.

/// The title of a column.
QLabel* makeHeading(const QString& text, QWidget* parent);
/// `content` in an area that scrolls down, called `name` for people who cannot see it.
QScrollArea* scrolled(const QString& name, QWidget* content, QWidget* parent = nullptr);

} // namespace creel
