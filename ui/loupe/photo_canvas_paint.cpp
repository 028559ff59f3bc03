#include "ui/loupe/canvas_tool.h"
#include "ui/loupe/photo_canvas.h"
#include "ui/theme.h"

#include <QPainter>

#include <cmath>

namespace creel {

namespace {

/// From here on single pixels are what the curator wants to see.
constexpr double crispZoom = 4;
constexpr int signSide = 48;
constexpr int bannerIconSide = 16;

/// The part of `picture` that covers `part` of where it is drawn as a whole.
QRectF sourceOf(const QRectF& part, const QRectF& whole, QSize picture)
{
    const double x = picture.width() / whole.width();
    const double y = picture.height() / whole.height();
    return {(part.x() - whole.x()) * x, (part.y() - whole.y()) * y, part.width() * x, part.height() * y};
}

} // namespace

void PhotoCanvas::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    if (m_tool && m_tool->keepsBackdrop() && m_placeholder.isEmpty()) {
        paintBackdrop(painter);
    } else {
        m_backdrop = {};
        m_still = {};
        painter.fillRect(rect(), Theme::colours().desk);
        if (m_placeholder.isEmpty())
            paintPhoto(painter);
        else
            paintPlaceholder(painter);
        if (m_tool)
            m_tool->paintStill(painter);
    }
    if (m_tool)
        m_tool->paint(painter);
    paintBanners(painter);
    if (hasFocus() && m_showsFocus) {
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(Theme::colours().accent);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

/// Resampling a photo and writing hundreds of labels take longer than a frame of a drag may, so both are done
/// once.
void PhotoCanvas::paintBackdrop(QPainter& painter)
{
    if (m_backdrop.isNull()) {
        m_still = {};
        m_backdrop = QPixmap(size() * devicePixelRatioF());
        m_backdrop.setDevicePixelRatio(devicePixelRatioF());
        m_backdrop.fill(Theme::colours().desk);
        QPainter below(&m_backdrop);
        paintPhoto(below);
    }
    if (m_still.isNull()) {
        m_still = m_backdrop;
        QPainter still(&m_still);
        initPainter(&still);
        m_tool->paintStill(still);
    }
    painter.drawPixmap(0, 0, m_still);
}

void PhotoCanvas::paintPhoto(QPainter& painter) const
{
    // On whole pixels of the screen, so that a photo at 1:1 is copied and a moving one does not shimmer.
    const double ratio = devicePixelRatioF();
    const QRectF exact = photoRect();
    const QRectF whole(std::round(exact.x() * ratio) / ratio, std::round(exact.y() * ratio) / ratio,
                       exact.width(), exact.height());
    const QRectF part = whole & QRectF(rect());
    if (part.isEmpty())
        return;
    painter.setRenderHint(QPainter::SmoothPixmapTransform, zoom() < crispZoom);
    if (m_pixels.isNull() || m_pixels.hasAlphaChannel())
        painter.fillRect(part, m_pixels.isNull() ? Theme::colours().panel : QColor(Qt::gray));
    if (!m_pixels.isNull()) {
        const QImage& level = m_pixels.level(whole.width() * ratio / m_pixels.size().width());
        painter.drawImage(part, level, sourceOf(part, whole, level.size()));
    } else if (!m_thumbnail.isNull()) {
        painter.drawPixmap(part, m_thumbnail, sourceOf(part, whole, m_thumbnail.size()));
    }
    if (!m_rejection.isEmpty()) {
        painter.setPen(QPen(Theme::colours().rejected, 3, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
        painter.drawRect(whole);
    }
}

void PhotoCanvas::paintPlaceholder(QPainter& painter) const
{
    const int margin = 4 * Theme::gap;
    const QRect room = rect().adjusted(margin, margin, -margin, -margin);
    QRect text = painter.boundingRect(room, Qt::AlignHCenter | Qt::TextWordWrap, m_placeholder);
    const int height = signSide + 2 * Theme::gap + text.height();
    text.moveTop(std::max(room.top(), room.center().y() - height / 2) + signSide + 2 * Theme::gap);
    const QPixmap sign = m_placeholderIcon.pixmap(QSize(signSide, signSide), devicePixelRatioF());
    painter.drawPixmap(rect().center().x() - signSide / 2, text.top() - 2 * Theme::gap - signSide, sign);
    painter.setPen(Theme::colours().text);
    painter.drawText(QRect(room.left(), text.top(), room.width(), text.height()),
                     Qt::AlignHCenter | Qt::TextWordWrap, m_placeholder);
}

void PhotoCanvas::paintBanners(QPainter& painter) const
{
    const QRectF shown = m_placeholder.isEmpty() ? photoRect() & QRectF(rect()) : QRectF(rect());
    QPointF corner = shown.topLeft() + QPointF(Theme::gap, Theme::gap);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto paint = [&](const QIcon& icon, const QString& text, const QColor& edge) {
        const int height = std::max(fontMetrics().height(), bannerIconSide) + Theme::gap;
        const double most = width() - corner.x() - Theme::gap;
        const double width =
            std::min<double>(most, fontMetrics().horizontalAdvance(text) + bannerIconSide + 4 * Theme::gap);
        const QRectF banner(corner, QSizeF(width, height));
        painter.setPen(edge);
        painter.setBrush(Theme::colours().raised);
        painter.drawRoundedRect(banner.adjusted(0.5, 0.5, -0.5, -0.5), Theme::halfGap, Theme::halfGap);
        painter.drawPixmap(QPointF(banner.x() + Theme::gap, banner.center().y() - bannerIconSide / 2.0),
                           icon.pixmap(QSize(bannerIconSide, bannerIconSide), devicePixelRatioF()));
        painter.setPen(Theme::colours().text);
        const QRectF room = banner.adjusted(bannerIconSide + 2 * Theme::gap, 0, -Theme::gap, 0);
        painter.drawText(room, Qt::AlignVCenter,
                         fontMetrics().elidedText(text, Qt::ElideRight, int(std::ceil(room.width()))));
        corner.ry() += height + Theme::halfGap;
    };
    if (!m_rejection.isEmpty())
        paint(m_rejectIcon, m_rejection, Theme::colours().rejected);
    if (!m_notice.isEmpty())
        paint(m_problemIcon, m_notice, Theme::colours().problem);
}

} // namespace creel
