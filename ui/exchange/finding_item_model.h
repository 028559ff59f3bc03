#pragma once

#include "core/exchange/annotation.h"

#include <QAbstractTableModel>

namespace creel {

/// What was met in a dataset: where, and what was done about it.
class FindingItemModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        FileColumn,
        LineColumn,
        MessageColumn,
        ColumnCount
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setFindings(const QList<AnnotationFinding>& findings);
    /// "file:line: message", as compilers write it; without the line where there is none.
    QString text(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    /// The file's path is its tool tip; what was taken in all the same is muted.
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QList<AnnotationFinding> m_findings;
};

} // namespace creel
