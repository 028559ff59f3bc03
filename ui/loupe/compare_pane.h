#pragma once

#include "core/base/ids.h"

#include <QWidget>

namespace creel {

class Desk;
class PhotoCanvas;
class PhotoCaption;
class PhotoDisplay;
class PhotoLoader;
class ThumbnailLoader;
class ViewTransform;

/// One of the photos side by side, with its caption; framed while decisions apply to it.
class ComparePane : public QWidget
{
    Q_OBJECT

public:
    ComparePane(Desk& desk, PhotoLoader& photos, ThumbnailLoader& thumbnails, ViewTransform& transform,
                QWidget* parent = nullptr);

    void show(PhotoId photo);
    PhotoId photo() const;
    PhotoCanvas& canvas() { return *m_canvas; }
    /// Of the photo's, as import measured it; see imaging/quality.h.
    void setSharpness(double sharpness, bool isBest);
    void setActive(bool isActive);
    bool isActive() const { return m_isActive; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void updateFacts();

    PhotoCanvas* m_canvas;
    PhotoCaption* m_caption;
    PhotoDisplay* m_display;
    double m_sharpness = 0;
    bool m_isSharpest = false;
    bool m_isActive = false;
};

} // namespace creel
