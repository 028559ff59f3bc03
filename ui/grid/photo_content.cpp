#include "ui/grid/photo_content.h"

#include "ui/desk.h"
#include "ui/grid/thumbnail_loader.h"

namespace creel {

QString noPhotosText(const Desk& desk)
{
    if (!desk.isOpen() || !desk.isFullyLoaded())
        return {};
    return desk.index()->size() == 0
               ? PhotoContent::tr("No photos yet. Open a folder, or try the demo pond.")
               : PhotoContent::tr("No photo matches the filter. Press Esc to clear it.");
}

PhotoContent::PhotoContent(Desk& desk, ThumbnailLoader& thumbnails, QObject* parent)
    : GridContent(parent), m_desk(desk), m_thumbnails(thumbnails)
{
    connect(&desk, &Desk::orderChanged, this, &GridContent::rearranged);
    connect(&desk, &Desk::filterChanged, this, &GridContent::rearranged);
    for (const auto signal :
         {&Desk::labelsChanged, &Desk::predictionsChanged, &Desk::indexChanged, &Desk::closed})
        connect(&desk, signal, this, &GridContent::tilesChanged);
    connect(&thumbnails, &ThumbnailLoader::ready, this,
            [this](PhotoId photo) { Q_EMIT tileChanged(m_desk.model()->positionOf(photo)); });
}

QAbstractItemModel& PhotoContent::model()
{
    return *m_desk.model();
}

QItemSelectionModel& PhotoContent::selection()
{
    return *m_desk.selection();
}

std::span<const PhotoGroup> PhotoContent::groups() const
{
    return m_desk.model()->set().groups;
}

qint64 PhotoContent::idAt(int position) const
{
    return m_desk.model()->photoId(position).value();
}

int PhotoContent::positionOf(qint64 id) const
{
    return m_desk.model()->positionOf(PhotoId(id));
}

Tile PhotoContent::tile(int position, int side, const QObject* viewer)
{
    const PhotoItemModel& model = *m_desk.model();
    const PhotoId photo = model.photoId(position);
    Tile tile = tileOf(m_desk, *model.photoIndex(), model.photoRow(position));
    if (isFatal(tile.problem))
        tile.hasNoPicture = true;
    else
        tile.picture = m_thumbnails.thumbnail(photo, side, viewer);
    tile.hasNoPicture = tile.hasNoPicture || m_thumbnails.hasNoPicture(photo);
    return tile;
}

void PhotoContent::prefetch(int position, int side, const QObject* viewer)
{
    const PhotoItemModel& model = *m_desk.model();
    if (!isFatal(model.photoIndex()->facts(model.photoRow(position)).problem))
        m_thumbnails.prefetch(model.photoId(position), side, viewer);
}

void PhotoContent::dropRequests(const QObject* viewer)
{
    m_thumbnails.dropRequests(viewer);
}

QString PhotoContent::emptyText() const
{
    return noPhotosText(m_desk);
}

} // namespace creel
