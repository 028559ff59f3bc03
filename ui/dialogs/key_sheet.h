#pragma once

#include "ui/actions.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QScrollArea;

namespace creel {

/// One heading of the key sheet with its actions and keys below.
class KeySheetGroup : public QWidget
{
    Q_OBJECT

public:
    KeySheetGroup(const QString& title, const QList<Actions::Entry>& entries, QWidget* parent);

    /// Hides what does not fit the folded text, and itself if nothing does. Returns how many lines are left.
    int filter(const QString& folded);
    int lineCount() const { return int(m_lines.size()); }

private:
    struct Line
    {
        QWidget* widget;
        QString folded;
    };
    QString m_foldedTitle;
    QList<Line> m_lines;
};

/// The `?` sheet: every key by what it is for, searched by typing.
class KeySheet : public QDialog
{
    Q_OBJECT

public:
    KeySheet(const Actions& actions, QWidget* parent);

    /// Lines that are shown, as "Accept and go on: A".
    QStringList shownLines() const;

Q_SIGNALS:
    void changeKeysRequested();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void rebuild();
    void arrange();
    void filter(const QString& text);

    const Actions& m_actions;
    QLineEdit* m_search;
    QScrollArea* m_area;
    QLabel* m_nothing;
    QList<KeySheetGroup*> m_groups;
    int m_columns = 0;
};

} // namespace creel
