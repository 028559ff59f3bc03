#pragma once

#include "core/catalog/model_store.h"
#include "core/insight/share_text.h"

#include <QAbstractTableModel>

namespace creel {

/// The models of a catalog, newest first, with the numbers that compare them.
class ModelItemModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        Name,
        Accuracy,
        MacroF1,
        Columns
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// In order of age.
    void setModels(const QList<ModelRecord>& models);
    /// Null outside.
    const ModelRecord* model(int row) const;
    int rowOf(ModelId id) const; ///< -1 if it is not there

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QList<ModelRecord> m_models; ///< newest first
};

} // namespace creel
