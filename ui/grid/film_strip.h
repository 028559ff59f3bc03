#pragma once

#include "ui/grid/tile_painter.h"

#include <QWidget>

namespace creel {

class Desk;
class ThumbnailLoader;

/// One row of small tiles around the current photo, for the loupe: click to go there, turn the wheel to look
/// along. Draws only what is seen. GUI thread.
class FilmStrip : public QWidget
{
    Q_OBJECT

public:
    /// `desk` and `thumbnails` must outlive the strip.
    FilmStrip(Desk& desk, ThumbnailLoader& thumbnails, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {120, sizeHint().height()}; }

    /// The photo whose tile is there; -1 beside all tiles.
    int positionAt(QPoint point) const;
    QRect tileRect(int position) const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    int step() const;
    int count() const;
    /// Scrolls so that `x` of the whole strip is at the left edge, as far as there are photos.
    void scrollToX(int x);
    void centreCurrent();
    void updateTile(int position);

    Desk& m_desk;
    ThumbnailLoader& m_thumbnails;
    TilePainter m_painter;
    int m_x = 0; ///< what of the whole strip is at the left edge
    int m_wheelRest = 0;
};

} // namespace creel
