#pragma once

#include <QColor>
#include <QIcon>
#include <QPalette>

class QApplication;
class QPainter;

namespace creel {

/// The window's colours and icons. Dark by default; light is its equal. GUI thread.
class Theme
{
public:
    enum class Mode
    {
        Dark,
        Light
    };

    /// Colours that QPalette has no role for.
    struct Colours
    {
        QColor desk;   ///< behind photos
        QColor panel;  ///< side panels
        QColor raised; ///< chips, fields, the toast
        QColor line;   ///< hairlines between areas
        QColor text;
        QColor mutedText; ///< still 4.5:1 on panel
        QColor accent;    ///< focus, selection, current photo
        QColor accepted;
        QColor rejected;
        QColor problem;
    };

    static void apply(QApplication& application, Mode mode);
    static Mode mode();
    static const Colours& colours();
    /// Behind a selected photo: a wash of the accent that leaves 4.5:1 to texts and signs.
    static QColor selectedGround();

    /// An icon of resources/icons in the theme's text colour (muted when disabled, accent when checked).
    /// Follows a change of theme by itself; a pixmap taken from it does not.
    static QIcon icon(const QString& name);

    /// The ring around what has the keyboard, just inside `rect`.
    static void paintFocus(QPainter& painter, const QRect& rect);

    /// Black or white, whichever is easier to read on `background`.
    static QColor textOn(const QColor& background);
    /// WCAG contrast ratio, 1…21.
    static double contrast(const QColor& a, const QColor& b);

    /// The rhythm of all gaps in device-independent pixels.
    static constexpr int gap = 8;
    static constexpr int halfGap = 4;
};

} // namespace creel
