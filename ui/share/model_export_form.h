#pragma once

#include "core/catalog/model_store.h"
#include "core/learning/model_export.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;

namespace creel {

class ModelChoice;

/// Chooses a model and the format in which it leaves Creel.
class ModelExportForm : public QWidget
{
    Q_OBJECT

public:
    explicit ModelExportForm(QWidget* parent);

    /// Files are proposed in `folder`.
    void setModels(const QList<ModelRecord>& models, const QString& folder);
    void setFormat(ModelFormat format);
    ModelFormat format() const;
    QPushButton* button() const { return m_export; }

    /// What is chosen now, without a file. There must be a model.
    ModelExportRequest request() const;
    /// Into this file, which may be there only if `mayOverwrite`.
    void exportInto(ModelExportRequest request, const QString& file, bool mayOverwrite);

Q_SIGNALS:
    void exportRequested(const creel::ModelExportRequest& request);

private:
    void chooseFile();

    QString m_folder;
    ModelChoice* m_model;
    QComboBox* m_format;
    QLabel* m_description;
    QPushButton* m_export;
};

} // namespace creel
