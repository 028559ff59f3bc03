#include "ui/panels/outdated_photos.h"

namespace creel {

namespace {

constexpr qsizetype sliceSize = 5000; ///< takes about a millisecond

}

OutdatedPhotos::OutdatedPhotos(Desk& desk, QObject* parent) : QObject(parent), m_desk(desk)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(0);
    connect(&m_timer, &QTimer::timeout, this, &OutdatedPhotos::checkSlice);
    connect(&desk, &Desk::reviewsChanged, this, [this](const QList<PhotoId>& photos) {
        m_pending.append(photos);
        m_timer.start();
    });
    connect(&desk, &Desk::setChanged, this, &OutdatedPhotos::forget);
    connect(&desk, &Desk::closed, this, &OutdatedPhotos::forget);
}

void OutdatedPhotos::forget()
{
    m_pending.clear();
    m_outdated.clear();
    Q_EMIT countChanged();
}

void OutdatedPhotos::checkSlice()
{
    const qsizetype size = std::min(sliceSize, m_pending.size());
    for (const PhotoId photo : m_pending.last(size)) {
        if (isOutdated(photo))
            m_outdated.insert(photo);
        else
            m_outdated.remove(photo);
    }
    m_pending.resize(m_pending.size() - size);
    if (!m_pending.isEmpty())
        m_timer.start();
    Q_EMIT countChanged();
}

bool OutdatedPhotos::isOutdated(PhotoId photo) const
{
    const PhotoItemModel& model = *m_desk.model();
    const int position = model.positionOf(photo);
    if (position < 0)
        return false;
    const PhotoIndex& index = *model.photoIndex();
    const PhotoIndex::Row row = model.photoRow(position);
    return !matchesReview(m_desk.filter(), index.review(row), m_desk.livingLabels()(index.label(row)));
}

} // namespace creel
