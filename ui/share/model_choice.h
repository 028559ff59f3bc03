#pragma once

#include "core/catalog/model_store.h"

#include <QComboBox>

namespace creel {

/// Chooses one of the catalog's models: the current one, unless the curator chose another.
class ModelChoice : public QComboBox
{
    Q_OBJECT

public:
    explicit ModelChoice(QWidget* parent);

    void setModels(const QList<ModelRecord>& models);
    /// Null where there is none.
    const ModelRecord* model() const;

private:
    QList<ModelRecord> m_models;
    ModelId m_wanted; ///< invalid: whichever is current
};

} // namespace creel
