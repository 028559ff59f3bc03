#include "ui/share/serving_sign.h"

#include "ui/actions.h"
#include "ui/share/sharer.h"
#include "ui/theme.h"

namespace creel {

ServingSign::ServingSign(Sharer& sharer, const Actions& actions, QWidget* parent)
    : QToolButton(parent), m_sharer(sharer), m_actions(actions)
{
    setAutoRaise(true);
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setIcon(Theme::icon(QStringLiteral("serve")));
    connect(&sharer, &Sharer::changed, this, &ServingSign::update);
    connect(&sharer, &Sharer::figuresChanged, this, &ServingSign::update);
    update();
}

void ServingSign::update()
{
    using State = Sharer::State;
    setVisible(m_sharer.state() != State::Stopped);
    QString what;
    switch (m_sharer.state()) {
    case State::Stopped:
        return;
    case State::Starting:
        setText(tr("Starting server"));
        what = tr("Opening “%1”.").arg(m_sharer.modelName());
        break;
    case State::Serving:
        setText(m_sharer.isOnNetwork() ? tr("Serving this network") : tr("Serving this computer"));
        what =
            tr("“%1” answers at %2.").arg(m_sharer.modelName(), m_sharer.url(m_sharer.addresses().first()));
        break;
    case State::Stopping:
        setText(tr("Stopping server"));
        what = tr("Requests under way are answered.");
        break;
    }
    const QString key = Actions::keyText(m_actions.action(QStringLiteral("page.share")));
    setToolTip(key.isEmpty() ? tr("%1 Shows the page Share.").arg(what)
                             : tr("%1 Shows the page Share (%2).").arg(what, key));
    setAccessibleName(text());
    setAccessibleDescription(toolTip());
}

} // namespace creel
