#include "ui/grid/grid_view.h"

#include "ui/grid/grid_content.h"
#include "ui/theme.h"

#include <QApplication>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>
#include <memory>

namespace creel {

namespace {

constexpr int usualThumbnail = 160;
constexpr int sizeStep = 8;
constexpr int sizeStepsPerNotch = 2;
constexpr int wheelNotch = 120; ///< eighths of a degree
/// From here on a repaint of the whole viewport is cheaper than of every tile.
constexpr int mostTilesUpdated = 64;

} // namespace

GridView::GridView(GridContent& content, QWidget* parent)
    : QAbstractItemView(parent)
    , m_content(content)
    , m_painter(usualThumbnail, font())
    , m_selector(content, m_layout)
{
    setAccessibleName(tr("Photos"));
    setFrameShape(QFrame::NoFrame);
    setEditTriggers(NoEditTriggers);
    setSelectionMode(ExtendedSelection);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAutoScroll(false); // currentChanged() decides when to scroll
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);

    connect(&content.model(), &QAbstractItemModel::modelAboutToBeReset, this,
            [this] { m_anchorBeforeReset = usualAnchor(viewport()->height()); });
    setModel(&content.model());
    const std::unique_ptr<QItemSelectionModel> replaced(selectionModel());
    setSelectionModel(&content.selection());

    connect(&content, &GridContent::rearranged, this, [this] { m_mustShowCurrent = true; });
    connect(&content, &GridContent::tilesChanged, this, [this] { viewport()->update(); });
    connect(&content, &GridContent::tileChanged, this, &GridView::updateTile);
}

// Geometry

int GridView::verticalOffset() const
{
    return verticalScrollBar()->value();
}

QPoint GridView::toContent(QPoint viewportPoint) const
{
    return viewportPoint + QPoint(0, verticalOffset());
}

QRect GridView::toViewport(const QRect& contentRect) const
{
    return contentRect.translated(0, -verticalOffset());
}

QRect GridView::visualRect(const QModelIndex& index) const
{
    return index.isValid() ? toViewport(m_layout.tileRect(index.row())) : QRect();
}

QModelIndex GridView::indexAt(const QPoint& point) const
{
    return m_content.model().index(m_layout.positionAt(toContent(point)), 0);
}

GridLayout::Range GridView::visiblePositions() const
{
    return m_layout.positionsBetween(verticalOffset(), verticalOffset() + viewport()->height() - 1);
}

void GridView::updateGeometries()
{
    QAbstractItemView::updateGeometries();
    m_layout = GridLayout(m_content.count(), m_content.groups(), viewport()->width(), {m_painter.tileSize()});
    verticalScrollBar()->setSingleStep(std::max(1, m_layout.lineHeight() / 3));
    verticalScrollBar()->setPageStep(std::max(1, viewport()->height() - topInset()));
    verticalScrollBar()->setRange(0, std::max(0, m_layout.height() - viewport()->height()));
}

int GridView::topInset() const
{
    return m_layout.groupCount() > 0 ? m_layout.headingRect(0).height() : 0;
}

bool GridView::isFullyVisible(int position, int viewportHeight) const
{
    const QRect rect = toViewport(m_layout.tileRect(position));
    return rect.isValid() && rect.top() >= topInset() && rect.bottom() < viewportHeight;
}

int GridView::pageLines() const
{
    return std::max(1, (viewport()->height() - topInset()) / m_layout.lineHeight());
}

void GridView::scrollTo(const QModelIndex& index, ScrollHint hint)
{
    if (index.isValid())
        scrollToPosition(index.row(), hint);
}

void GridView::scrollToPosition(int position, ScrollHint hint)
{
    const QRect rect = m_layout.tileRect(position);
    if (!rect.isValid())
        return;
    const int height = viewport()->height();
    const int room = topInset() + Theme::gap;
    int top = verticalOffset();
    if (hint == PositionAtCenter)
        top = rect.center().y() - height / 2;
    else if (hint == PositionAtTop || rect.top() - room < top)
        top = rect.top() - room;
    else if (hint == PositionAtBottom || rect.bottom() + Theme::gap >= top + height)
        top = rect.bottom() + Theme::gap - height + 1;
    verticalScrollBar()->setValue(top);
}

std::optional<GridView::Anchor> GridView::anchorAt(int position) const
{
    if (position < 0 || position >= m_layout.count())
        return std::nullopt;
    return Anchor{m_content.idAt(position), toViewport(m_layout.tileRect(position)).top()};
}

/// The current item while it is on the screen, else the first that is.
std::optional<GridView::Anchor> GridView::usualAnchor(int viewportHeight) const
{
    const int current = m_content.positionOf(m_shownCurrent);
    return anchorAt(isFullyVisible(current, viewportHeight) ? current : visiblePositions().first);
}

void GridView::restore(const std::optional<Anchor>& anchor)
{
    const int position = anchor ? m_content.positionOf(anchor->id) : -1;
    if (position < 0)
        return;
    verticalScrollBar()->setValue(m_layout.tileRect(position).top() - anchor->y);
    if (anchor->id == m_shownCurrent)
        scrollToPosition(position, EnsureVisible);
}

void GridView::reset()
{
    endBand();
    QAbstractItemView::reset();
    updateGeometries();
    restore(m_anchorBeforeReset);
    if (const int current = m_content.positionOf(m_shownCurrent); m_mustShowCurrent && current >= 0) {
        if (!isFullyVisible(current, viewport()->height()))
            scrollToPosition(current, PositionAtCenter);
        m_mustShowCurrent = false;
    }
    m_content.dropRequests(this);
    viewport()->update();
}

void GridView::resizeEvent(QResizeEvent* event)
{
    const std::optional<Anchor> anchor = usualAnchor(event->oldSize().height());
    QAbstractItemView::resizeEvent(event);
    updateGeometries();
    restore(anchor);
    m_content.dropRequests(this);
    viewport()->update();
}

void GridView::showEvent(QShowEvent* event)
{
    QAbstractItemView::showEvent(event);
    updateGeometries();
    scrollTo(currentIndex());
}

void GridView::setThumbnailSize(int px)
{
    px = std::clamp((px + sizeStep / 2) / sizeStep * sizeStep, smallestThumbnail, largestThumbnail);
    if (px == thumbnailSize())
        return;
    const std::optional<Anchor> anchor = usualAnchor(viewport()->height());
    rebuildTiles(px);
    restore(anchor);
    Q_EMIT thumbnailSizeChanged(px);
}

void GridView::rebuildTiles(int thumbnailSize)
{
    m_painter = TilePainter(thumbnailSize, font());
    updateGeometries();
    m_content.dropRequests(this);
    viewport()->update();
}

void GridView::changeEvent(QEvent* event)
{
    QAbstractItemView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        rebuildTiles(thumbnailSize());
    if (event->type() == QEvent::PaletteChange)
        viewport()->update();
}

void GridView::scrollContentsBy(int dx, int dy)
{
    Q_UNUSED(dx);
    m_scrollsDown = dy < 0;
    m_content.dropRequests(this);
    viewport()->update();
}

// What changes

void GridView::updateTile(int position)
{
    if (visiblePositions().contains(position))
        viewport()->update(toViewport(m_layout.tileRect(position)));
}

void GridView::dataChanged(const QModelIndex& topLeft, const QModelIndex& bottomRight, const QList<int>&)
{
    if (topLeft.row() == bottomRight.row())
        updateTile(topLeft.row());
    else
        viewport()->update();
}

void GridView::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QAbstractItemView::currentChanged(current, previous);
    updateTile(previous.row());
    updateTile(current.row());
    const qint64 id = m_content.idAt(current.row());
    // The same item again: the set was replaced around it, and the person may be looking elsewhere.
    if (!current.isValid() || id == m_shownCurrent)
        return;
    m_shownCurrent = id;
    if (isVisible())
        scrollToPosition(current.row(), EnsureVisible);
}

QRegion GridView::visualRegionForSelection(const QItemSelection& selection) const
{
    const GridLayout::Range visible = visiblePositions();
    QRegion region;
    int tiles = 0;
    for (const QItemSelectionRange& range : selection) {
        const int last = std::min(range.bottom(), visible.last);
        for (int position = std::max(range.top(), visible.first); position <= last; ++position) {
            if (++tiles > mostTilesUpdated)
                return viewport()->rect();
            region += toViewport(m_layout.tileRect(position));
        }
    }
    return region;
}

void GridView::setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags command)
{
    QItemSelection selection;
    for (const GridLayout::Range& range : m_layout.positionsIn(rect.translated(0, verticalOffset())))
        selection.append({m_content.model().index(range.first, 0), m_content.model().index(range.last, 0)});
    selectionModel()->select(selection, command);
}

QModelIndex GridView::moveCursor(CursorAction action, Qt::KeyboardModifiers)
{
    const int current = currentIndex().row();
    const auto at = [this](int position) {
        return m_content.model().index(std::clamp(position, 0, std::max(0, m_layout.count() - 1)), 0);
    };
    const auto vertically = [&](int lines) {
        return at(m_layout.neighbour(std::max(current, 0), lines, m_layout.columnOf(std::max(current, 0))));
    };
    switch (action) {
    case MoveUp:
        return vertically(-1);
    case MoveDown:
        return vertically(1);
    case MovePageUp:
        return vertically(-pageLines());
    case MovePageDown:
        return vertically(pageLines());
    case MoveHome:
        return at(0);
    case MoveEnd:
        return at(m_layout.count() - 1);
    case MoveLeft:
    case MovePrevious:
        return at(current - 1);
    case MoveRight:
    case MoveNext:
        return at(current + 1);
    }
    return {};
}

void GridView::wheelEvent(QWheelEvent* event)
{
    if (!(event->modifiers() & Qt::ControlModifier)) {
        QAbstractItemView::wheelEvent(event);
        return;
    }
    m_wheelRest += event->angleDelta().y();
    const int notches = m_wheelRest / wheelNotch;
    m_wheelRest -= notches * wheelNotch;
    event->accept();
    setThumbnailSize(thumbnailSize() + notches * sizeStepsPerNotch * sizeStep);
}

} // namespace creel
