#pragma once

#include "ui/actions.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QScrollArea;

namespace creel {

/// What keys do, and which.
struct KeyLine
{
    QString text;
    QStringList keys; ///< any of them
};

/// One heading of the key sheet with its actions and keys below.
class KeySheetGroup : public QWidget
{
    Q_OBJECT

public:
    KeySheetGroup(const QString& title, const QList<KeyLine>& lines, QWidget* parent);

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

    /// Below the actions: keys that are no actions and always mean the same.
    void addFixedKeys(const QString& title, const QList<KeyLine>& lines);
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
    QList<std::pair<QString, QList<KeyLine>>> m_fixed;
    QList<KeySheetGroup*> m_groups;
    int m_columns = 0;
};

} // namespace creel
