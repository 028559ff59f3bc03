#include "core/base/text.h"
#include "ui/grid/grid_content.h"
#include "ui/grid/grid_view.h"
#include "ui/theme.h"

#include <QPaintEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace creel {

void GridView::paintEvent(QPaintEvent* event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), Theme::colours().desk);
    if (m_layout.count() == 0) {
        paintEmptyState(painter);
        return;
    }
    paintTiles(painter, event->region());
    paintHeadings(painter);
    paintBand(painter);
}

/// Longest side of thumbnails in the screen's own pixels.
int GridView::pixelSide() const
{
    return int(std::lround(thumbnailSize() * devicePixelRatioF()));
}

void GridView::paintTiles(QPainter& painter, const QRegion& region)
{
    const GridLayout::Range visible = visiblePositions();
    const std::vector<bool> selected = selectedAmong(visible);
    const int current = m_content.currentPosition();
    const int side = pixelSide();
    for (int position = visible.first; position <= visible.last; ++position) {
        const QRect rect = toViewport(m_layout.tileRect(position));
        if (!region.intersects(rect))
            continue;
        Tile tile = m_content.tile(position, side, this);
        tile.isSelected = selected[size_t(position - visible.first)];
        tile.isCurrent = position == current;
        tile.isViewFocused = hasFocus();
        m_painter.paint(painter, rect, tile);
    }
    if (region.boundingRect() == viewport()->rect())
        prefetchAround(visible);
}

/// The next screen in the direction of scrolling, after everything that is seen.
void GridView::prefetchAround(GridLayout::Range visible)
{
    const int screen = visible.last - visible.first + 1;
    const int step = m_scrollsDown ? 1 : -1;
    int position = m_scrollsDown ? visible.last + 1 : visible.first - 1;
    for (int i = 0; i < screen && position >= 0 && position < m_layout.count(); ++i, position += step)
        m_content.prefetch(position, pixelSide(), this);
}

std::vector<bool> GridView::selectedAmong(GridLayout::Range range) const
{
    std::vector<bool> selected(size_t(std::max(0, range.last - range.first + 1)), false);
    const QItemSelection selection = m_content.selection().selection();
    for (const QItemSelectionRange& part : selection) {
        const int last = std::min(part.bottom(), range.last);
        for (int position = std::max(part.top(), range.first); position <= last; ++position)
            selected[size_t(position - range.first)] = true;
    }
    return selected;
}

/// Headings where they are, and the one of the tiles at the top where its own place has scrolled away.
void GridView::paintHeadings(QPainter& painter)
{
    if (m_layout.groupCount() == 0)
        return;
    const int top = m_layout.groupAt(verticalOffset());
    for (int group = top + 1; group < m_layout.groupCount(); ++group) {
        const QRect rect = toViewport(m_layout.headingRect(group));
        if (rect.top() >= viewport()->height())
            break;
        paintHeading(painter, rect, group);
    }
    QRect sticky = toViewport(m_layout.headingRect(top));
    sticky.moveTop(0);
    if (top + 1 < m_layout.groupCount()) // the next heading pushes it away
        sticky.moveTop(std::min(0, toViewport(m_layout.headingRect(top + 1)).top() - sticky.height()));
    paintHeading(painter, sticky, top);
}

void GridView::paintHeading(QPainter& painter, const QRect& rect, int group) const
{
    const Theme::Colours& colours = Theme::colours();
    const PhotoGroup& content = m_content.groups()[size_t(group)];
    painter.fillRect(rect, colours.panel);
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colours.line);
    QFont bold = font();
    bold.setBold(true);
    const QString count = numberText(content.count);
    const int left = m_layout.tileRect(int(content.first)).left() + Theme::halfGap;
    const int countWidth = fontMetrics().horizontalAdvance(count);
    const int room = rect.width() - left - countWidth - 3 * Theme::gap;
    const QString title = QFontMetrics(bold).elidedText(content.title, Qt::ElideMiddle, room);
    const QRect titleRect(left, rect.top(), QFontMetrics(bold).horizontalAdvance(title) + 1, rect.height());
    painter.setFont(bold);
    painter.setPen(colours.text);
    painter.drawText(titleRect, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, title);
    painter.setFont(font());
    painter.setPen(colours.mutedText);
    painter.drawText(QRect(titleRect.right() + Theme::gap, rect.top(), countWidth + 1, rect.height()),
                     Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, count);
}

void GridView::paintBand(QPainter& painter) const
{
    if (!m_drag || !m_drag->isBand)
        return;
    const QRect band = toViewport(QRect(m_drag->origin, toContent(m_drag->pointer)).normalized());
    QColor fill = Theme::colours().accent;
    fill.setAlpha(48);
    painter.fillRect(band, fill);
    painter.setPen(Theme::colours().accent);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(band.adjusted(0, 0, -1, -1));
}

void GridView::paintEmptyState(QPainter& painter) const
{
    const QString text = m_content.emptyText();
    painter.setFont(font());
    painter.setPen(Theme::colours().mutedText);
    painter.drawText(viewport()->rect().adjusted(Theme::gap, 0, -Theme::gap, 0),
                     Qt::AlignCenter | Qt::TextWordWrap, text);
}

} // namespace creel
