#pragma once

#include <QFrame>
#include <QTimer>
#include <QToolButton>

class QLabel;

namespace creel {

/// A line at the lower edge of its parent that says what was just done and how to undo it, and goes away by
/// itself. Of the photos it covers nothing: it lies on the status line, over the keys that everyone knows who
/// uses them. Never takes the focus.
class Toast : public QFrame
{
    Q_OBJECT

public:
    explicit Toast(QWidget* parent);

    /// `undoHint` is the undo key's text; empty where there is nothing to undo.
    void showDone(const QString& text, const QString& undoHint);
    /// Stays longer and carries the problem sign.
    void showError(const QString& text);

    /// What it tells of can no longer be undone.
    void withdrawUndo() { m_undo->hide(); }

    QString text() const;

Q_SIGNALS:
    void undoClicked();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void present(const QString& text, int milliseconds);
    void place();

    QLabel* m_sign;
    QLabel* m_text;
    QToolButton* m_undo;
    QTimer m_timer;
};

} // namespace creel
