#pragma once

#include "core/base/result.h"

#include <QAction>
#include <QKeySequence>
#include <QList>
#include <QObject>

#include <functional>

namespace creel {

/// Everything a key can do, by name: menus, tool tips, the key sheet and rebinding all read from here.
/// Rebound keys are kept in the user's settings.
class Actions : public QObject
{
    Q_OBJECT

public:
    /// A heading of the key sheet and a menu: "Decide", "Go", "View", …
    struct Entry
    {
        QString id;    ///< stable: "review.accept"
        QString group; ///< translated heading
        QAction* action = nullptr;
        QList<QKeySequence> defaultKeys;
        bool needsCatalog = true; ///< means nothing while no catalog is open
        bool isAnywhere = false;  ///< means something on other pages than Curate, too
    };

    explicit Actions(QObject* parent = nullptr);

    /// Adds an action; `run` is called when it is triggered. The text is for menus ("Accept and go on").
    QAction* add(const QString& id, const QString& group, const QString& text,
                 const QList<QKeySequence>& defaultKeys, std::function<void()> run);

    /// For an action that works without a catalog.
    void setNeedsNoCatalog(QAction* action);
    /// For an action that works on every page; others belong to the photos under Curate.
    void setAnywhere(const QString& id);
    /// Enables what can be done now.
    void setCatalogOpen(bool isOpen);
    void setCurating(bool isCurating);

    const QList<Entry>& entries() const { return m_entries; }
    QAction* action(const QString& id) const;

    /// Gives the action other keys and remembers them. Refused (Conflict) if another action has one of them;
    /// the message names it.
    Result<void> rebind(const QString& id, const QList<QKeySequence>& keys);
    void resetToDefaults();
    /// Gives a widget that does the same as the action the tooltip `text`, followed by the key it has now.
    void explain(QWidget* widget, const QString& text, const QString& id);

    /// "A" or "Ctrl+Shift+Z" as the reader's system writes it; empty without a key.
    static QString keyText(const QAction* action);

Q_SIGNALS:
    void rebound();

private:
    Entry* find(const QString& id);
    void applyKeys(const Entry& entry, const QList<QKeySequence>& keys);

    void enable();

    QList<Entry> m_entries;
    bool m_isCatalogOpen = false;
    bool m_isCurating = true;
};

} // namespace creel
