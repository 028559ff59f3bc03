#pragma once

#include "ui/grid/grid_layout.h"

#include <QItemSelection>

namespace creel {

class GridContent;

/// What keys, clicks and drags do to the selection of a grid's content: ranges from an anchor, single
/// toggles, whole groups, rubber bands. GUI thread.
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
    GridSelector(GridContent& content, const GridLayout& layout) : m_content(content), m_layout(layout) {}

    /// Moves the current item. With Shift the selection reaches from the anchor to it, with Ctrl the
    /// selection stays. `pageLines` is how many lines fit into the view.
    void move(Move move, Qt::KeyboardModifiers modifiers, int pageLines);
    /// Plain: selects the item alone. Ctrl: toggles it. Shift: from the anchor to it.
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
    /// Makes the item current, and selects from the anchor to it.
    void extendTo(int position, bool keepsOthers);
    QItemSelection selectionOf(GridLayout::Range range) const;
    /// Where a range begins: the anchor, or the current item if someone else moved it since.
    int anchor() const;
    void setAnchor(int anchor, int lead);

    GridContent& m_content;
    const GridLayout& m_layout;
    qint64 m_anchor = 0;    ///< an item's id
    qint64 m_lead = 0;      ///< was current when the anchor was set
    int m_column = 0;       ///< where Up and Down would like to be …
    int m_columnIsFor = -1; ///< … as long as this position is current
    QItemSelection m_beforeBand;
    QList<GridLayout::Range> m_banded;
};

} // namespace creel
