#include "ui/panels/note_field.h"

#include "ui/theme.h"

#include <QKeyEvent>

namespace creel {

namespace {

constexpr int fewestLines = 2;
constexpr int mostLines = 8;

} // namespace

NoteField::NoteField(Desk& desk, QWidget* parent) : QPlainTextEdit(parent), m_desk(desk)
{
    setPlaceholderText(tr("Add a note"));
    setAccessibleName(tr("Note"));
    setToolTip(tr("A note on this photo (Ctrl+Enter saves; so does going on)"));
    setTabChangesFocus(true);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    connect(this, &QPlainTextEdit::textChanged, this, &NoteField::fitHeight);
    connect(&desk, &Desk::aboutToClose, this, &NoteField::saveAll);
    connect(&desk, &Desk::closed, this, [this] {
        m_photo = {};
        m_stored.clear();
        m_unsaved.clear();
        clear();
    });
    fitHeight();
}

void NoteField::showNote(PhotoId photo, const QString& stored)
{
    if (photo == m_photo) {
        // The note may have changed by undo or elsewhere; what is being typed here goes first.
        const bool wasTyped = isTyped();
        m_stored = stored;
        if (!wasTyped && toPlainText().trimmed() != stored.trimmed())
            setPlainText(stored);
        return;
    }
    save();
    m_photo = photo;
    m_stored = stored;
    setPlainText(m_unsaved.value(photo, stored));
    setEnabled(photo.isValid());
    Q_EMIT unsavedChanged();
}

void NoteField::save()
{
    if (m_isSaving || !isTyped() || !m_desk.isOpen())
        return;
    m_isSaving = true; // saving is announced, and that must not save again
    const QString text = toPlainText();
    if (write(m_photo, text)) {
        m_stored = text.trimmed();
        m_unsaved.remove(m_photo);
    } else
        m_unsaved.insert(m_photo, text);
    m_isSaving = false;
    Q_EMIT unsavedChanged();
}

void NoteField::saveAll()
{
    save();
    m_isSaving = true;
    for (auto note = m_unsaved.begin(); note != m_unsaved.end();)
        note = write(note.key(), note.value()) ? m_unsaved.erase(note) : std::next(note);
    m_isSaving = false;
}

bool NoteField::write(PhotoId photo, const QString& text)
{
    m_desk.apply(SetNote{photo, text});
    const auto review = m_desk.session()->review(photo);
    return review && review->note == text.trimmed();
}

bool NoteField::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Escape || key == Qt::Key_Return || key == Qt::Key_Enter) {
            event->accept();
            return true;
        }
    }
    return QPlainTextEdit::event(event);
}

void NoteField::keyPressEvent(QKeyEvent* event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (event->key() == Qt::Key_Escape || (isEnter && event->modifiers() & Qt::ControlModifier)) {
        save();
        Q_EMIT left();
    } else
        QPlainTextEdit::keyPressEvent(event);
}

void NoteField::focusOutEvent(QFocusEvent* event)
{
    QPlainTextEdit::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason)
        save();
}

void NoteField::resizeEvent(QResizeEvent* event)
{
    QPlainTextEdit::resizeEvent(event);
    fitHeight();
}

void NoteField::fitHeight()
{
    // A plain text document measures itself in lines.
    const int lines = std::clamp(int(document()->size().height()), fewestLines, mostLines);
    setFixedHeight(lines * fontMetrics().lineSpacing() + 3 * Theme::gap);
}

} // namespace creel
