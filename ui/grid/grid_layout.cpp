#include "ui/grid/grid_layout.h"

#include <algorithm>

namespace creel {

namespace {

/// Rounds towards minus infinity, unlike `/`.
int floorDiv(int value, int divisor)
{
    return value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor);
}

} // namespace

GridLayout::GridLayout(int count, std::span<const PhotoGroup> groups, int width, const Metrics& metrics)
    : m_metrics(metrics), m_hasHeadings(!groups.empty()), m_count(count), m_width(width)
{
    m_columns = std::max(1, (width - metrics.gap) / (metrics.tile.width() + metrics.gap));
    // What is left of the width goes between the columns and beside them in equal shares.
    const int space = std::max(metrics.gap, (width - m_columns * metrics.tile.width()) / (m_columns + 1));
    m_columnStep = metrics.tile.width() + space;
    m_left = space;
    if (m_hasHeadings) {
        m_sections.reserve(groups.size());
        for (const PhotoGroup& group : groups)
            m_sections.push_back({int(group.first), int(group.count), 0, 0});
    } else if (count > 0) {
        m_sections.push_back({0, count, 0, 0});
    }
    int line = 0;
    int top = m_hasHeadings ? 0 : metrics.gap;
    for (Section& section : m_sections) {
        section.firstLine = line;
        section.top = top;
        line += linesOf(section);
        top = firstTileTop(section) + linesOf(section) * lineHeight();
    }
    m_height = top;
}

int GridLayout::firstTileTop(const Section& section) const
{
    return section.top + (m_hasHeadings ? m_metrics.heading + m_metrics.gap : 0);
}

size_t GridLayout::sectionOf(int position) const
{
    const auto after = std::ranges::upper_bound(m_sections, position, {}, &Section::first);
    return size_t(std::max<std::ptrdiff_t>(after - m_sections.begin() - 1, 0));
}

size_t GridLayout::sectionAtY(int y) const
{
    const auto after = std::ranges::upper_bound(m_sections, y, {}, &Section::top);
    return size_t(std::max<std::ptrdiff_t>(after - m_sections.begin() - 1, 0));
}

QRect GridLayout::tileRect(int position) const
{
    if (position < 0 || position >= m_count)
        return {};
    const Section& section = m_sections[sectionOf(position)];
    const int offset = position - section.first;
    const QPoint corner(m_left + offset % m_columns * m_columnStep,
                        firstTileTop(section) + offset / m_columns * lineHeight());
    return {corner, m_metrics.tile};
}

GridLayout::Range GridLayout::linesBetween(const Section& section, int top, int bottom) const
{
    const int start = firstTileTop(section);
    // A line is met from its tiles' top to their bottom; the gap below belongs to nobody.
    return {floorDiv(top - start + m_metrics.gap, lineHeight()), floorDiv(bottom - start, lineHeight())};
}

GridLayout::Range GridLayout::columnsBetween(int left, int right) const
{
    const int space = m_columnStep - m_metrics.tile.width();
    return {std::max(floorDiv(left - m_left + space, m_columnStep), 0),
            std::min(floorDiv(right - m_left, m_columnStep), m_columns - 1)};
}

int GridLayout::positionAt(QPoint point) const
{
    const QList<Range> touched = positionsIn({point, QSize(1, 1)});
    return touched.isEmpty() ? -1 : touched.first().first;
}

GridLayout::Range GridLayout::positionsBetween(int top, int bottom) const
{
    Range range{m_count, -1};
    if (m_sections.empty())
        return {};
    for (size_t i = sectionAtY(top); i < m_sections.size() && m_sections[i].top <= bottom; ++i) {
        const Section& section = m_sections[i];
        const Range lines = linesBetween(section, top, bottom);
        const int first = std::max(lines.first, 0) * m_columns;
        const int last = std::min((lines.last + 1) * m_columns, section.count) - 1;
        if (last < first)
            continue;
        range.first = std::min(range.first, section.first + first);
        range.last = section.first + last;
    }
    return range;
}

QList<GridLayout::Range> GridLayout::positionsIn(const QRect& area) const
{
    QList<Range> ranges;
    const Range columns = columnsBetween(area.left(), area.right());
    if (columns.isEmpty() || m_sections.empty())
        return ranges;
    for (size_t i = sectionAtY(area.top()); i < m_sections.size() && m_sections[i].top <= area.bottom();
         ++i) {
        const Section& section = m_sections[i];
        const Range lines = linesBetween(section, area.top(), area.bottom());
        const int lastLine = std::min(lines.last, linesOf(section) - 1);
        for (int line = std::max(lines.first, 0); line <= lastLine; ++line) {
            const int first = line * m_columns + columns.first;
            const int last = std::min(line * m_columns + columns.last, section.count - 1);
            if (last < first)
                continue;
            if (!ranges.isEmpty() && ranges.last().last + 1 == section.first + first)
                ranges.last().last = section.first + last;
            else
                ranges.append({section.first + first, section.first + last});
        }
    }
    return ranges;
}

int GridLayout::groupAt(int y) const
{
    return groupCount() > 0 ? int(sectionAtY(y)) : -1;
}

int GridLayout::groupOf(int position) const
{
    return groupCount() > 0 ? int(sectionOf(position)) : -1;
}

QRect GridLayout::headingRect(int group) const
{
    return {0, m_sections[size_t(group)].top, m_width, m_metrics.heading};
}

int GridLayout::headingAt(QPoint point) const
{
    const int group = groupAt(point.y());
    return group >= 0 && headingRect(group).contains(point) ? group : -1;
}

GridLayout::Range GridLayout::groupRange(int group) const
{
    const Section& section = m_sections[size_t(group)];
    return {section.first, section.first + section.count - 1};
}

int GridLayout::columnOf(int position) const
{
    return m_sections.empty() ? 0 : (position - m_sections[sectionOf(position)].first) % m_columns;
}

int GridLayout::neighbour(int position, int lines, int column) const
{
    if (m_sections.empty())
        return -1;
    const Section& from = m_sections[sectionOf(position)];
    const Section& end = m_sections.back();
    const int line = std::clamp(from.firstLine + (position - from.first) / m_columns + lines, 0,
                                end.firstLine + linesOf(end) - 1);
    const auto after = std::ranges::upper_bound(m_sections, line, {}, &Section::firstLine);
    const Section& to = *(after - 1);
    const int offset = (line - to.firstLine) * m_columns + std::min(column, m_columns - 1);
    return to.first + std::min(offset, to.count - 1);
}

} // namespace creel
