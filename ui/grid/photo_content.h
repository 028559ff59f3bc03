#pragma once

#include "ui/grid/grid_content.h"

namespace creel {

class Desk;
class ThumbnailLoader;

/// Why the desk has no photos to show, and what to do; empty while it is being read.
QString noPhotosText(const Desk& desk);

/// The desk's current set for a grid: one tile a photo.
class PhotoContent : public GridContent
{
    Q_OBJECT

public:
    /// Both must outlive it.
    PhotoContent(Desk& desk, ThumbnailLoader& thumbnails, QObject* parent = nullptr);

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
    Desk& m_desk;
    ThumbnailLoader& m_thumbnails;
};

} // namespace creel
