#pragma once

#include "ui/desk.h"

#include <QLineEdit>

namespace creel {

/// Where words to look for in names and captions are typed; they go into the desk's filter after a short
/// pause. Esc empties the field, and leaves it when it is empty.
class SearchField : public QLineEdit
{
    Q_OBJECT

public:
    SearchField(Desk& desk, QWidget* parent);

    QSize sizeHint() const override;

Q_SIGNALS:
    /// The curator is done here: the view should have the keyboard again.
    void left();

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void search();
    void showFilter();
    void restyle();

    Desk& m_desk;
    QTimer m_timer;
    QAction* m_sign;
};

} // namespace creel
