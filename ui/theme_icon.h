#pragma once

#include <QIconEngine>

namespace creel {

/// Renders one of resources/icons in the theme's colours when it is painted, in the very size it is painted
/// at, so that an icon costs nothing before, is sharp on every screen and follows a change of theme.
class ThemeIconEngine : public QIconEngine
{
public:
    /// `name` without path and extension. Null if there is no such icon.
    explicit ThemeIconEngine(QString name);

    bool isNull() override { return m_svg.isEmpty(); }
    QIconEngine* clone() const override { return new ThemeIconEngine(*this); }
    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override;
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override;

private:
    QString m_name;
    QByteArray m_svg;
};

} // namespace creel
