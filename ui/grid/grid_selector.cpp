#include "ui/grid/grid_selector.h"

#include "ui/grid/grid_content.h"

#include <algorithm>

namespace creel {

namespace {

/// A band over more lines takes them whole, as one range: Qt's selections cost the square of their ranges.
constexpr qsizetype mostBandRanges = 1000;

} // namespace

int GridSelector::targetOf(Move move, int from, int pageLines)
{
    const auto vertically = [&](int lines) {
        if (m_columnIsFor != from)
            m_column = m_layout.columnOf(from);
        m_columnIsFor = m_layout.neighbour(from, lines, m_column);
        return m_columnIsFor;
    };
    switch (move) {
    case Move::Left:
        return from - 1;
    case Move::Right:
        return from + 1;
    case Move::Up:
        return vertically(-1);
    case Move::Down:
        return vertically(1);
    case Move::PageUp:
        return vertically(-pageLines);
    case Move::PageDown:
        return vertically(pageLines);
    case Move::Home:
        return 0;
    case Move::End:
        return m_layout.count() - 1;
    }
    return from;
}

void GridSelector::move(Move move, Qt::KeyboardModifiers modifiers, int pageLines)
{
    if (m_layout.count() == 0)
        return;
    const int from = m_content.currentPosition();
    const int to = from < 0 ? 0 : std::clamp(targetOf(move, from, pageLines), 0, m_layout.count() - 1);
    if (modifiers & Qt::ShiftModifier) {
        extendTo(to, modifiers & Qt::ControlModifier);
    } else if (modifiers & Qt::ControlModifier) {
        const int anchored = anchor();
        m_content.selection().setCurrentIndex(m_content.model().index(to, 0), QItemSelectionModel::NoUpdate);
        setAnchor(anchored, to);
    } else {
        m_content.setCurrentPosition(to);
        setAnchor(to, to);
    }
}

void GridSelector::click(int position, Qt::KeyboardModifiers modifiers)
{
    if (modifiers & Qt::ShiftModifier) {
        extendTo(position, modifiers & Qt::ControlModifier);
        return;
    }
    if (modifiers & Qt::ControlModifier)
        m_content.selection().setCurrentIndex(m_content.model().index(position, 0),
                                              QItemSelectionModel::Toggle);
    else
        m_content.setCurrentPosition(position);
    setAnchor(position, position);
}

void GridSelector::toggleCurrent()
{
    const int current = m_content.currentPosition();
    if (current < 0)
        return;
    m_content.selection().select(m_content.model().index(current, 0), QItemSelectionModel::Toggle);
    setAnchor(current, current);
}

void GridSelector::selectAll()
{
    if (m_layout.count() > 0)
        m_content.selection().select(selectionOf({0, m_layout.count() - 1}),
                                     QItemSelectionModel::ClearAndSelect);
}

void GridSelector::select(GridLayout::Range range, Qt::KeyboardModifiers modifiers)
{
    const bool adds = modifiers & (Qt::ControlModifier | Qt::ShiftModifier);
    m_content.selection().setCurrentIndex(m_content.model().index(range.first, 0),
                                          QItemSelectionModel::NoUpdate);
    setAnchor(range.first, range.first);
    m_content.selection().select(selectionOf(range),
                                 adds ? QItemSelectionModel::Select : QItemSelectionModel::ClearAndSelect);
}

void GridSelector::beginBand(Qt::KeyboardModifiers modifiers)
{
    const bool adds = modifiers & (Qt::ControlModifier | Qt::ShiftModifier);
    m_beforeBand = adds ? m_content.selection().selection() : QItemSelection();
    m_banded.clear();
}

void GridSelector::band(const QRect& area)
{
    QList<GridLayout::Range> ranges = m_layout.positionsIn(area);
    if (ranges.size() > mostBandRanges)
        ranges = {{ranges.first().first, ranges.last().last}};
    if (ranges == m_banded)
        return;
    m_banded = ranges;
    QItemSelection selection = m_beforeBand;
    QItemSelection banded;
    for (const GridLayout::Range& range : std::as_const(ranges))
        banded.append(selectionOf(range));
    if (selection.isEmpty())
        selection = banded;
    else
        selection.merge(banded, QItemSelectionModel::Select);
    m_content.selection().select(selection, QItemSelectionModel::ClearAndSelect);
}

void GridSelector::extendTo(int position, bool keepsOthers)
{
    const int from = anchor() < 0 ? position : anchor();
    const GridLayout::Range range{std::min(from, position), std::max(from, position)};
    m_content.selection().select(selectionOf(range), keepsOthers ? QItemSelectionModel::Select
                                                                 : QItemSelectionModel::ClearAndSelect);
    m_content.selection().setCurrentIndex(m_content.model().index(position, 0),
                                          QItemSelectionModel::NoUpdate);
    setAnchor(from, position);
}

QItemSelection GridSelector::selectionOf(GridLayout::Range range) const
{
    return {m_content.model().index(range.first, 0), m_content.model().index(range.last, 0)};
}

int GridSelector::anchor() const
{
    const int position =
        m_lead == m_content.idAt(m_content.currentPosition()) ? m_content.positionOf(m_anchor) : -1;
    return position >= 0 ? position : m_content.currentPosition();
}

void GridSelector::setAnchor(int anchor, int lead)
{
    m_anchor = m_content.idAt(anchor);
    m_lead = m_content.idAt(lead);
}

} // namespace creel
