#pragma once

#include "core/base/ids.h"
#include "ui/loupe/view_transform.h"

#include <QTimer>
#include <QWidget>

namespace creel {

class BoxTool;
class Desk;
class PhotoCanvas;
class PhotoCaption;
class PhotoDisplay;
class PhotoLoader;
class ThumbnailLoader;

/// The current photo as large as the window, what is known of it floating over it, and the photos around it
/// in a strip below. Decodes nothing while hidden.
class LoupeView : public QWidget
{
    Q_OBJECT

public:
    LoupeView(Desk& desk, PhotoLoader& photos, ThumbnailLoader& thumbnails, QWidget* parent = nullptr);

    PhotoCanvas& canvas() { return *m_canvas; }
    BoxTool& boxTool() { return *m_boxTool; }

    void zoomIn();
    void zoomOut();
    void fit();
    void actualSize();
    void toggleFitActual();

Q_SIGNALS:
    /// The curator wants back to the grid.
    void closeRequested();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    /// Shows the current photo and has its neighbours decoded.
    void sync();
    void prefetchNeighbours();
    void updateFacts();
    void placeCaption();
    void adaptToScreen();

    Desk& m_desk;
    PhotoLoader& m_photos;
    ViewTransform m_transform;
    PhotoCanvas* m_canvas;
    PhotoCaption* m_caption;
    PhotoDisplay* m_display;
    BoxTool* m_boxTool;
    QTimer m_prefetchTimer; ///< lets the current photo be painted first
    int m_position = -1;
    int m_direction = 1; ///< of travel through the set
};

} // namespace creel
