#include "ui/dialogs/keys_dialog.h"

#include "ui/dialogs/key_edit.h"
#include "ui/dialogs/message_line.h"
#include "ui/dialogs/name_match.h"
#include "ui/dialogs/roomy_delegate.h"
#include "ui/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace creel {

namespace {

constexpr int idRole = Qt::UserRole;

enum Column
{
    ActionColumn,
    KeysColumn
};

QString keysText(const QList<QKeySequence>& keys)
{
    QStringList texts;
    for (const QKeySequence& key : keys)
        texts.append(key.toString(QKeySequence::NativeText));
    return texts.join(QStringLiteral(",  "));
}

QString plainText(const QAction* action)
{
    return action->text().remove(QLatin1Char('&'));
}

} // namespace

KeysDialog::KeysDialog(Actions& actions, QWidget* parent)
    : QDialog(parent)
    , m_actions(actions)
    , m_search(new QLineEdit(this))
    , m_tree(new QTreeWidget(this))
    , m_edit(new KeyEdit(this))
    , m_message(new MessageLine(this))
    , m_change(new QPushButton(tr("&Change…"), this))
    , m_add(new QPushButton(tr("&Add a key…"), this))
    , m_clear(new QPushButton(tr("&No key"), this))
    , m_reset(new QPushButton(tr("&Reset"), this))
{
    setWindowTitle(tr("Change keys"));
    resize(640, 560);
    build();
    connect(m_search, &QLineEdit::textChanged, this, &KeysDialog::filter);
    connect(m_tree, &QTreeWidget::itemActivated, this, [this] { listen(false); });
    connect(m_tree, &QTreeWidget::currentItemChanged, this, &KeysDialog::refresh);
    connect(m_edit, &KeyEdit::keyPressed, this, &KeysDialog::take);
    connect(m_edit, &KeyEdit::gaveUp, this, [this] { say(QString(), false); });
    connect(m_change, &QPushButton::clicked, this, [this] { listen(false); });
    connect(m_add, &QPushButton::clicked, this, [this] { listen(true); });
    connect(m_clear, &QPushButton::clicked, this, [this] { bind({}); });
    connect(m_reset, &QPushButton::clicked, this, [this] {
        if (const Actions::Entry* entry = currentEntry())
            bind(entry->defaultKeys);
    });
    connect(&actions, &Actions::rebound, this, &KeysDialog::refresh);
    refresh();
    m_search->setFocus();
}

void KeysDialog::build()
{
    m_search->setPlaceholderText(tr("Search actions and keys"));
    m_search->setAccessibleName(tr("Search actions and keys"));
    m_search->setClearButtonEnabled(true);
    m_search->installEventFilter(this);
    m_tree->setColumnCount(2);
    m_tree->setHeaderLabels({tr("Action"), tr("Keys")});
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(ActionColumn, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(KeysColumn, QHeaderView::ResizeToContents);
    m_tree->setRootIsDecorated(false);
    m_tree->setUniformRowHeights(true);
    m_tree->setItemDelegate(new RoomyDelegate(this));
    m_tree->setAccessibleName(tr("Actions"));
    m_tree->installEventFilter(this);
    QHash<QString, QTreeWidgetItem*> groups;
    for (const Actions::Entry& entry : m_actions.entries()) {
        QTreeWidgetItem*& group = groups[entry.group];
        if (!group) {
            group = new QTreeWidgetItem(m_tree, {entry.group});
            group->setFlags(Qt::ItemIsEnabled);
            QFont bold = m_tree->font();
            bold.setBold(true);
            group->setFont(ActionColumn, bold);
        }
        auto* item = new QTreeWidgetItem(group, {plainText(entry.action)});
        item->setData(ActionColumn, idRole, entry.id);
        m_items.insert(entry.id, item);
    }
    m_tree->expandAll();
    m_edit->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * Theme::gap, 2 * Theme::gap, 2 * Theme::gap, 2 * Theme::gap);
    layout->setSpacing(Theme::gap);
    for (QWidget* part : std::initializer_list<QWidget*>{m_search, m_tree, m_edit, m_message, makeButtons()})
        layout->addWidget(part);
}

QWidget* KeysDialog::makeButtons()
{
    auto* bar = new QWidget(this);
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::gap);
    auto* all = new QPushButton(tr("Reset a&ll"), bar);
    auto* close = new QPushButton(tr("Close"), bar);
    m_change->setToolTip(tr("Press another key for this action (Enter)"));
    m_add->setToolTip(tr("One more key for this action"));
    m_clear->setToolTip(tr("Take its keys away (Delete)"));
    m_reset->setToolTip(tr("Back to the keys it came with"));
    close->setToolTip(tr("Close this window (Esc)"));
    all->setToolTip(tr("Every action back to the keys it came with"));
    for (QPushButton* button : {m_change, m_add, m_clear, m_reset})
        layout->addWidget(button);
    layout->addStretch(1);
    layout->addWidget(all);
    layout->addWidget(close);
    for (QPushButton* button : bar->findChildren<QPushButton*>())
        button->setAutoDefault(false);
    connect(all, &QPushButton::clicked, this, &KeysDialog::resetAll);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    return bar;
}

void KeysDialog::refresh()
{
    for (const Actions::Entry& entry : m_actions.entries()) {
        QTreeWidgetItem* const item = m_items.value(entry.id);
        if (!item)
            continue;
        const QList<QKeySequence> keys = entry.action->shortcuts();
        item->setText(KeysColumn, keysText(keys));
        QFont font = m_tree->font();
        font.setBold(keys != entry.defaultKeys); // a key of one's own
        item->setFont(KeysColumn, font);
        item->setToolTip(KeysColumn, keys == entry.defaultKeys ? QString()
                                                               : tr("It came with: %1")
                                                                     .arg(entry.defaultKeys.isEmpty()
                                                                              ? tr("no key")
                                                                              : keysText(entry.defaultKeys)));
    }
    const Actions::Entry* const entry = currentEntry();
    m_change->setEnabled(entry);
    m_add->setEnabled(entry && !entry->action->shortcuts().isEmpty());
    m_clear->setEnabled(entry && !entry->action->shortcuts().isEmpty());
    m_reset->setEnabled(entry && entry->action->shortcuts() != entry->defaultKeys);
}

void KeysDialog::filter(const QString& text)
{
    const QString folded = text.simplified().toCaseFolded();
    for (int i = 0; i < m_tree->topLevelItemCount(); ++i) {
        QTreeWidgetItem* const group = m_tree->topLevelItem(i);
        bool isAnyShown = false;
        for (int j = 0; j < group->childCount(); ++j) {
            QTreeWidgetItem* const item = group->child(j);
            const bool fits = foldedName(item->text(ActionColumn)).contains(folded) ||
                              item->text(KeysColumn).toCaseFolded().contains(folded);
            item->setHidden(!fits);
            isAnyShown = isAnyShown || fits;
        }
        group->setHidden(!isAnyShown);
    }
}

QString KeysDialog::currentId() const
{
    const QTreeWidgetItem* const item = m_tree->currentItem();
    return item ? item->data(ActionColumn, idRole).toString() : QString();
}

const Actions::Entry* KeysDialog::currentEntry() const
{
    const auto entry = std::ranges::find(m_actions.entries(), currentId(), &Actions::Entry::id);
    return entry == m_actions.entries().end() ? nullptr : &*entry;
}

void KeysDialog::selectAction(const QString& id)
{
    m_tree->setCurrentItem(m_items.value(id));
}

void KeysDialog::listen(bool keepsOld)
{
    const Actions::Entry* const entry = currentEntry();
    if (!entry)
        return;
    m_keepsOld = keepsOld;
    say(tr("Press the key for “%1”.").arg(plainText(entry->action)), false);
    m_edit->show();
    m_edit->listen();
}

void KeysDialog::take(const QKeySequence& key)
{
    const Actions::Entry* const entry = currentEntry();
    if (!entry)
        return;
    QList<QKeySequence> keys = m_keepsOld ? entry->action->shortcuts() : QList<QKeySequence>();
    if (!keys.contains(key))
        keys.append(key);
    if (!bind(keys)) { // the message says why; the next key may be free
        m_edit->show();
        m_edit->listen();
    }
}

/// False where the keys are refused, which the message says.
bool KeysDialog::bind(const QList<QKeySequence>& keys)
{
    const Actions::Entry* const entry = currentEntry();
    if (!entry)
        return false;
    const auto bound = m_actions.rebind(entry->id, keys);
    const QString name = plainText(entry->action);
    if (!bound)
        say(bound.error().message, true);
    else if (keys.isEmpty())
        say(tr("“%1” has no key now.").arg(name), false);
    else
        say(tr("“%1” is on %2 now.").arg(name, keysText(keys)), false);
    return bound.has_value();
}

void KeysDialog::resetAll()
{
    m_actions.resetToDefaults();
    say(tr("Every action has the keys it came with."), false);
}

QString KeysDialog::message() const
{
    return m_message->text();
}

void KeysDialog::say(const QString& text, bool isError)
{
    if (m_edit->isVisible() && !m_edit->isListening()) {
        if (m_edit->hasFocus())
            m_tree->setFocus();
        m_edit->hide();
    }
    if (isError)
        m_message->sayProblem(text);
    else
        m_message->say(text);
}

bool KeysDialog::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress)
        return QDialog::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (watched == m_search && (key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter)) {
        m_tree->setFocus();
        QTreeWidgetItemIterator item(m_tree, QTreeWidgetItemIterator::Selectable |
                                                 QTreeWidgetItemIterator::NotHidden);
        if (*item && !currentEntry())
            m_tree->setCurrentItem(*item);
        return true;
    }
    if (watched == m_tree && key == Qt::Key_Delete) {
        bind({});
        return true;
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace creel
