#include "ui/theme_icon.h"

#include "ui/theme.h"

#include <QFile>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace creel {

namespace {

QColor colourFor(QIcon::Mode mode, QIcon::State state)
{
    const Theme::Colours& colours = Theme::colours();
    if (mode == QIcon::Disabled)
        return colours.mutedText;
    if (mode == QIcon::Selected)
        return Theme::textOn(colours.accent);
    return state == QIcon::On ? colours.accent : colours.text;
}

} // namespace

ThemeIconEngine::ThemeIconEngine(QString name) : m_name(std::move(name))
{
    QFile file(QStringLiteral(":/icons/%1.svg").arg(m_name));
    if (file.open(QIODevice::ReadOnly))
        m_svg = file.readAll();
}

void ThemeIconEngine::paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state)
{
    const double ratio = painter->device()->devicePixelRatioF();
    painter->drawPixmap(rect, pixmap((QSizeF(rect.size()) * ratio).toSize(), mode, state));
}

/// `size` is in pixels of the screen.
QPixmap ThemeIconEngine::pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state)
{
    const QColor colour = colourFor(mode, state);
    const QString key = QStringLiteral("creel/%1/%2x%3/%4")
                            .arg(m_name)
                            .arg(size.width())
                            .arg(size.height())
                            .arg(colour.name());
    QPixmap pixmap;
    if (size.isEmpty() || QPixmapCache::find(key, &pixmap))
        return pixmap;
    QByteArray coloured = m_svg;
    QSvgRenderer renderer(coloured.replace("currentColor", colour.name().toLatin1()));
    renderer.setAspectRatioMode(Qt::KeepAspectRatio);
    pixmap = QPixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    renderer.render(&painter);
    painter.end();
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

} // namespace creel
