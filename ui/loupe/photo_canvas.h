#pragma once

#include "ui/loupe/mip_image.h"

#include <QIcon>
#include <QPixmap>
#include <QWidget>

namespace creel {

class CanvasTool;
class ViewTransform;

/// Shows one photo to fit, pixel for pixel or at any zoom; wheel, drag and keys move it. What stands for the
/// photo (thumbnail, picture of the screen's size, all pixels) takes the same place, so nothing jumps when
/// more arrives.
class PhotoCanvas : public QWidget
{
    Q_OBJECT

public:
    /// Moves as `transform` says, which must outlive the canvas.
    explicit PhotoCanvas(ViewTransform& transform, QWidget* parent = nullptr);

    /// Begins another photo of that many upright pixels (empty if unknown) and shows nothing of it yet.
    void begin(QSize photoSize);
    void setThumbnail(const QPixmap& thumbnail);
    /// The photo's pixels, possibly reduced; `photoSize` is what all of them would be.
    void setPixels(const MipImage& pixels, QSize photoSize);
    /// Says in place of a photo why there is none, below a sign of resources/icons. Ends with begin() or when
    /// pixels come.
    void setPlaceholder(const QString& iconName, const QString& text);
    /// A remark at the upper edge that leaves the photo visible; empty for none.
    void setNotice(const QString& text);
    /// Marks the photo as rejected, with the reason; empty for not rejected.
    void setRejection(const QString& reason);

    /// Whether the keyboard's focus is framed; not where the owner shows it.
    void setShowsFocus(bool shows) { m_showsFocus = shows; }

    /// What mouse and keys mean beyond moving the photo; it must outlive the canvas or be its child. None at
    /// first.
    void setTool(CanvasTool* tool);
    /// To be called when the tool wants another cursor.
    void updateCursor();
    /// To be called when the tool's still part looks different.
    void updateTool();
    /// Whether the photo is larger than the canvas, so that a drag moves it.
    bool isPannable() const;

    bool hasPixels() const { return !m_pixels.isNull(); }
    /// False while the photo is drawn from a reduced picture.
    bool drawsAllPixels() const { return hasPixels() && m_pixels.size() == m_photoSize; }
    QString placeholder() const { return m_placeholder; }
    QString notice() const { return m_notice; }
    QString rejection() const { return m_rejection; }
    QSize photoSize() const { return m_photoSize; }
    /// Pixels of the screen for each of the photo's, along a side.
    double zoom() const;
    /// Where the whole photo is, in device-independent pixels; mostly outside when zoomed in.
    QRectF photoRect() const;
    /// The place in parts of the photo's width and height, 0…1 inside.
    QPointF toPhoto(QPointF position) const;
    QPointF fromPhoto(QPointF part) const;

    void zoomIn();
    void zoomOut();
    void fit();
    void actualSize();
    /// Between fit and pixel for pixel, around the cursor or the middle.
    void toggleFitActual();
    /// Zooms by `factor`, stopping once at fit and at 1:1, and keeps what is under `anchor` there.
    void zoomBy(double factor, QPointF anchor);
    void pan(QPointF delta);

Q_SIGNALS:
    /// The photo is drawn larger than its pixels in memory are good for.
    void detailWanted();
    void zoomChanged();
    /// A click, or the keyboard's focus.
    void activated();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QSizeF viewSize() const;
    double fitZoom() const;
    double leastZoom() const;
    double mostZoom() const;
    void setZoom(double zoom, QPointF anchor);
    /// The centre nearest to `centre` that leaves no room free beside a photo larger than the canvas.
    QPointF boundCentre(QPointF centre, double zoom) const;
    /// What zooming by key keeps in place: the cursor if it is here, else the middle.
    QPointF anchor() const;
    bool isToFit() const;
    bool zoomByKey(const QKeyEvent* event);
    bool panByKey(const QKeyEvent* event);
    void refresh();
    void fetchIcons();
    void wantDetail();
    void paintBackdrop(QPainter& painter);
    void paintPhoto(QPainter& painter) const;
    void paintPlaceholder(QPainter& painter) const;
    void paintBanners(QPainter& painter) const;

    ViewTransform& m_transform;
    QSize m_photoSize;
    QPixmap m_thumbnail;
    MipImage m_pixels;
    CanvasTool* m_tool = nullptr;
    QPixmap m_backdrop; ///< the photo as painted, while a tool repaints over it; null when out of date
    QPixmap m_still;    ///< the same with the tool's still part on it; null when that is out of date
    QString m_placeholder;
    QString m_placeholderIconName;
    QString m_notice;
    QString m_rejection;
    QIcon m_placeholderIcon;
    QIcon m_problemIcon;
    QIcon m_rejectIcon;
    bool m_showsFocus = true;
    bool m_isDragging = false;
    QPointF m_dragFrom;
};

} // namespace creel
