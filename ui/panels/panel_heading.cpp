#include "ui/panels/panel_heading.h"

#include "ui/theme.h"

#include <QPainter>
#include <QPainterPath>
#include <QSettings>

namespace creel {

namespace {

constexpr int arrowColumn = 2 * Theme::gap;

QString settingsKey(const QString& key)
{
    return QStringLiteral("panels/open/") + key;
}

} // namespace

QFont PanelHeading::font(const QFont& base)
{
    QFont font = base;
    font.setPointSizeF(base.pointSizeF() * 0.85);
    font.setCapitalization(QFont::AllUppercase);
    font.setLetterSpacing(QFont::PercentageSpacing, 106);
    font.setWeight(QFont::DemiBold);
    return font;
}

void PanelHeading::paint(QPainter& painter, const QRect& rect, const QString& text, bool isOpen,
                         bool isHovered)
{
    painter.save();
    const QRect line = rect.adjusted(0, Theme::gap, 0, 0); // the gap sets sections apart
    paintArrow(painter, QRect(line.left(), line.top(), arrowColumn, line.height()), isOpen);
    painter.setFont(font(painter.font()));
    painter.setPen(isHovered ? Theme::colours().text : Theme::colours().mutedText);
    painter.drawText(line.adjusted(arrowColumn + Theme::halfGap, 0, -Theme::gap, 0),
                     Qt::AlignVCenter | Qt::AlignLeft, text);
    painter.restore();
}

void PanelHeading::paintArrow(QPainter& painter, const QRect& rect, bool isOpen)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Theme::colours().mutedText, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.translate(QRectF(rect).center());
    if (isOpen)
        painter.rotate(90);
    QPainterPath path(QPointF(-1.5, -3.5));
    path.lineTo(2, 0);
    path.lineTo(-1.5, 3.5);
    painter.drawPath(path);
    painter.restore();
}

bool PanelHeading::isRememberedOpen(const QString& key, bool atFirst)
{
    return QSettings().value(settingsKey(key), atFirst).toBool();
}

void PanelHeading::rememberOpen(const QString& key, bool isOpen)
{
    QSettings().setValue(settingsKey(key), isOpen);
}

} // namespace creel
