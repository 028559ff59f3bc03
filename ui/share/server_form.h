#pragma once

#include "core/catalog/model_store.h"
#include "core/serve/model_server.h"

#include <QWidget>

class QCheckBox;
class QFormLayout;
class QRadioButton;
class QSpinBox;

namespace creel {

class MessageLine;
class ModelChoice;

/// What to serve and to whom.
class ServerForm : public QWidget
{
    Q_OBJECT

public:
    explicit ServerForm(QWidget* parent);

    void setModels(const QList<ModelRecord>& models);
    /// Null where there is none.
    const ModelRecord* model() const;
    bool reachesNetwork() const;

    /// With the catalog for what needs one. A key is drawn when one is first wanted and stays until the
    /// program ends.
    ServeOptions options(const QString& catalog);

    /// What the form holds, to be remembered; not the model.
    QJsonObject state() const;
    void setState(const QJsonObject& state);

Q_SIGNALS:
    void changed();
    void changedByHand(); ///< what state() holds

private:
    void addModel(QFormLayout* form);
    void addReach(QFormLayout* form);
    void addOffers(QFormLayout* form);
    void follow();
    void onChosen();
    void showRisk();

    QByteArray m_key;
    bool m_isBeingSet = false;
    ModelChoice* m_model;
    QRadioButton* m_onlyHere;
    QRadioButton* m_network;
    MessageLine* m_risk;
    QCheckBox* m_wantsKey;
    QSpinBox* m_port;
    QCheckBox* m_corrections;
    QCheckBox* m_photos;
};

/// A key that is hard to guess and easy to type: "k7fm-2xqd-9hpw", 59 bits.
QByteArray drawKey();

} // namespace creel
