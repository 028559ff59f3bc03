#include "ui/loupe/photo_canvas.h"

#include "ui/loupe/canvas_tool.h"
#include "ui/loupe/view_transform.h"
#include "ui/theme.h"

#include <QHash>
#include <QMouseEvent>

#include <cmath>

namespace creel {

namespace {

/// A small photo is not blown up beyond this to fill the canvas.
constexpr double mostFitZoom = 4;
constexpr double mostPixelZoom = 16;
constexpr double keyStep = 1.4142;
constexpr double wheelStep = 1.25;
constexpr double wheelNotch = 120;
constexpr int panStep = 64;

bool isSame(double a, double b)
{
    return std::abs(a - b) <= 1e-6 * std::max(a, b);
}

bool liesBetween(double stop, double from, double to)
{
    return !isSame(from, stop) && (from < stop) == (stop < to) && !isSame(to, stop);
}

double boundPart(double part, double length, double room)
{
    if (length <= room)
        return 0.5;
    const double margin = room / length / 2;
    return std::clamp(part, margin, 1 - margin);
}

} // namespace

PhotoCanvas::PhotoCanvas(ViewTransform& transform, QWidget* parent) : QWidget(parent), m_transform(transform)
{
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMinimumSize(120, 90);
    setAccessibleName(tr("Photo"));
    fetchIcons();
    connect(&m_transform, &ViewTransform::changed, this, &PhotoCanvas::refresh);
}

void PhotoCanvas::begin(QSize photoSize)
{
    m_photoSize = photoSize;
    m_thumbnail = {};
    m_pixels = {};
    m_placeholder.clear();
    m_notice.clear();
    refresh();
}

void PhotoCanvas::setThumbnail(const QPixmap& thumbnail)
{
    m_thumbnail = thumbnail;
    if (m_photoSize.isEmpty())
        m_photoSize = thumbnail.size();
    refresh();
}

void PhotoCanvas::setPixels(const MipImage& pixels, QSize photoSize)
{
    m_pixels = pixels;
    m_photoSize = photoSize;
    m_placeholder.clear();
    refresh();
}

void PhotoCanvas::setPlaceholder(const QString& iconName, const QString& text)
{
    m_placeholder = text;
    m_placeholderIconName = iconName;
    m_placeholderIcon = Theme::icon(iconName);
    setAccessibleDescription(text);
    update();
}

void PhotoCanvas::setNotice(const QString& text)
{
    m_notice = text;
    update();
}

void PhotoCanvas::setTool(CanvasTool* tool)
{
    m_tool = tool;
    setMouseTracking(tool != nullptr);
    update();
}

void PhotoCanvas::setRejection(const QString& reason)
{
    m_backdrop = {};
    m_rejection = reason;
    update();
}

QSizeF PhotoCanvas::viewSize() const
{
    return QSizeF(size()) * devicePixelRatioF();
}

double PhotoCanvas::fitZoom() const
{
    if (m_photoSize.isEmpty())
        return 1;
    const double margin = 2 * Theme::gap * devicePixelRatioF();
    const QSizeF room = (viewSize() - QSizeF(margin, margin)).expandedTo({1, 1});
    return std::min({room.width() / m_photoSize.width(), room.height() / m_photoSize.height(), mostFitZoom});
}

double PhotoCanvas::leastZoom() const
{
    return std::min(fitZoom(), 1.0);
}

double PhotoCanvas::mostZoom() const
{
    return std::max(fitZoom(), mostPixelZoom);
}

double PhotoCanvas::zoom() const
{
    const bool isFit = m_transform.unit() == ViewTransform::Unit::Fit;
    const double zoom = (isFit ? fitZoom() : 1.0) * m_transform.factor();
    // Exactly 1, or the photo would be resampled where it can be copied.
    return isSame(zoom, 1) ? 1 : std::clamp(zoom, leastZoom(), mostZoom());
}

QPointF PhotoCanvas::boundCentre(QPointF centre, double zoom) const
{
    const QSizeF view = viewSize();
    return {boundPart(centre.x(), m_photoSize.width() * zoom, view.width()),
            boundPart(centre.y(), m_photoSize.height() * zoom, view.height())};
}

QRectF PhotoCanvas::photoRect() const
{
    const double pixel = zoom() / devicePixelRatioF();
    const QSizeF size = QSizeF(m_photoSize) * pixel;
    const QPointF centre = boundCentre(m_transform.centre(), zoom());
    return {QPointF(width() / 2.0 - centre.x() * size.width(), height() / 2.0 - centre.y() * size.height()),
            size};
}

QPointF PhotoCanvas::toPhoto(QPointF position) const
{
    const QRectF rect = photoRect();
    if (rect.isEmpty())
        return {0.5, 0.5};
    return {(position.x() - rect.x()) / rect.width(), (position.y() - rect.y()) / rect.height()};
}

QPointF PhotoCanvas::fromPhoto(QPointF part) const
{
    const QRectF rect = photoRect();
    return {rect.x() + part.x() * rect.width(), rect.y() + part.y() * rect.height()};
}

void PhotoCanvas::zoomIn()
{
    zoomBy(keyStep, anchor());
}

void PhotoCanvas::zoomOut()
{
    zoomBy(1 / keyStep, anchor());
}

void PhotoCanvas::fit()
{
    m_transform.fit();
}

void PhotoCanvas::actualSize()
{
    setZoom(1, anchor());
    m_transform.set(ViewTransform::Unit::Pixels, 1, m_transform.centre());
}

void PhotoCanvas::toggleFitActual()
{
    if (isToFit())
        actualSize();
    else
        fit();
}

void PhotoCanvas::zoomBy(double factor, QPointF anchor)
{
    const double from = zoom();
    double to = std::clamp(from * factor, leastZoom(), mostZoom());
    for (const double stop : {fitZoom(), 1.0}) {
        if (liesBetween(stop, from, to))
            to = stop;
    }
    setZoom(to, anchor);
}

void PhotoCanvas::setZoom(double zoom, QPointF anchor)
{
    if (isSame(zoom, fitZoom())) {
        m_transform.fit();
        return;
    }
    const QPointF kept = toPhoto(anchor);
    const QSizeF size = QSizeF(m_photoSize) * (zoom / devicePixelRatioF());
    const QPointF offset = (QPointF(width(), height()) / 2 - anchor);
    const QPointF centre(kept.x() + offset.x() / size.width(), kept.y() + offset.y() / size.height());
    const bool isFit = m_transform.unit() == ViewTransform::Unit::Fit;
    m_transform.set(m_transform.unit(), isFit ? zoom / fitZoom() : zoom, boundCentre(centre, zoom));
}

void PhotoCanvas::pan(QPointF delta)
{
    if (!isPannable())
        return;
    const QRectF rect = photoRect();
    const QPointF centre = boundCentre(m_transform.centre(), zoom()) -
                           QPointF(delta.x() / rect.width(), delta.y() / rect.height());
    m_transform.set(m_transform.unit(), m_transform.factor(), boundCentre(centre, zoom()));
}

QPointF PhotoCanvas::anchor() const
{
    const QPointF cursor = mapFromGlobal(QCursor::pos());
    return underMouse() ? cursor : QPointF(width(), height()) / 2;
}

bool PhotoCanvas::isPannable() const
{
    const QRectF rect = photoRect();
    return rect.width() > width() + 0.5 || rect.height() > height() + 0.5;
}

bool PhotoCanvas::isToFit() const
{
    return isSame(zoom(), fitZoom());
}

void PhotoCanvas::refresh()
{
    m_backdrop = {};
    updateCursor();
    update();
    wantDetail();
    Q_EMIT zoomChanged();
}

void PhotoCanvas::updateCursor()
{
    if (const auto wanted = m_tool ? m_tool->cursor() : std::nullopt)
        setCursor(*wanted);
    else if (!isPannable())
        unsetCursor();
    else
        setCursor(m_isDragging ? Qt::ClosedHandCursor : Qt::OpenHandCursor);
}

void PhotoCanvas::updateTool()
{
    m_still = {};
    updateCursor();
    update();
}

void PhotoCanvas::wantDetail()
{
    if (!m_pixels.isNull() && m_pixels.size().width() < m_photoSize.width() &&
        zoom() * m_photoSize.width() > 1.02 * m_pixels.size().width())
        Q_EMIT detailWanted();
}

void PhotoCanvas::fetchIcons()
{
    m_placeholderIcon = Theme::icon(m_placeholderIconName);
    m_problemIcon = Theme::icon(QStringLiteral("problem"));
    m_rejectIcon = Theme::icon(QStringLiteral("reject"));
}

void PhotoCanvas::resizeEvent(QResizeEvent*)
{
    refresh();
}

void PhotoCanvas::wheelEvent(QWheelEvent* event)
{
    if (const int delta = event->angleDelta().y())
        zoomBy(std::pow(wheelStep, delta / wheelNotch), event->position());
    event->accept();
}

void PhotoCanvas::mousePressEvent(QMouseEvent* event)
{
    Q_EMIT activated();
    if (m_tool && m_tool->press(*event))
        return;
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton)
        return QWidget::mousePressEvent(event);
    m_isDragging = true;
    m_dragFrom = event->position();
    updateCursor();
}

void PhotoCanvas::mouseMoveEvent(QMouseEvent* event)
{
    if ((m_tool && m_tool->move(*event)) || !m_isDragging)
        return;
    pan(event->position() - m_dragFrom);
    m_dragFrom = event->position();
}

void PhotoCanvas::mouseReleaseEvent(QMouseEvent* event)
{
    if (m_tool && m_tool->release(*event))
        return;
    m_isDragging = false;
    updateCursor();
}

void PhotoCanvas::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (m_tool && m_tool->press(*event))
        return;
    if (event->button() == Qt::LeftButton)
        toggleFitActual();
}

void PhotoCanvas::keyPressEvent(QKeyEvent* event)
{
    if (m_tool && m_tool->pressKey(*event))
        return;
    if (!zoomByKey(event) && !panByKey(event))
        QWidget::keyPressEvent(event);
}

void PhotoCanvas::keyReleaseEvent(QKeyEvent* event)
{
    if (!m_tool || !m_tool->releaseKey(*event))
        QWidget::keyReleaseEvent(event);
}

void PhotoCanvas::leaveEvent(QEvent*)
{
    if (m_tool)
        m_tool->leave();
}

bool PhotoCanvas::zoomByKey(const QKeyEvent* event)
{
    if (!event->modifiers().testFlag(Qt::ControlModifier))
        return false;
    const int key = event->key();
    if (key == Qt::Key_Plus || key == Qt::Key_Equal)
        zoomIn();
    else if (key == Qt::Key_Minus || key == Qt::Key_Underscore)
        zoomOut();
    else if (key == Qt::Key_0)
        fit();
    else
        return false;
    return true;
}

bool PhotoCanvas::panByKey(const QKeyEvent* event)
{
    static const QHash<int, QPointF> steps{{Qt::Key_Left, {panStep, 0}},
                                           {Qt::Key_Right, {-panStep, 0}},
                                           {Qt::Key_Up, {0, panStep}},
                                           {Qt::Key_Down, {0, -panStep}}};
    const auto modifiers = event->modifiers() & ~Qt::KeypadModifier;
    if (modifiers != Qt::ShiftModifier || !steps.contains(event->key()) || !isPannable())
        return false;
    pan(steps[event->key()]);
    return true;
}

void PhotoCanvas::focusInEvent(QFocusEvent*)
{
    update();
    Q_EMIT activated();
}

void PhotoCanvas::focusOutEvent(QFocusEvent*)
{
    if (m_tool)
        m_tool->leave();
    update();
}

void PhotoCanvas::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange ||
        event->type() == QEvent::FontChange) {
        fetchIcons();
        m_backdrop = {};
        update();
    }
    QWidget::changeEvent(event);
}

} // namespace creel
