#pragma once

#include "ui/desk.h"

#include <QPlainTextEdit>

namespace creel {

/// The curator's note on one photo. It is saved when the field loses the keyboard, on Ctrl+Enter, when
/// another photo is shown and before the catalog closes. What could not be saved is kept and tried again.
class NoteField : public QPlainTextEdit
{
    Q_OBJECT

public:
    NoteField(Desk& desk, QWidget* parent);

    /// Saves what was typed for the photo before. `stored` is what the catalog has for this one.
    void showNote(PhotoId photo, const QString& stored);
    void save();
    /// True while the shown text could not be written.
    bool hasUnsaved() const { return m_unsaved.contains(m_photo); }

Q_SIGNALS:
    /// The curator is done here: the view should have the keyboard again.
    void left();
    void unsavedChanged();

protected:
    void focusOutEvent(QFocusEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    /// The last chance: what could not be saved of other photos too.
    void saveAll();
    bool write(PhotoId photo, const QString& text);
    bool isTyped() const { return m_photo.isValid() && toPlainText().trimmed() != m_stored.trimmed(); }
    void fitHeight();

    Desk& m_desk;
    PhotoId m_photo;
    QString m_stored;
    QHash<PhotoId, QString> m_unsaved;
    bool m_isSaving = false;
};

} // namespace creel
