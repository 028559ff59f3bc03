#include "ui/share/server_form.h"

#include "ui/dialogs/message_line.h"
#include "ui/share/model_choice.h"
#include "ui/share/sharer.h"
#include "ui/theme.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QJsonObject>
#include <QRadioButton>
#include <QRandomGenerator>
#include <QSpinBox>
#include <QVBoxLayout>

namespace creel {

namespace {

constexpr int defaultPort = 8080;
constexpr int firstOpenPort = 1024; // those below belong to the system

void explain(QWidget* widget, const QString& name, const QString& tip)
{
    widget->setAccessibleName(name);
    widget->setToolTip(tip);
}

} // namespace

QByteArray drawKey()
{
    constexpr char letters[] = "23456789abcdefghjkmnpqrstuvwxyz"; // none that look alike
    QByteArray key;
    for (int i = 0; i < 12; ++i) {
        if (i > 0 && i % 4 == 0)
            key += '-';
        key += letters[QRandomGenerator::system()->bounded(int(sizeof letters) - 1)];
    }
    return key;
}

ServerForm::ServerForm(QWidget* parent)
    : QWidget(parent)
    , m_model(new ModelChoice(this))
    , m_onlyHere(new QRadioButton(tr("This computer &only"), this))
    , m_network(new QRadioButton(tr("Phones on this &network"), this))
    , m_risk(new MessageLine(this))
    , m_wantsKey(new QCheckBox(tr("Ask for a &key"), this))
    , m_port(new QSpinBox(this))
    , m_corrections(new QCheckBox(tr("Take &corrections into this catalog"), this))
    , m_photos(new QCheckBox(tr("Show &similar photos of this catalog"), this))
{
    auto* form = new QFormLayout(this);
    form->setContentsMargins(2 * Theme::gap, Theme::gap, Theme::gap, Theme::gap);
    form->setHorizontalSpacing(Theme::gap);
    form->setVerticalSpacing(Theme::gap);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    addModel(form);
    addReach(form);
    addOffers(form);
    setState({});
    follow();
    showRisk();
}

void ServerForm::addModel(QFormLayout* form)
{
    m_model->setToolTip(tr("The model that answers. The current one is the one whose proposals you see."));
    form->addRow(tr("&Model"), m_model);
    explain(m_port, tr("Port"),
            tr("The number at the end of the address. Any will do that no other program uses."));
    m_port->setRange(firstOpenPort, 65535);
    m_port->setGroupSeparatorShown(false);
    m_port->setButtonSymbols(QAbstractSpinBox::NoButtons);
    form->addRow(tr("&Port"), m_port);
}

void ServerForm::addReach(QFormLayout* form)
{
    explain(m_onlyHere, tr("Reach: this computer only"),
            tr("Nobody else can open the page or ask the model"));
    explain(m_network, tr("Reach: phones on this network"),
            tr("Whoever is in the same network, by cable or Wi-Fi, can open the page"));
    explain(m_wantsKey, tr("Ask for a key"),
            tr("Only who has the key can use the model. The QR code brings it along."));
    m_risk->setAccessibleName(tr("Who can reach it"));
    auto* reach = new QVBoxLayout;
    reach->setSpacing(Theme::halfGap);
    reach->addWidget(m_onlyHere);
    reach->addWidget(m_network);
    reach->addWidget(m_risk);
    reach->addWidget(m_wantsKey);
    form->addRow(tr("Open to"), reach);
}

void ServerForm::addOffers(QFormLayout* form)
{
    explain(
        m_corrections, tr("Take corrections into this catalog"),
        tr("Who finds an answer wrong may send the photo with the right name. It lands here unreviewed."));
    explain(m_photos, tr("Show similar photos of this catalog"),
            tr("Beside its answer the page shows small labelled photos that look like the one sent, accepted "
               "ones "
               "first and rejected ones never. Takes memory for a second copy of the network."));
    auto* offers = new QVBoxLayout;
    offers->setSpacing(Theme::halfGap);
    offers->addWidget(m_corrections);
    offers->addWidget(m_photos);
    form->addRow(tr("And"), offers);
}

void ServerForm::follow()
{
    connect(m_port, &QSpinBox::valueChanged, this, &ServerForm::onChosen);
    for (QAbstractButton* button :
         std::initializer_list<QAbstractButton*>{m_network, m_wantsKey, m_corrections, m_photos})
        connect(button, &QAbstractButton::toggled, this, &ServerForm::onChosen);
}

void ServerForm::onChosen()
{
    showRisk();
    Q_EMIT changed();
    if (!m_isBeingSet)
        Q_EMIT changedByHand();
}

void ServerForm::setModels(const QList<ModelRecord>& models)
{
    m_model->setModels(models);
    Q_EMIT changed();
}

const ModelRecord* ServerForm::model() const
{
    return m_model->model();
}

bool ServerForm::reachesNetwork() const
{
    return m_network->isChecked();
}

ServeOptions ServerForm::options(const QString& catalog)
{
    ServeOptions options;
    if (const ModelRecord* chosen = model())
        options.model = chosen->file;
    options.port = quint16(m_port->value());
    if (reachesNetwork()) {
        options.host = Sharer::networkHost();
        if (m_wantsKey->isChecked()) {
            if (m_key.isEmpty())
                m_key = drawKey();
            options.api.keys = {m_key};
        }
    }
    if (m_corrections->isChecked())
        options.feedback.catalog = catalog;
    if (m_photos->isChecked())
        options.similar.catalog = catalog;
    return options;
}

QJsonObject ServerForm::state() const
{
    return {{QStringLiteral("network"), reachesNetwork()},
            {QStringLiteral("key"), m_wantsKey->isChecked()},
            {QStringLiteral("port"), m_port->value()},
            {QStringLiteral("corrections"), m_corrections->isChecked()},
            {QStringLiteral("photos"), m_photos->isChecked()}};
}

void ServerForm::setState(const QJsonObject& state)
{
    m_isBeingSet = true;
    const bool network = state[QLatin1String("network")].toBool();
    (network ? m_network : m_onlyHere)->setChecked(true);
    m_wantsKey->setChecked(state[QLatin1String("key")].toBool());
    m_port->setValue(state[QLatin1String("port")].toInt(defaultPort));
    m_corrections->setChecked(state[QLatin1String("corrections")].toBool(true));
    m_photos->setChecked(state[QLatin1String("photos")].toBool());
    m_isBeingSet = false;
}

void ServerForm::showRisk()
{
    m_wantsKey->setEnabled(reachesNetwork());
    QStringList can{tr("use the model")};
    if (m_corrections->isChecked())
        can.append(tr("send corrections"));
    if (m_photos->isChecked())
        can.append(tr("see small copies of labelled photos"));
    const QString last = can.takeLast();
    const QString all = can.isEmpty() ? last : tr("%1 and %2").arg(can.join(QStringLiteral(", ")), last);
    if (!reachesNetwork())
        m_risk->say(tr("Nobody else can reach it."));
    else if (m_wantsKey->isChecked())
        m_risk->say(
            tr("Everybody on this network can open the page; who has the key can %1. The connection is not "
               "encrypted.")
                .arg(all));
    else
        m_risk->sayProblem(tr("Everybody on this network can %1. The connection is not encrypted.").arg(all));
}

} // namespace creel
