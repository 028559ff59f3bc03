#pragma once

#include "core/exchange/export_preview.h"

#include <QAbstractTableModel>

namespace creel {

/// How many photos and boxes of each class an export would hold.
class ClassCountItemModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        ClassColumn,
        PhotosColumn,
        BoxesColumn,
        ColumnCount
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// `unlabelled` photos get a line of their own, if there are any.
    void setCounts(const QList<ExportPreview::ClassCount>& counts, qint64 unlabelled);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QList<ExportPreview::ClassCount> m_counts;
    bool m_hasUnlabelled = false; ///< the last line
};

} // namespace creel
