#pragma once

#include "ui/actions.h"

#include <QDialog>
#include <QHash>

class QLineEdit;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace creel {

class KeyEdit;
class MessageLine;

/// Gives actions other keys by pressing them; a key that is taken is refused with its owner's name.
class KeysDialog : public QDialog
{
    Q_OBJECT

public:
    KeysDialog(Actions& actions, QWidget* parent);

    /// What the line below the list says.
    QString message() const;
    /// Makes the action current, as a click on it would.
    void selectAction(const QString& id);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void build();
    QWidget* makeButtons();
    void refresh();
    void filter(const QString& text);
    QString currentId() const;
    const Actions::Entry* currentEntry() const;
    void listen(bool keepsOld);
    void take(const QKeySequence& key);
    bool bind(const QList<QKeySequence>& keys);
    void resetAll();
    void say(const QString& text, bool isError);

    Actions& m_actions;
    QLineEdit* m_search;
    QTreeWidget* m_tree;
    KeyEdit* m_edit;
    MessageLine* m_message;
    QPushButton* m_change;
    QPushButton* m_add;
    QPushButton* m_clear;
    QPushButton* m_reset;
    bool m_keepsOld = false;
    QHash<QString, QTreeWidgetItem*> m_items;
};

} // namespace creel
