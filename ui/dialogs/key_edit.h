#pragma once

#include <QKeySequence>
#include <QLineEdit>

namespace creel {

/// Takes the next key press, whatever it is, as a key for an action. Esc gives up.
class KeyEdit : public QLineEdit
{
    Q_OBJECT

public:
    explicit KeyEdit(QWidget* parent = nullptr);

    /// Waits for a key from now on.
    void listen();
    bool isListening() const { return m_isListening; }

Q_SIGNALS:
    void keyPressed(const QKeySequence& key);
    void gaveUp();

protected:
    bool event(QEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void take(const QKeyEvent& event);
    void stop();

    bool m_isListening = false;
};

} // namespace creel
