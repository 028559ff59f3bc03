#pragma once

#include "core/catalog/box_rect.h"
#include "core/exchange/annotation.h"
#include "core/imaging/photo_shape.h"

namespace creel {

/// How a dataset's numbers for one photo become Creel's: which pixels they count, and of which size.
class BoxFit
{
public:
    /// A photo that lies on its side tells by the size the dataset claims which pixels are meant; else
    /// `frame` decides. Boxes of a smaller or larger copy of the photo are scaled.
    BoxFit(const AnnotatedPhoto& photo, const PhotoShape& shape, PixelFrame frame);

    /// Not clamped.
    BoxRect fitted(const QRectF& box) const;
    /// What had to be decided, for people; empty if nothing had to be.
    const QString& note() const { return m_note; }

private:
    QSizeF m_stored;
    PhotoShape m_shape;
    PixelFrame m_frame;
    double m_scaleX = 1;
    double m_scaleY = 1;
    QString m_note;
};

} // namespace creel
