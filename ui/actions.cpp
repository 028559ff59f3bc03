#include "ui/actions.h"

#include <QSettings>
#include <QWidget>

#include <algorithm>

namespace creel {

namespace {

QString settingsKey(const QString& id)
{
    return QStringLiteral("keys/%1").arg(id);
}

/// No key at all is stored as an empty text, which Qt reads as one empty key.
QList<QKeySequence> keysFromText(const QString& text)
{
    QList<QKeySequence> keys = QKeySequence::listFromString(text, QKeySequence::PortableText);
    keys.removeAll(QKeySequence());
    return keys;
}

} // namespace

Actions::Actions(QObject* parent) : QObject(parent) {}

QAction* Actions::add(const QString& id, const QString& group, const QString& text,
                      const QList<QKeySequence>& defaultKeys, std::function<void()> run)
{
    Q_ASSERT(!find(id));
    auto* action = new QAction(text, this);
    action->setObjectName(id);
    connect(action, &QAction::triggered, this, [run = std::move(run)] { run(); });
    m_entries.append({id, group, action, defaultKeys});
    const QSettings settings;
    const QVariant own = settings.value(settingsKey(id));
    applyKeys(m_entries.last(), own.isValid() ? keysFromText(own.toString()) : defaultKeys);
    return action;
}

void Actions::applyKeys(const Entry& entry, const QList<QKeySequence>& keys)
{
    entry.action->setShortcuts(keys);
    QString plainText = entry.action->text();
    plainText.remove(QLatin1Char('&'));
    entry.action->setToolTip(keys.isEmpty() ? plainText
                                            : tr("%1 (%2)").arg(plainText, keyText(entry.action)));
}

Actions::Entry* Actions::find(const QString& id)
{
    const auto entry = std::ranges::find(m_entries, id, &Entry::id);
    return entry == m_entries.end() ? nullptr : &*entry;
}

void Actions::setNeedsNoCatalog(QAction* action)
{
    find(action->objectName())->needsCatalog = false;
}

void Actions::setAnywhere(const QString& id)
{
    find(id)->isAnywhere = true;
}

void Actions::setCatalogOpen(bool isOpen)
{
    m_isCatalogOpen = isOpen;
    enable();
}

void Actions::setCurating(bool isCurating)
{
    m_isCurating = isCurating;
    enable();
}

void Actions::enable()
{
    for (const Entry& entry : std::as_const(m_entries))
        entry.action->setEnabled((m_isCatalogOpen || !entry.needsCatalog) &&
                                 (m_isCurating || entry.isAnywhere || !entry.needsCatalog));
}

QAction* Actions::action(const QString& id) const
{
    const auto entry = std::ranges::find(m_entries, id, &Entry::id);
    return entry == m_entries.end() ? nullptr : entry->action;
}

Result<void> Actions::rebind(const QString& id, const QList<QKeySequence>& keys)
{
    Entry* const entry = find(id);
    if (!entry)
        return fail(ErrorCode::NotFound, tr("There is no action “%1”.").arg(id));
    for (const Entry& other : std::as_const(m_entries)) {
        for (const QKeySequence& key : keys) {
            if (other.id != id && other.action->shortcuts().contains(key))
                return fail(ErrorCode::Conflict, tr("%1 already does “%2”. Free it there first.")
                                                     .arg(key.toString(QKeySequence::NativeText),
                                                          other.action->text().remove(QLatin1Char('&'))));
        }
    }
    applyKeys(*entry, keys);
    QSettings().setValue(settingsKey(id), QKeySequence::listToString(keys, QKeySequence::PortableText));
    Q_EMIT rebound();
    return {};
}

void Actions::resetToDefaults()
{
    QSettings settings;
    settings.remove(QStringLiteral("keys"));
    for (const Entry& entry : std::as_const(m_entries))
        applyKeys(entry, entry.defaultKeys);
    Q_EMIT rebound();
}

void Actions::explain(QWidget* widget, const QString& text, const QString& id)
{
    const auto say = [this, widget, text, id] {
        const QString key = keyText(action(id));
        widget->setToolTip(key.isEmpty() ? text : tr("%1 (%2)").arg(text, key));
    };
    say();
    connect(this, &Actions::rebound, widget, say);
}

QString Actions::keyText(const QAction* action)
{
    return action->shortcut().toString(QKeySequence::NativeText);
}

} // namespace creel
