#include "ui/grid/crop_content.h"

#include "core/imaging/crop.h"
#include "ui/box_desk.h"
#include "ui/grid/photo_content.h"
#include "ui/grid/thumbnail_loader.h"

namespace creel {

namespace {

/// The letters of the keys that set the attributes in the loupe.
QString attributeMarks(const Box& box)
{
    QString marks;
    if (box.difficult)
        marks += QLatin1Char('D');
    if (box.truncated)
        marks += QLatin1Char('T');
    if (box.occluded)
        marks += QLatin1Char('O');
    return marks;
}

/// A person's box counts as accepted; of a model's the tile tells how sure the model was.
void addOrigin(Tile& tile, const Box& box)
{
    tile.isLabelOwn = box.origin == BoxOrigin::Person;
    tile.state = tile.isLabelOwn ? ReviewState::Accepted : ReviewState::Unreviewed;
    if (box.origin != BoxOrigin::Model)
        return;
    tile.proposal = CropContent::tr("model");
    tile.proposalColour = tile.labelColour;
    tile.confidence = float(box.score.value_or(0));
}

} // namespace

CropContent::CropContent(Desk& desk, BoxDesk& boxes, ThumbnailLoader& thumbnails, QObject* parent)
    : GridContent(parent), m_desk(desk), m_boxes(boxes), m_thumbnails(thumbnails)
{
    connect(&desk, &Desk::orderChanged, this, &GridContent::rearranged);
    connect(&desk, &Desk::filterChanged, this, &GridContent::rearranged);
    connect(&desk, &Desk::labelsChanged, this, &GridContent::tilesChanged);
    connect(&boxes, &BoxDesk::setChanged, this, &GridContent::tilesChanged);
    connect(&thumbnails, &ThumbnailLoader::cropReady, this,
            [this](BoxId box) { Q_EMIT tileChanged(m_boxes.model()->set().positionOf(box)); });
}

QAbstractItemModel& CropContent::model()
{
    return *m_boxes.model();
}

QItemSelectionModel& CropContent::selection()
{
    return *m_boxes.selection();
}

std::span<const PhotoGroup> CropContent::groups() const
{
    return m_boxes.model()->set().groups();
}

qint64 CropContent::idAt(int position) const
{
    return m_boxes.model()->boxId(position).value();
}

int CropContent::positionOf(qint64 id) const
{
    return m_boxes.model()->set().positionOf(BoxId(id));
}

/// Null where the photo cannot be read.
const PhotoFacts* CropContent::factsOf(const Box& box) const
{
    const PhotoIndex* const index = m_boxes.model()->set().photoIndex();
    const auto row = index->rowOf(box.photo);
    return row && !isFatal(index->facts(*row).problem) ? &index->facts(*row) : nullptr;
}

Tile CropContent::tile(int position, int side, const QObject* viewer)
{
    const BoxSet& set = m_boxes.model()->set();
    const Box& box = set.at(position);
    Tile tile;
    tile.isEnlarged = true;
    tile.marks = attributeMarks(box);
    if (const auto label = m_desk.label(m_desk.livingLabels()(box.label))) {
        tile.labelName = label->name;
        tile.labelColour = label->colour;
    }
    addOrigin(tile, box);
    if (const auto row = set.photoIndex()->rowOf(box.photo))
        tile.name = displayPath(set.photoIndex()->name(*row).toByteArray());
    if (const PhotoFacts* const facts = factsOf(box)) {
        tile.pictureSize = cropAround(box.rect, {facts->width, facts->height}).size();
        tile.isMissing = facts->missing;
        tile.picture = m_thumbnails.crop(box, side, viewer);
    }
    tile.hasNoPicture = tile.pictureSize.isEmpty() || m_thumbnails.hasNoPicture(box.photo);
    return tile;
}

void CropContent::prefetch(int position, int side, const QObject* viewer)
{
    const Box& box = m_boxes.model()->set().at(position);
    if (factsOf(box))
        m_thumbnails.prefetchCrop(box, side, viewer);
}

void CropContent::dropRequests(const QObject* viewer)
{
    m_thumbnails.dropRequests(viewer);
}

QString CropContent::emptyText() const
{
    if (m_desk.model()->rowCount() == 0)
        return noPhotosText(m_desk);
    return m_desk.isFullyLoaded() && m_boxes.isRead()
               ? tr("No boxes in these photos. Draw some in the loupe with W.")
               : QString();
}

} // namespace creel
