#pragma once

#include <QToolButton>

namespace creel {

class Actions;
class Sharer;

/// Says in the top bar that a server runs, whatever page is shown, so that nobody forgets it. Hidden while
/// none does.
class ServingSign : public QToolButton
{
    Q_OBJECT

public:
    ServingSign(Sharer& sharer, const Actions& actions, QWidget* parent);

private:
    void update();

    Sharer& m_sharer;
    const Actions& m_actions;
};

} // namespace creel
