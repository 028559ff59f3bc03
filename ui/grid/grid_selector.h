#pragma once

#include "ui/grid/grid_layout.h"

#include <QItemSelection>

namespace creel {

class Desk;

/// What keys, clicks and drags do to the desk's selection: ranges from an anchor, single toggles, whole
/// groups, rubber bands. GUI thread.
class GridSelector
{
public:
    enum class Move
    {
        Left,
        Right,
        Up,
        Down,
        PageUp,
        PageDown,
        Home,
        End
    };

    /// Both must outlive the selector.
    GridSelector(Desk& desk, const GridLayout& layout) : m_desk(desk), m_layout(layout) {}

    /// Moves the current photo. With Shift the selection reaches from the anchor to it, with Ctrl the
    /// selection stays. `pageLines` is how many lines fit into the view.
    void move(Move move, Qt::KeyboardModifiers modifiers, int pageLines);
    /// Plain: selects the photo alone. Ctrl: toggles it. Shift: from the anchor to it.
    void click(int position, Qt::KeyboardModifiers modifiers);
    void toggleCurrent();
    void selectAll();
    /// Selects these, and makes the first current.
    void select(GridLayout::Range range, Qt::KeyboardModifiers modifiers);

    /// A rubber band begins: with Ctrl or Shift it adds to what is selected.
    void beginBand(Qt::KeyboardModifiers modifiers);
    /// Selects what `area` touches, in the layout's coordinates.
    void band(const QRect& area);

private:
    int targetOf(Move move, int from, int pageLines);
    /// Makes the photo current, and selects from the anchor to it.
    void extendTo(int position, bool keepsOthers);
    QItemSelection selectionOf(GridLayout::Range range) const;
    /// Where a range begins: the anchor, or the current photo if someone else moved it since.
    int anchor() const;
    void setAnchor(int anchor, int lead);

    Desk& m_desk;
    const GridLayout& m_layout;
    PhotoId m_anchor;
    PhotoId m_lead;         ///< was current when the anchor was set
    int m_column = 0;       ///< where Up and Down would like to be …
    int m_columnIsFor = -1; ///< … as long as this position is current
    QItemSelection m_beforeBand;
    QList<GridLayout::Range> m_banded;
};

} // namespace creel
