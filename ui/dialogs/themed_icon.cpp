#include "ui/dialogs/themed_icon.h"

#include "ui/theme.h"

#include <QAbstractButton>
#include <QEvent>

namespace creel {

namespace {

/// Fetches the button's icon anew when the palette changes.
class IconKeeper : public QObject
{
public:
    IconKeeper(QAbstractButton* button, QString name)
        : QObject(button), m_button(button), m_name(std::move(name))
    {
        m_button->installEventFilter(this);
        m_button->setIcon(Theme::icon(m_name));
    }

    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() == QEvent::PaletteChange)
            m_button->setIcon(Theme::icon(m_name));
        return QObject::eventFilter(watched, event);
    }

private:
    QAbstractButton* m_button;
    QString m_name;
};

} // namespace

void setThemedIcon(QAbstractButton* button, const QString& name)
{
    new IconKeeper(button, name);
}

} // namespace creel
