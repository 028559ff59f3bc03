#pragma once

#include "ui/desk.h"

#include <QAbstractTableModel>

namespace creel {

/// The living labels in order: name with colour, digit, photos. Renaming and dragging rows are edits of the
/// desk, so they can be undone; the model follows what the catalog then says.
class LabelItemModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        NameColumn,
        DigitColumn,
        PhotosColumn,
        ColumnCount
    };
    enum Role
    {
        LabelIdRole = Qt::UserRole
    };

    LabelItemModel(Desk& desk, QObject* parent);

    LabelId labelAt(int row) const;
    int rowOf(LabelId label) const; ///< -1 if it is not there
    /// Asks the desk to put the label before row `before`, counted before the move.
    void move(LabelId label, int before);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

    Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;
    bool canDropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                         const QModelIndex& parent) const override;
    bool dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                      const QModelIndex& parent) override;

private:
    void onLabelsChanged();

    Desk& m_desk;
    QList<Label> m_labels;
};

} // namespace creel
