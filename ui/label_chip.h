#pragma once

#include <QColor>
#include <QRect>
#include <QString>

class QFontMetrics;
class QPainter;

namespace creel {

/// A label as it looks everywhere: filled if a person gave it, hollow if a folder only claims it.
struct LabelChip
{
    QString text;
    QColor colour;
    bool isHollow = false;

    /// Room it takes, in device-independent pixels.
    QSize size(const QFontMetrics& metrics) const;
    /// Elides the text if `area` is narrower than size().
    void paint(QPainter& painter, const QRect& area) const;
};

} // namespace creel
