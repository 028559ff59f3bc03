#pragma once

#include "core/catalog/review_store.h"
#include "ui/dialogs/overlay_panel.h"

class QAbstractButton;

namespace creel {

/// The second key of a rejection: lists the reasons with their letters and waits for one. X again or Enter
/// means "other".
class ReasonPicker : public OverlayPanel
{
    Q_OBJECT

public:
    explicit ReasonPicker(QWidget* parent);

    /// The reason's letter: Qt::Key_E for equipment.
    static Qt::Key keyOf(RejectReason reason);

Q_SIGNALS:
    void reasonChosen(creel::RejectReason reason);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    QWidget* firstFocus() override;
    bool focusNextPrevChild(bool forward) override;

private:
    void choose(RejectReason reason);
    qsizetype focusedRow() const;
    void moveFocus(int steps);

    QList<QAbstractButton*> m_buttons; ///< in the order of rejectReasons(), which ends with "other"
};

} // namespace creel
