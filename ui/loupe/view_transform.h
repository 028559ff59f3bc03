#pragma once

#include <QObject>
#include <QPointF>

namespace creel {

/// How far in, and around which point of the photo: shared by canvases that are to move in step. GUI thread.
class ViewTransform : public QObject
{
    Q_OBJECT

public:
    /// What a factor of 1 means: the whole photo fits in its canvas, or one of its pixels fills one of the
    /// screen's.
    enum class Unit
    {
        Fit,
        Pixels
    };

    using QObject::QObject;

    Unit unit() const { return m_unit; }
    double factor() const { return m_factor; }
    /// In parts of the photo's width and height, 0…1.
    QPointF centre() const { return m_centre; }
    bool isFit() const { return m_unit == Unit::Fit && m_factor == 1; }

    void set(Unit unit, double factor, QPointF centre)
    {
        if (unit == m_unit && factor == m_factor && centre == m_centre)
            return;
        m_unit = unit;
        m_factor = factor;
        m_centre = centre;
        Q_EMIT changed();
    }
    void fit() { set(Unit::Fit, 1, QPointF(0.5, 0.5)); }

Q_SIGNALS:
    void changed();

private:
    Unit m_unit = Unit::Fit;
    double m_factor = 1;
    QPointF m_centre{0.5, 0.5};
};

} // namespace creel
