#pragma once

#include "ui/grid/grid_content.h"

namespace creel {

class BoxDesk;
class Desk;
class ThumbnailLoader;
struct Box;

/// The boxes of the photos on the desk for a grid: one tile a box, which shows the box's part of the photo.
class CropContent : public GridContent
{
    Q_OBJECT

public:
    /// All must outlive it.
    CropContent(Desk& desk, BoxDesk& boxes, ThumbnailLoader& thumbnails, QObject* parent = nullptr);

    QAbstractItemModel& model() override;
    QItemSelectionModel& selection() override;
    std::span<const PhotoGroup> groups() const override;
    qint64 idAt(int position) const override;
    int positionOf(qint64 id) const override;
    Tile tile(int position, int side, const QObject* viewer) override;
    void prefetch(int position, int side, const QObject* viewer) override;
    void dropRequests(const QObject* viewer) override;
    QString emptyText() const override;

private:
    const PhotoFacts* factsOf(const Box& box) const;

    Desk& m_desk;
    BoxDesk& m_boxes;
    ThumbnailLoader& m_thumbnails;
};

} // namespace creel
