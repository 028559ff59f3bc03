#include "ui/grid/paint_once.h"

#include <QPainter>
#include <QPixmapCache>

namespace creel {

void paintOnce(QPainter& painter, const QRectF& area, const QString& key,
               const std::function<void(QPainter&, const QRectF&)>& draw)
{
    const QSize pixels = (area.size() * painter.device()->devicePixelRatioF()).toSize();
    const QRectF whole{QPointF(), QSizeF(pixels)};
    const QString fullKey =
        QStringLiteral("creel-%1-%2x%3").arg(key).arg(pixels.width()).arg(pixels.height());
    QPixmap pixmap;
    if (!QPixmapCache::find(fullKey, &pixmap)) {
        pixmap = QPixmap(pixels);
        pixmap.fill(Qt::transparent);
        QPainter shape(&pixmap);
        draw(shape, whole);
        shape.end();
        QPixmapCache::insert(fullKey, pixmap);
    }
    painter.drawPixmap(area, pixmap, whole);
}

} // namespace creel
