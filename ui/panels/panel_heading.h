#pragma once

#include <QFont>
#include <QRect>
#include <QString>

class QPainter;

namespace creel {

/// How the headings of side panels look, whether they are rows of a tree or widgets, and whether the curator
/// left them open.
class PanelHeading
{
public:
    static constexpr int height = 32;

    static QFont font(const QFont& base);
    static void paint(QPainter& painter, const QRect& rect, const QString& text, bool isOpen, bool isHovered);
    /// The small arrow of what can be opened, in the middle of `rect`.
    static void paintArrow(QPainter& painter, const QRect& rect, bool isOpen);

    static bool isRememberedOpen(const QString& key, bool atFirst = true);
    static void rememberOpen(const QString& key, bool isOpen);
};

} // namespace creel
