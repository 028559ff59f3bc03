#pragma once

#include "core/learning/recipe.h"
#include "core/learning/weight_store.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLineEdit;
class QSpinBox;

namespace creel {

class RateField;
class StageTable;

/// Everything that a training is asked for, as fields to fill in: the name, where the network comes from, the
/// recipe. Numbers that are rarely changed are folded away.
class RecipeForm : public QWidget
{
    Q_OBJECT

public:
    explicit RecipeForm(QWidget* parent);

    /// What the engine offers; before it is there, the names Creel knows.
    void setBackbones(const QStringList& backbones);
    void setStoredWeights(const QList<StoredWeights>& weights);

    QString backbone() const;
    void setBackbone(const QString& backbone);
    /// A name in the weight store, or "none".
    QString weights() const;
    void setWeights(const QString& weights);
    bool onlyAccepted() const;
    void setOnlyAccepted(bool only);
    double testShare() const;
    void setTestShare(double share);
    Recipe recipe() const;
    void setRecipe(const Recipe& recipe);
    /// All of it, to be shown again after a restart.
    QJsonObject state() const;
    void setState(const QJsonObject& state);

Q_SIGNALS:
    void changed();
    void dataChoiceChanged(); ///< other photos are asked for

private:
    QWidget* makeNetwork();
    QWidget* makeStages();
    QWidget* makeAdvanced();
    void addNumber(QFormLayout* form, QDoubleSpinBox* field, const QString& name, const QString& tip);
    void fillWeights();
    void follow();

    QList<StoredWeights> m_stored;
    QString m_wantedWeights; ///< empty: any that are pretrained
    QComboBox* m_backbone;
    QComboBox* m_weights;
    QComboBox* m_head;
    QComboBox* m_augmentation;
    QComboBox* m_photos;
    QSpinBox* m_batch;
    StageTable* m_stages;
    QDoubleSpinBox* m_testShare;
    QDoubleSpinBox* m_warmUp;
    RateField* m_weightDecay;
    QDoubleSpinBox* m_clip;
    QDoubleSpinBox* m_dropout;
    QSpinBox* m_hidden;
    QDoubleSpinBox* m_smoothing;
    QDoubleSpinBox* m_mixup;
    QSpinBox* m_patience;
    QDoubleSpinBox* m_seed; ///< whole numbers, larger than a QSpinBox holds
    QCheckBox* m_balances;
};

/// "ResNet-34" for "resnet34".
QString backboneText(const QString& name);

} // namespace creel
