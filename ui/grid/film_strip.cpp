#include "ui/grid/film_strip.h"

#include "ui/desk.h"
#include "ui/grid/thumbnail_loader.h"
#include "ui/theme.h"

#include <QPaintEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace creel {

namespace {

constexpr int pictureSide = 72;
constexpr int gap = Theme::halfGap;
constexpr int wheelNotch = 120; ///< eighths of a degree
constexpr int tilesPerNotch = 3;

} // namespace

FilmStrip::FilmStrip(Desk& desk, ThumbnailLoader& thumbnails, QWidget* parent)
    : QWidget(parent), m_desk(desk), m_thumbnails(thumbnails), m_painter(pictureSide, font())
{
    setAccessibleName(tr("Film strip"));
    setToolTip(tr("Photos before and after this one"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(desk.model(), &QAbstractItemModel::modelReset, this, &FilmStrip::centreCurrent);
    connect(desk.model(), &QAbstractItemModel::dataChanged, this, qOverload<>(&QWidget::update));
    connect(desk.selection(), &QItemSelectionModel::selectionChanged, this, qOverload<>(&QWidget::update));
    connect(&desk, &Desk::currentChanged, this, &FilmStrip::centreCurrent);
    connect(&desk, &Desk::labelsChanged, this, qOverload<>(&QWidget::update));
    connect(&desk, &Desk::predictionsChanged, this, qOverload<>(&QWidget::update));
    connect(&thumbnails, &ThumbnailLoader::ready, this,
            [this](PhotoId photo) { updateTile(m_desk.model()->positionOf(photo)); });
}

QSize FilmStrip::sizeHint() const
{
    return {640, m_painter.tileSize().height() + 2 * gap};
}

int FilmStrip::step() const
{
    return m_painter.tileSize().width() + gap;
}

int FilmStrip::count() const
{
    return m_desk.model()->rowCount();
}

QRect FilmStrip::tileRect(int position) const
{
    // In 64 bits: ten million photos are a strip of a billion pixels.
    const qint64 x = gap + qint64(position) * step() - m_x;
    return {QPoint(int(std::clamp<qint64>(x, -1'000'000, 1'000'000)), gap), m_painter.tileSize()};
}

int FilmStrip::positionAt(QPoint point) const
{
    const int position = (point.x() + m_x - gap) / step();
    return position >= 0 && position < count() && tileRect(position).contains(point) ? position : -1;
}

void FilmStrip::scrollToX(int x)
{
    const int length = gap + count() * step();
    // A strip shorter than the widget is centred.
    const int target = length <= width() ? (length - width()) / 2 : std::clamp(x, 0, length - width());
    if (target != m_x)
        m_thumbnails.dropRequests(this);
    m_x = target;
    update();
}

void FilmStrip::centreCurrent()
{
    scrollToX(std::max(m_desk.currentPosition(), 0) * step() + step() / 2 - width() / 2);
}

void FilmStrip::updateTile(int position)
{
    if (position >= 0)
        update(tileRect(position));
}

void FilmStrip::paintEvent(QPaintEvent* event)
{
    QPainter painter(this);
    painter.fillRect(event->rect(), Theme::colours().desk);
    const PhotoItemModel& model = *m_desk.model();
    const int first = std::max(0, (event->rect().left() + m_x - gap) / step());
    const int last = std::min(count() - 1, (event->rect().right() + m_x - gap) / step());
    const int side = int(std::lround(pictureSide * devicePixelRatioF()));
    for (int position = first; position <= last; ++position) {
        Tile tile = tileOf(m_desk, *model.photoIndex(), model.photoRow(position));
        const PhotoId photo = model.photoId(position);
        if (!isFatal(tile.problem))
            tile.picture = m_thumbnails.thumbnail(photo, side, this);
        tile.hasNoPicture = isFatal(tile.problem) || m_thumbnails.hasNoPicture(photo);
        tile.isCurrent = position == m_desk.currentPosition();
        tile.isSelected = m_desk.selection()->isSelected(model.index(position));
        tile.isViewFocused = true; // the strip shows where the loupe is, which has the focus
        m_painter.paint(painter, tileRect(position), tile);
    }
}

void FilmStrip::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    centreCurrent();
}

void FilmStrip::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    centreCurrent();
}

void FilmStrip::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        m_painter = TilePainter(pictureSide, font());
        updateGeometry();
        centreCurrent();
    }
}

void FilmStrip::mousePressEvent(QMouseEvent* event)
{
    const int position = positionAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && position >= 0)
        m_desk.setCurrentPosition(position);
}

void FilmStrip::wheelEvent(QWheelEvent* event)
{
    event->accept();
    const QPoint delta = event->angleDelta();
    m_wheelRest += delta.y() != 0 ? delta.y() : delta.x();
    const int pixels = m_wheelRest * tilesPerNotch * step() / wheelNotch;
    m_wheelRest = 0;
    scrollToX(m_x - pixels);
}

} // namespace creel
