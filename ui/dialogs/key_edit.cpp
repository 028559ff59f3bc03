#include "ui/dialogs/key_edit.h"

#include <QKeyEvent>

namespace creel {

namespace {

/// Shift counts only where it does not merely reach a sign: "?" is "?", but Shift+A is Shift+A.
Qt::KeyboardModifiers meantModifiers(const QKeyEvent& event)
{
    Qt::KeyboardModifiers modifiers =
        event.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier);
    const QString text = event.text();
    const bool isSign =
        !text.isEmpty() && text[0].isPrint() && !text[0].isLetterOrNumber() && !text[0].isSpace();
    if ((event.modifiers() & Qt::ShiftModifier) && !isSign)
        modifiers |= Qt::ShiftModifier;
    return modifiers;
}

bool isModifier(int key)
{
    return key == 0 || key == Qt::Key_unknown || key == Qt::Key_Shift || key == Qt::Key_Control ||
           key == Qt::Key_Alt || key == Qt::Key_AltGr || key == Qt::Key_Meta || key == Qt::Key_CapsLock ||
           key == Qt::Key_NumLock || key == Qt::Key_ScrollLock;
}

} // namespace

KeyEdit::KeyEdit(QWidget* parent) : QLineEdit(parent)
{
    setReadOnly(true);
    setContextMenuPolicy(Qt::NoContextMenu);
    setPlaceholderText(tr("Press the new key; Esc keeps the old one"));
    setAccessibleName(tr("New key"));
}

void KeyEdit::listen()
{
    m_isListening = true;
    clear();
    setFocus();
}

void KeyEdit::stop()
{
    m_isListening = false;
}

bool KeyEdit::event(QEvent* event)
{
    if (m_isListening && event->type() == QEvent::ShortcutOverride) {
        event->accept();
        return true;
    }
    // Before Tab moves the focus.
    if (m_isListening && event->type() == QEvent::KeyPress) {
        take(*static_cast<QKeyEvent*>(event));
        event->accept();
        return true;
    }
    return QLineEdit::event(event);
}

void KeyEdit::take(const QKeyEvent& event)
{
    if (isModifier(event.key()) || event.isAutoRepeat())
        return;
    const Qt::KeyboardModifiers modifiers = meantModifiers(event);
    stop();
    if (event.key() == Qt::Key_Escape && modifiers == Qt::NoModifier) {
        Q_EMIT gaveUp();
        return;
    }
    const int key = event.key() == Qt::Key_Backtab ? int(Qt::Key_Tab) : event.key();
    Q_EMIT keyPressed(QKeySequence(QKeyCombination(modifiers, Qt::Key(key))));
}

void KeyEdit::focusOutEvent(QFocusEvent* event)
{
    QLineEdit::focusOutEvent(event);
    if (m_isListening) {
        stop();
        Q_EMIT gaveUp();
    }
}

} // namespace creel
