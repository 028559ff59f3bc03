#pragma once

#include <QList>
#include <QObject>

class QWidget;

namespace creel {

/// Lets a focused control keep the keys it needs: the window's one-key actions would take them first.
class OwnKeys : public QObject
{
    Q_OBJECT

public:
    /// For as long as the control lives. Buttons need Space.
    static void keep(QWidget* control, const QList<int>& keys);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    OwnKeys(QWidget* control, const QList<int>& keys);

    QList<int> m_keys;
};

} // namespace creel
