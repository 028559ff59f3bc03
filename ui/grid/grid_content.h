#pragma once

#include "ui/grid/tile_painter.h"

#include <QAbstractItemModel>
#include <QItemSelectionModel>

#include <span>

namespace creel {

/// What a grid lays out, one tile an item: photos, or boxes of photos. GUI thread.
class GridContent : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual QAbstractItemModel& model() = 0;
    virtual QItemSelectionModel& selection() = 0;
    /// Stretches of items under their headings; empty without grouping.
    virtual std::span<const PhotoGroup> groups() const = 0;
    /// Stands for the item wherever it is; 0 where there is none.
    virtual qint64 idAt(int position) const = 0;
    /// Negative if there is no such item.
    virtual int positionOf(qint64 id) const = 0;

    /// All of the tile but its part in the selection; its picture has `side` pixels along the longest side,
    /// and is null while it is on its way: tileChanged() follows. `viewer` is who may dropRequests().
    virtual Tile tile(int position, int side, const QObject* viewer) = 0;
    /// Has the picture ready for when it will be asked for, after everything that is on the screen.
    virtual void prefetch(int position, int side, const QObject* viewer) = 0;
    virtual void dropRequests(const QObject* viewer) = 0;
    /// Why there is nothing, and what to do; empty while it is being read.
    virtual QString emptyText() const = 0;

    int count() { return model().rowCount(); }
    int currentPosition() { return selection().currentIndex().row(); }
    /// Makes the item current and selects it alone. Positions outside are clamped.
    void setCurrentPosition(int position);

Q_SIGNALS:
    void tileChanged(int position);
    void tilesChanged();
    /// The person asked for another filter or order: once the items are there, the current one is to be seen.
    void rearranged();
};

} // namespace creel
