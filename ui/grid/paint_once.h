#pragma once

#include <QRectF>
#include <QString>

#include <functional>

class QPainter;

namespace creel {

/// Paints `area` with what `draw` makes of an area of the same size at (0, 0), in the device's own pixels;
/// it is called the first time only, and what it drew is copied from then on. `key` names everything that the
/// drawing depends on besides its size. Stroking shapes is most of what a tile would cost; and Qt fills large
/// ones with several threads and waits for them, which takes long where the processor is busy.
void paintOnce(QPainter& painter, const QRectF& area, const QString& key,
               const std::function<void(QPainter& painter, const QRectF& area)>& draw);

} // namespace creel
