#pragma once

#include "ui/grid/grid_layout.h"
#include "ui/grid/grid_selector.h"
#include "ui/grid/tile_painter.h"

#include <QAbstractItemView>
#include <QBasicTimer>

#include <optional>

namespace creel {

class GridContent;

/// A content as a wall of tiles, under headings where it is grouped. Keeps nothing for each item, so a
/// million of them scroll like a hundred. GUI thread.
class GridView : public QAbstractItemView
{
    Q_OBJECT

public:
    static constexpr int smallestThumbnail = 64;
    static constexpr int largestThumbnail = 320;

    /// `content` must outlive the view.
    explicit GridView(GridContent& content, QWidget* parent = nullptr);

    /// Side of the square that a picture fills, in device-independent pixels.
    int thumbnailSize() const { return m_painter.pictureSide(); }
    /// Clamped to 64…320 and rounded to a multiple of eight.
    void setThumbnailSize(int px);

    /// Where everything is, in the coordinates of the whole set.
    const GridLayout& gridLayout() const { return m_layout; }

    QRect visualRect(const QModelIndex& index) const override;
    void scrollTo(const QModelIndex& index, ScrollHint hint = EnsureVisible) override;
    QModelIndex indexAt(const QPoint& point) const override;
    void reset() override;
    QSize sizeHint() const override { return {960, 640}; }

Q_SIGNALS:
    void thumbnailSizeChanged(int px);
    void tileActivated(int position); ///< double click
    void contextMenuRequestedAt(QPoint global);

protected:
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    int horizontalOffset() const override { return 0; }
    int verticalOffset() const override;
    bool isIndexHidden(const QModelIndex&) const override { return false; }
    void setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags command) override;
    QRegion visualRegionForSelection(const QItemSelection& selection) const override;
    void updateGeometries() override;
    void scrollContentsBy(int dx, int dy) override;
    void dataChanged(const QModelIndex& topLeft, const QModelIndex& bottomRight,
                     const QList<int>& roles) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void timerEvent(QTimerEvent* event) override;

private:
    /// An item and where it is on the screen, so that it can be there again after everything moved.
    struct Anchor
    {
        qint64 id = 0;
        int y = 0; ///< top of its tile in the viewport
    };

    QPoint toContent(QPoint viewportPoint) const;
    QRect toViewport(const QRect& contentRect) const;
    GridLayout::Range visiblePositions() const;
    /// Height at the top that the sticky heading covers.
    int topInset() const;
    bool isFullyVisible(int position, int viewportHeight) const;
    void scrollToPosition(int position, ScrollHint hint);
    int pageLines() const;

    std::optional<Anchor> anchorAt(int position) const;
    std::optional<Anchor> usualAnchor(int viewportHeight) const;
    void restore(const std::optional<Anchor>& anchor);
    void rebuildTiles(int thumbnailSize);
    void updateTile(int position);

    int pixelSide() const;
    void paintTiles(QPainter& painter, const QRegion& region);
    void paintHeadings(QPainter& painter);
    void paintHeading(QPainter& painter, const QRect& rect, int group) const;
    void paintEmptyState(QPainter& painter) const;
    void paintBand(QPainter& painter) const;
    std::vector<bool> selectedAmong(GridLayout::Range range) const;
    void prefetchAround(GridLayout::Range visible);

    void dragBand();
    void endBand();
    /// How far a drag at the edge scrolls now; 0 inside.
    int autoScrollStep() const;

    GridContent& m_content;
    TilePainter m_painter;
    GridLayout m_layout;
    GridSelector m_selector;
    std::optional<Anchor> m_anchorBeforeReset;
    bool m_mustShowCurrent = false; ///< the next set was asked for by the person: go to the current item
    qint64 m_shownCurrent = 0;
    bool m_scrollsDown = true;
    int m_wheelRest = 0;

    struct Drag
    {
        QPoint origin;  ///< in the coordinates of the whole set
        QPoint pointer; ///< in the viewport
        Qt::KeyboardModifiers modifiers;
        bool isBand = false; ///< moved far enough to be one
    };
    std::optional<Drag> m_drag;
    QBasicTimer m_autoScrollTimer;
};

} // namespace creel
