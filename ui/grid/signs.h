#pragma once

#include <QColor>
#include <QRectF>

class QPainter;

namespace creel {

/// The small signs that tell a photo's state without relying on colour; drawn as shapes, so they are crisp at
/// any size and density from 12 pixels on.
enum class Sign
{
    Tick,      ///< accepted
    Cross,     ///< rejected
    Problem,   ///< triangle with an exclamation mark
    Duplicate, ///< two sheets
    Missing,   ///< dashed frame with a question mark
};

void paintSign(QPainter& painter, const QRectF& square, Sign sign, const QColor& colour);

/// The sign on a small plate in the theme's colours, for drawing over a photo.
void paintSignOnPlate(QPainter& painter, const QRectF& square, Sign sign, const QColor& colour);

/// A letter on such a plate.
void paintLetterOnPlate(QPainter& painter, const QRectF& square, QChar letter, const QColor& colour);

/// A label's colour: filled for a person's label, a ring for what the folder claims.
void paintSwatch(QPainter& painter, const QRectF& square, const QColor& colour, bool isFilled);

} // namespace creel
