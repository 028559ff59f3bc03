#pragma once

#include "ui/desk.h"
#include "ui/dialogs/overlay_panel.h"
#include "ui/dialogs/photo_finder.h"

class QLabel;
class QLineEdit;

namespace creel {

/// Goes to a photo by its number in the set or by a part of its name, and says beforehand where Enter leads.
class GoToPopup : public OverlayPanel
{
    Q_OBJECT

public:
    GoToPopup(Desk& desk, QWidget* parent);

    void open() override;
    /// What the line below the field says.
    QString preview() const;

protected:
    QWidget* firstFocus() override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void look(PhotoFinder::Aim aim);
    /// Ends the search that is under way.
    void giveUp();
    void lookOn();
    void show(int position);
    void showNothing();
    void go();
    /// The position that the text names as a number; -1 if it names none.
    int typedPosition() const;

    Desk& m_desk;
    QLineEdit* m_edit;
    QLabel* m_preview;
    PhotoFinder m_finder;
    QTimer m_timer;
    int m_position = -1; ///< where Enter leads
    bool m_goesWhenFound = false;
};

} // namespace creel
