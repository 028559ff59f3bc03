#pragma once

#include "core/review/photo_filter.h"

#include <QRect>

#include <span>

namespace creel {

/// Where the tiles and headings of a set are, whatever its size: computed when asked, never stored for each
/// item. Lengths are device-independent pixels, y counts from the top of the whole set. A value.
class GridLayout
{
public:
    struct Metrics
    {
        QSize tile;
        int gap = 8;      ///< between tiles, and around them all
        int heading = 32; ///< height of a group's heading

        bool operator==(const Metrics&) const = default;
    };

    /// Positions first…last; empty if last < first.
    struct Range
    {
        int first = 0;
        int last = -1;

        bool isEmpty() const { return last < first; }
        bool contains(int position) const { return position >= first && position <= last; }
        bool operator==(const Range&) const = default;
    };

    GridLayout() = default;
    /// Lays `count` items out in a viewport `width` wide, under headings if there are groups.
    GridLayout(int count, std::span<const PhotoGroup> groups, int width, const Metrics& metrics);

    int count() const { return m_count; }
    int columns() const { return m_columns; }
    int lineHeight() const { return m_metrics.tile.height() + m_metrics.gap; }
    /// Height of everything.
    int height() const { return m_height; }

    QRect tileRect(int position) const;
    /// The item whose tile is there; -1 between tiles.
    int positionAt(QPoint point) const;
    /// Positions of the tiles on lines that meet the stretch from `top` to `bottom`.
    Range positionsBetween(int top, int bottom) const;
    /// Positions of the tiles that `area` touches, a range a line; adjoining ranges are joined.
    QList<Range> positionsIn(const QRect& area) const;

    /// The group that reaches over `y`; -1 without groups.
    int groupAt(int y) const;
    int groupOf(int position) const;
    int groupCount() const { return m_hasHeadings ? int(m_sections.size()) : 0; }
    QRect headingRect(int group) const;
    /// The group whose heading is there; -1 elsewhere.
    int headingAt(QPoint point) const;
    Range groupRange(int group) const;

    int columnOf(int position) const;
    /// The item `lines` below (above if negative) `position`, in `column` where that line is long enough.
    int neighbour(int position, int lines, int column) const;

private:
    struct Section
    {
        int first;
        int count;
        int firstLine;
        int top; ///< of its heading
    };

    int linesOf(const Section& section) const { return (section.count + m_columns - 1) / m_columns; }
    size_t sectionOf(int position) const;
    size_t sectionAtY(int y) const;
    int firstTileTop(const Section& section) const;
    /// Lines of a section (from 0) that meet the stretch, not clamped to the section.
    Range linesBetween(const Section& section, int top, int bottom) const;
    Range columnsBetween(int left, int right) const;

    std::vector<Section> m_sections;
    Metrics m_metrics;
    bool m_hasHeadings = false;
    int m_count = 0;
    int m_columns = 1;
    int m_columnStep = 1;
    int m_left = 0;
    int m_width = 0;
    int m_height = 0;
};

} // namespace creel
