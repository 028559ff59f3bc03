#include "core/exchange/box_fit.h"

#include "core/exchange/annotation_format.h"

#include <cmath>

namespace creel {

BoxFit::BoxFit(const AnnotatedPhoto& photo, const PhotoShape& shape, PixelFrame frame)
    : m_shape(shape), m_frame(frame)
{
    const QSize stored = shape.orientation >= 5 ? shape.upright.transposed() : shape.upright;
    m_stored = stored;
    const QSize claimed(photo.width, photo.height);
    if (stored != shape.upright && claimed == stored)
        m_frame = PixelFrame::Stored;
    else if (stored != shape.upright && claimed == shape.upright)
        m_frame = PixelFrame::Upright;
    const QSize size = m_frame == PixelFrame::Stored ? stored : shape.upright;
    if (photo.isNormalized) {
        m_scaleX = size.width();
        m_scaleY = size.height();
        return;
    }
    if (claimed.isEmpty() || claimed == size)
        return;
    const double scaleX = double(size.width()) / claimed.width();
    const double scaleY = double(size.height()) / claimed.height();
    // A copy of another size keeps its shape but for a rounded pixel.
    const bool isCopy = std::abs(scaleX / scaleY - 1) < 0.02;
    if (isCopy) {
        m_scaleX = scaleX;
        m_scaleY = scaleY;
    }
    m_note =
        (isCopy ? ExchangeText::tr("It is for a copy of %1 × %2 pixels; the photo has %3 × %4. The boxes "
                                   "are scaled.")
                : ExchangeText::tr("It claims %1 × %2 pixels; the photo has %3 × %4. The boxes are taken as "
                                   "they are."))
            .arg(claimed.width())
            .arg(claimed.height())
            .arg(size.width())
            .arg(size.height());
}

BoxRect BoxFit::fitted(const QRectF& box) const
{
    const QRectF pixels(box.x() * m_scaleX, box.y() * m_scaleY, box.width() * m_scaleX,
                        box.height() * m_scaleY);
    return fromPixels(m_frame == PixelFrame::Stored ? toUpright(pixels, m_stored, m_shape.orientation)
                                                    : pixels,
                      m_shape.upright);
}

} // namespace creel
