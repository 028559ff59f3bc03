#include "ui/loupe/loupe_view.h"

#include "core/base/text.h"
#include "ui/desk.h"
#include "ui/grid/film_strip.h"
#include "ui/loupe/box_tool.h"
#include "ui/loupe/photo_canvas.h"
#include "ui/loupe/photo_caption.h"
#include "ui/loupe/photo_display.h"
#include "ui/loupe/photo_loader.h"
#include "ui/theme.h"

#include <QKeyEvent>
#include <QScreen>
#include <QVBoxLayout>

#include <cmath>

namespace creel {

LoupeView::LoupeView(Desk& desk, PhotoLoader& photos, ThumbnailLoader& thumbnails, QWidget* parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_photos(photos)
    , m_canvas(new PhotoCanvas(m_transform, this))
    , m_caption(new PhotoCaption(desk, m_canvas))
    , m_display(new PhotoDisplay(desk, photos, thumbnails, *m_canvas))
    , m_boxTool(new BoxTool(desk, *m_canvas))
{
    setAccessibleName(tr("Loupe"));
    setFocusProxy(m_canvas);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_canvas, 1);
    layout->addWidget(new FilmStrip(desk, thumbnails, this));
    m_caption->setFloating(true);
    m_canvas->installEventFilter(this);
    m_canvas->setTool(m_boxTool);
    m_prefetchTimer.setSingleShot(true);
    connect(&m_prefetchTimer, &QTimer::timeout, this, &LoupeView::prefetchNeighbours);
    connect(m_canvas, &PhotoCanvas::zoomChanged, this, &LoupeView::updateFacts);
    connect(&desk, &Desk::currentChanged, this, &LoupeView::sync);
    connect(&desk, &Desk::reviewsChanged, this, &LoupeView::placeCaption);
    connect(&desk, &Desk::setChanged, this, [this] {
        if (m_desk.model()->rowCount() == 0) // otherwise a photo becomes current in a moment
            sync();
    });
}

void LoupeView::zoomIn()
{
    m_canvas->zoomIn();
}

void LoupeView::zoomOut()
{
    m_canvas->zoomOut();
}

void LoupeView::fit()
{
    m_canvas->fit();
}

void LoupeView::actualSize()
{
    m_canvas->actualSize();
}

void LoupeView::toggleFitActual()
{
    m_canvas->toggleFitActual();
}

void LoupeView::sync()
{
    if (!isVisible())
        return;
    const PhotoId photo = m_desk.currentPhoto();
    const int position = m_desk.currentPosition();
    if (position != m_position && position >= 0 && m_position >= 0)
        m_direction = position > m_position ? 1 : -1;
    m_position = position;
    if (photo != m_display->photo()) {
        m_transform.fit();
        m_boxTool->setPhoto(photo); // first: what is not written yet is in pixels of the photo before
        m_display->show(photo);
    }
    if (!photo.isValid())
        m_canvas->setPlaceholder(
            QStringLiteral("photo"),
            tr("No photo to look at.\nGo back to the grid and choose one, or remove a filter."));
    m_caption->setPhoto(photo);
    m_caption->setVisible(photo.isValid());
    updateFacts();
    m_prefetchTimer.start();
}

void LoupeView::prefetchNeighbours()
{
    QList<PhotoId> neighbours;
    for (const int step : {1, 2, -1}) {
        if (const PhotoId photo = m_desk.model()->photoId(m_position + step * m_direction); photo.isValid())
            neighbours.append(photo);
    }
    m_photos.prefetch(neighbours);
}

void LoupeView::updateFacts()
{
    const QSize size = m_canvas->photoSize();
    QStringList after;
    if (!size.isEmpty() && m_canvas->placeholder().isEmpty())
        after = {tr("%1 × %2").arg(numberText(size.width()), numberText(size.height())),
                 tr("%1 %").arg(std::lround(100 * m_canvas->zoom()))};
    m_caption->setFacts(
        {tr("%1 / %2").arg(numberText(m_position + 1), numberText(m_desk.model()->rowCount()))}, after);
    placeCaption();
}

void LoupeView::placeCaption()
{
    const QSize wanted = m_caption->sizeHint();
    const int width = std::min(wanted.width(), m_canvas->width() - 2 * Theme::gap);
    m_caption->setGeometry(Theme::gap, m_canvas->height() - wanted.height() - Theme::gap, width,
                           wanted.height());
}

/// A picture that fills this screen is all that is decoded before zooming in.
void LoupeView::adaptToScreen()
{
    const QSize pixels = screen()->size() * devicePixelRatioF();
    m_photos.setScreenSide(std::clamp(std::max(pixels.width(), pixels.height()), 1600, 4096));
}

void LoupeView::keyPressEvent(QKeyEvent* event)
{
    const auto modifiers = event->modifiers() & ~Qt::KeypadModifier;
    if (modifiers != Qt::NoModifier)
        return QWidget::keyPressEvent(event);
    const int position = m_desk.currentPosition();
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Up:
    case Qt::Key_PageUp: // whatever is selected
        return m_desk.setCurrentPosition(position - 1);
    case Qt::Key_Right:
    case Qt::Key_Down:
    case Qt::Key_PageDown:
        return m_desk.setCurrentPosition(position + 1);
    case Qt::Key_Home:
        return m_desk.setCurrentPosition(0);
    case Qt::Key_End:
        return m_desk.setCurrentPosition(m_desk.model()->rowCount() - 1);
    case Qt::Key_Escape:
        Q_EMIT closeRequested();
        return;
    default:
        return QWidget::keyPressEvent(event);
    }
}

void LoupeView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    adaptToScreen();
    sync();
}

void LoupeView::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_prefetchTimer.stop();
    m_photos.prefetch({});
    m_boxTool->setPhoto({});
    m_display->show({}); // its pixels go back to the cache's care
    m_position = -1;
}

bool LoupeView::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_canvas && event->type() == QEvent::Resize)
        placeCaption();
    return QWidget::eventFilter(watched, event);
}

} // namespace creel
