#pragma once

#include <QImage>
#include <QList>

namespace creel {

/// A picture at its own size and halved again and again, so that it is drawn at any zoom quickly and without
/// flicker of fine detail. A value that shares its pixels; made by workers, drawn by the GUI thread.
class MipImage
{
public:
    MipImage() = default;
    /// Takes some milliseconds a megapixel: not for the GUI thread.
    explicit MipImage(const QImage& image);

    bool isNull() const { return m_levels.isEmpty(); }
    QSize size() const { return isNull() ? QSize() : m_levels.first().size(); }
    bool hasAlphaChannel() const { return !isNull() && m_levels.first().hasAlphaChannel(); }
    /// Memory of all levels.
    qint64 bytes() const;

    /// The smallest level that need not be enlarged to be drawn `scale` times the full size.
    const QImage& level(double scale) const;

private:
    QList<QImage> m_levels; ///< largest first; RGB32 or ARGB32_Premultiplied, which paint fastest
};

} // namespace creel
