#include "ui/panels/own_keys.h"

#include <QKeyEvent>
#include <QWidget>

namespace creel {

void OwnKeys::keep(QWidget* control, const QList<int>& keys)
{
    new OwnKeys(control, keys);
}

OwnKeys::OwnKeys(QWidget* control, const QList<int>& keys) : QObject(control), m_keys(keys)
{
    control->installEventFilter(this);
}

bool OwnKeys::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool isPlain = (key->modifiers() & ~(Qt::KeypadModifier | Qt::ControlModifier)) == 0;
        if (isPlain && m_keys.contains(key->key())) {
            event->accept();
            return true;
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace creel
