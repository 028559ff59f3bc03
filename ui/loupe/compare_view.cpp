#include "ui/loupe/compare_view.h"

#include "core/base/text.h"
#include "ui/desk.h"
#include "ui/loupe/compare_pane.h"
#include "ui/loupe/photo_canvas.h"
#include "ui/loupe/photo_loader.h"
#include "ui/theme.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QVBoxLayout>

namespace creel {

namespace {

/// How many are selected, and the first few of them in order of the set; quick however many there are.
std::pair<qint64, QList<PhotoId>> firstSelected(Desk& desk, int most)
{
    QList<std::pair<int, int>> ranges;
    qint64 count = 0;
    for (const QItemSelectionRange& range : desk.selection()->selection()) {
        ranges.append({range.top(), range.bottom()});
        count += range.height();
    }
    std::ranges::sort(ranges);
    QList<PhotoId> photos;
    for (const auto& [first, last] : ranges) {
        for (int position = first; position <= last && photos.size() < most; ++position)
            photos.append(desk.model()->photoId(position));
    }
    return {count, photos};
}

} // namespace

CompareView::CompareView(Desk& desk, PhotoLoader& photos, ThumbnailLoader& thumbnails, QWidget* parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_photos(photos)
    , m_hint(new QLabel(this))
    , m_area(new QWidget(this))
    , m_grid(new QGridLayout(m_area))
{
    setAccessibleName(tr("Compare"));
    setFocusPolicy(Qt::StrongFocus);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_hint);
    layout->addWidget(m_area, 1);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(Theme::halfGap);
    m_hint->setContentsMargins(2 * Theme::gap, Theme::gap, 2 * Theme::gap, Theme::gap);
    m_hint->setWordWrap(true);
    for (int i = 0; i < mostPanes; ++i) {
        m_panes.append(new ComparePane(desk, photos, thumbnails, m_transform, m_area));
        connect(&m_panes[i]->canvas(), &PhotoCanvas::activated, this, [this, i] { setActive(i); });
    }
    connect(desk.selection(), &QItemSelectionModel::selectionChanged, this, &CompareView::sync);
    connect(&desk, &Desk::setChanged, this, &CompareView::sync);
    connect(&desk, &Desk::indexChanged, this, &CompareView::compareSharpness);
    connect(&desk, &Desk::currentChanged, this, &CompareView::followCurrent);
}

QList<PhotoId> CompareView::activePhotos() const
{
    return m_shown > 0 ? QList<PhotoId>{m_panes[m_active]->photo()} : QList<PhotoId>();
}

QList<PhotoId> CompareView::shownPhotos() const
{
    QList<PhotoId> photos;
    for (int i = 0; i < m_shown; ++i)
        photos.append(m_panes[i]->photo());
    return photos;
}

QString CompareView::hint() const
{
    return m_hint->isHidden() ? QString() : m_hint->text();
}

void CompareView::sync()
{
    if (!isVisible())
        return;
    const auto [selected, photos] = firstSelected(m_desk, mostPanes);
    const int shown = selected < 2 ? 0 : int(photos.size());
    if (photos.first(shown) != shownPhotos())
        m_transform.fit();
    m_shown = shown;
    for (int i = 0; i < mostPanes; ++i)
        m_panes[i]->show(i < shown ? photos[i] : PhotoId());
    arrange(shown);
    showHint(int(selected));
    compareSharpness();
    setActive(std::clamp<int>(int(photos.indexOf(m_desk.currentPhoto())), 0, std::max(shown - 1, 0)));
}

void CompareView::arrange(int count)
{
    const int columns = count == 4 ? 2 : std::max(count, 1);
    for (int i = 0; i < mostPanes; ++i) {
        m_grid->removeWidget(m_panes[i]);
        m_panes[i]->setVisible(i < count);
        if (i < count)
            m_grid->addWidget(m_panes[i], i / columns, i % columns);
    }
    for (int i = 0; i < mostPanes; ++i) {
        m_grid->setColumnStretch(i, i < columns ? 1 : 0);
        m_grid->setRowStretch(i, i * columns < count ? 1 : 0);
    }
    m_area->setVisible(count > 0);
}

void CompareView::showHint(int selected)
{
    m_hint->setVisible(m_shown == 0 || selected > mostPanes);
    m_hint->setAlignment(m_shown == 0 ? Qt::AlignCenter : Qt::AlignLeft | Qt::AlignVCenter);
    m_hint->setText(
        m_shown == 0 ? tr("Select two to four photos to compare.\nIn the grid, hold Ctrl and click, or hold "
                          "Shift and press the arrow keys.")
                     : tr("Showing the first four of %1 selected photos.").arg(numberText(selected)));
}

void CompareView::setActive(int pane)
{
    if (pane >= std::max(m_shown, 1))
        return;
    const QList<PhotoId> before = m_panes[m_active]->isActive() ? activePhotos() : QList<PhotoId>();
    m_active = pane;
    for (int i = 0; i < mostPanes; ++i)
        m_panes[i]->setActive(m_shown > 0 && i == m_active);
    setFocusProxy(m_shown > 0 ? &m_panes[m_active]->canvas() : nullptr);
    if (m_shown > 0)
        makeCurrent(m_panes[m_active]->photo());
    if (activePhotos() != before)
        Q_EMIT activeChanged();
}

/// So that the inspector tells of the active photo; the selection stays.
void CompareView::makeCurrent(PhotoId photo)
{
    const int position = m_desk.model()->positionOf(photo);
    if (position >= 0 && photo != m_desk.currentPhoto())
        m_desk.selection()->setCurrentIndex(m_desk.model()->index(position), QItemSelectionModel::NoUpdate);
}

void CompareView::followCurrent()
{
    if (!isVisible())
        return;
    const qsizetype pane = shownPhotos().indexOf(m_desk.currentPhoto());
    if (pane >= 0 && pane != m_active)
        setActive(int(pane));
}

void CompareView::compareSharpness()
{
    const PhotoIndex* index = m_desk.index();
    QList<double> values;
    for (const PhotoId photo : shownPhotos()) {
        const auto row = index ? index->rowOf(photo) : std::nullopt;
        values.append(row ? index->facts(*row).sharpness : 0);
    }
    for (int i = 0; i < values.size(); ++i) {
        const bool isBest = std::ranges::count_if(values, [&](double v) { return v >= values[i]; }) == 1;
        m_panes[i]->setSharpness(values[i], isBest);
    }
}

void CompareView::activateNext(int steps)
{
    if (m_shown == 0)
        return;
    setActive((m_active + steps + m_shown) % m_shown);
    m_panes[m_active]->canvas().setFocus();
}

void CompareView::zoomIn()
{
    m_panes[m_active]->canvas().zoomIn();
}

void CompareView::zoomOut()
{
    m_panes[m_active]->canvas().zoomOut();
}

void CompareView::fit()
{
    m_transform.fit();
}

void CompareView::actualSize()
{
    m_panes[m_active]->canvas().actualSize();
}

void CompareView::toggleFitActual()
{
    m_panes[m_active]->canvas().toggleFitActual();
}

void CompareView::keyPressEvent(QKeyEvent* event)
{
    const auto modifiers = event->modifiers() & ~Qt::KeypadModifier;
    const int key = event->key();
    const int row = m_shown == mostPanes ? mostPanes / 2 : 1; // panes beside one another
    if (modifiers != Qt::NoModifier)
        QWidget::keyPressEvent(event);
    else if (key == Qt::Key_Right || key == Qt::Key_Left)
        activateNext(key == Qt::Key_Right ? 1 : -1);
    else if (key == Qt::Key_Down || key == Qt::Key_Up)
        activateNext(key == Qt::Key_Down ? row : -row);
    else if (key == Qt::Key_Escape)
        Q_EMIT closeRequested();
    else
        QWidget::keyPressEvent(event);
}

void CompareView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_photos.prefetch({});
    sync();
}

void CompareView::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_shown = 0;
    for (ComparePane* pane : m_panes)
        pane->show({}); // their pixels go back to the cache's care
}

} // namespace creel
