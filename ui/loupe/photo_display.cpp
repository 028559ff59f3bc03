#include "ui/loupe/photo_display.h"

#include "ui/desk.h"
#include "ui/grid/thumbnail_loader.h"
#include "ui/loupe/photo_canvas.h"
#include "ui/loupe/photo_loader.h"

namespace creel {

PhotoDisplay::PhotoDisplay(Desk& desk, PhotoLoader& photos, ThumbnailLoader& thumbnails, PhotoCanvas& canvas)
    : QObject(&canvas), m_desk(desk), m_photos(photos), m_thumbnails(thumbnails), m_canvas(canvas)
{
    const auto ifMine = [this](auto act) {
        return [this, act](PhotoId photo) {
            if (photo == m_photo)
                act();
        };
    };
    connect(&photos, &PhotoLoader::ready, this, ifMine([this] { showPixels(); }));
    connect(&photos, &PhotoLoader::failed, this, ifMine([this] { showPixels(); }));
    connect(&thumbnails, &ThumbnailLoader::ready, this, ifMine([this] { showThumbnail(); }));
    connect(&canvas, &PhotoCanvas::detailWanted, this,
            [this] { m_photos.photo(m_photo, PhotoLoader::Detail::Full); });
    connect(&desk, &Desk::indexChanged, this, [this] {
        if (m_canvas.isVisible() && m_photo.isValid())
            m_photos.photo(m_photo); // import may have found other bytes in the file
        showMarks();
    });
    connect(&desk, &Desk::reviewsChanged, this, [this](const QList<PhotoId>& photos) {
        if (photos.contains(m_photo))
            showMarks();
    });
}

void PhotoDisplay::show(PhotoId photo)
{
    if (photo == m_photo)
        return;
    m_photo = photo;
    const auto row = m_desk.index() ? m_desk.index()->rowOf(photo) : std::nullopt;
    if (!row) {
        m_canvas.begin({});
        m_canvas.setRejection({});
        return;
    }
    const PhotoFacts& facts = m_desk.index()->facts(*row);
    m_canvas.begin({facts.width, facts.height});
    showMarks();
    m_photos.photo(photo);
    showPixels();
    if (!m_canvas.hasPixels())
        showThumbnail();
}

void PhotoDisplay::showThumbnail()
{
    if (m_canvas.hasPixels() || !m_photos.failure(m_photo).isEmpty())
        return;
    if (const QPixmap thumbnail = m_thumbnails.thumbnail(m_photo); !thumbnail.isNull())
        m_canvas.setThumbnail(thumbnail);
}

void PhotoDisplay::showPixels()
{
    const LoadedPhoto loaded = m_photos.cached(m_photo);
    if (!loaded.isNull()) {
        m_canvas.setPixels(loaded.pixels, loaded.fullSize);
        m_canvas.setNotice(loaded.problem == Problem::None ? QString() : problemText(loaded.problem));
    } else if (const QString why = m_photos.failure(m_photo); !why.isEmpty()) {
        m_canvas.setPlaceholder(QStringLiteral("problem"), why);
    }
}

void PhotoDisplay::showMarks()
{
    const auto row = m_desk.index() ? m_desk.index()->rowOf(m_photo) : std::nullopt;
    if (!row)
        return;
    const ReviewFacts review = m_desk.index()->review(*row);
    m_canvas.setRejection(review.state == ReviewState::Rejected
                              ? tr("Rejected: %1").arg(reasonText(review.reason))
                              : QString());
    m_canvas.setAccessibleDescription(m_desk.index()->displayName(*row));
}

} // namespace creel
