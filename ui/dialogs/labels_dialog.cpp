#include "ui/dialogs/labels_dialog.h"

#include "core/base/text.h"
#include "ui/dialogs/escape_button.h"
#include "ui/dialogs/label_form.h"
#include "ui/dialogs/label_name_delegate.h"
#include "ui/dialogs/merge_dialog.h"
#include "ui/dialogs/message_line.h"
#include "ui/theme.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>
#include <QTreeView>

namespace creel {

LabelsDialog::LabelsDialog(Desk& desk, QWidget* parent)
    : QDialog(parent)
    , m_desk(desk)
    , m_model(desk, this)
    , m_view(new QTreeView(this))
    , m_name(new QLineEdit(this))
    , m_rename(new QPushButton(tr("&Rename"), this))
    , m_merge(new QPushButton(tr("&Merge…"), this))
    , m_up(new QPushButton(tr("&Up"), this))
    , m_down(new QPushButton(tr("&Down"), this))
    , m_remove(new QPushButton(tr("Remo&ve"), this))
    , m_form(new LabelForm(desk, this))
    , m_message(new MessageLine(this))
{
    setWindowTitle(tr("Labels"));
    resize(880, 640);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(3 * Theme::gap);
    columns->addWidget(makeList(), 5);
    columns->addWidget(m_form, 4);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);
    explainEscape(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * Theme::gap, 2 * Theme::gap, 2 * Theme::gap, 2 * Theme::gap);
    layout->setSpacing(Theme::gap);
    layout->addLayout(columns, 1);
    layout->addWidget(m_message);
    layout->addWidget(buttons);
    makeKeys();
    connect(&desk, &Desk::applied, this, [this] { say(QString()); });
    connect(&desk, &Desk::failed, this, [this](const Error& error) { say(error.message); });
    connect(&desk, &Desk::labelsChanged, this, &LabelsDialog::onCurrentChanged);
    connect(&desk, &Desk::countsChanged, this, &LabelsDialog::refreshButtons);
    connect(&desk, &Desk::aboutToClose, this, &QDialog::close);
    connect(&m_model, &LabelItemModel::modelReset, this, [this] {
        const auto added = std::ranges::find(m_desk.labels(), m_wanted, &Label::name);
        selectLabel(added == m_desk.labels().end() ? m_current : added->id);
    });
    selectLabel(m_model.labelAt(0));
    say(QString());
    m_view->setFocus();
}

QWidget* LabelsDialog::makeList()
{
    m_view->setModel(&m_model);
    m_view->setItemDelegate(new LabelNameDelegate(nullptr, this));
    m_view->setRootIsDecorated(false);
    m_view->setUniformRowHeights(true);
    m_view->setAllColumnsShowFocus(true);
    m_view->setDragDropMode(QAbstractItemView::InternalMove);
    m_view->setEditTriggers(QAbstractItemView::EditKeyPressed | QAbstractItemView::DoubleClicked);
    m_view->setAccessibleName(tr("Labels"));
    m_view->header()->setStretchLastSection(false);
    m_view->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_view->header()->setSectionResizeMode(LabelItemModel::NameColumn, QHeaderView::Stretch);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &LabelsDialog::onCurrentChanged);
    m_name->setPlaceholderText(tr("New label"));
    m_name->setAccessibleName(tr("Name of a new label"));
    m_name->setToolTip(tr("Type a name and press Enter"));
    auto* add = new QPushButton(tr("&Add"), this);
    add->setIcon(Theme::icon(QStringLiteral("plus")));
    add->setToolTip(tr("Add a label of this name (Enter)"));
    connect(add, &QPushButton::clicked, this, &LabelsDialog::add);
    connect(m_name, &QLineEdit::returnPressed, this, &LabelsDialog::add);
    auto* adding = new QHBoxLayout;
    adding->addWidget(m_name, 1);
    adding->addWidget(add);
    auto* acting = new QHBoxLayout;
    for (QPushButton* button : {m_rename, m_merge, m_up, m_down, m_remove})
        acting->addWidget(button);
    auto* list = new QWidget(this);
    auto* layout = new QVBoxLayout(list);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::gap);
    layout->addWidget(m_view, 1);
    layout->addLayout(acting);
    layout->addLayout(adding);
    for (QPushButton* button : {add, m_rename, m_merge, m_up, m_down, m_remove})
        button->setAutoDefault(false);
    return list;
}

void LabelsDialog::makeKeys()
{
    const std::initializer_list<std::tuple<QPushButton*, const char*, QString, QKeySequence>> buttons{
        {m_rename, "edit", tr("Another name; the history keeps the old one"), QKeySequence(Qt::Key_F2)},
        {m_merge, "merge", tr("Count its photos as another label's"), {}},
        {m_up, "up", tr("Further up"), QKeySequence(Qt::ALT | Qt::Key_Up)},
        {m_down, "down", tr("Further down"), QKeySequence(Qt::ALT | Qt::Key_Down)},
        {m_remove, "minus", QString(), {}}};
    for (const auto& [button, icon, tip, key] : buttons) {
        button->setIcon(Theme::icon(QLatin1String(icon)));
        button->setToolTip(key.isEmpty() ? tip
                                         : tr("%1 (%2)").arg(tip, key.toString(QKeySequence::NativeText)));
    }
    const auto onKey = [this](const QKeySequence& key, auto run) {
        connect(new QShortcut(key, this), &QShortcut::activated, this, run);
    };
    onKey(QKeySequence(Qt::ALT | Qt::Key_Up), [this] { moveBy(-1); });
    onKey(QKeySequence(Qt::ALT | Qt::Key_Down), [this] { moveBy(1); });
    onKey(QKeySequence(Qt::CTRL | Qt::Key_Z), [this] { m_desk.undo(); });
    onKey(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), [this] { m_desk.redo(); });
    connect(m_up, &QPushButton::clicked, this, [this] { moveBy(-1); });
    connect(m_down, &QPushButton::clicked, this, [this] { moveBy(1); });
    connect(m_rename, &QPushButton::clicked, this,
            [this] { m_view->edit(m_view->currentIndex().siblingAtColumn(LabelItemModel::NameColumn)); });
    connect(m_merge, &QPushButton::clicked, this, &LabelsDialog::merge);
    connect(m_remove, &QPushButton::clicked, this, &LabelsDialog::remove);
}

LabelId LabelsDialog::currentLabel() const
{
    return m_model.labelAt(m_view->currentIndex().row());
}

void LabelsDialog::selectLabel(LabelId label)
{
    const int row = m_model.rowOf(label);
    const int instead = std::min(m_row, m_model.rowCount() - 1);
    m_view->setCurrentIndex(m_model.index(row < 0 ? instead : row, LabelItemModel::NameColumn));
    onCurrentChanged();
}

void LabelsDialog::onCurrentChanged()
{
    const LabelId label = currentLabel();
    if (label.isValid()) {
        m_current = label;
        m_row = m_model.rowOf(label);
    }
    m_form->showLabel(label);
    refreshButtons();
}

void LabelsDialog::refreshButtons()
{
    const LabelId label = currentLabel();
    const int row = m_model.rowOf(label);
    m_rename->setEnabled(row >= 0);
    m_merge->setEnabled(row >= 0 && m_model.rowCount() > 1);
    m_up->setEnabled(row > 0);
    m_down->setEnabled(row >= 0 && row + 1 < m_model.rowCount());
    const QString kept = whyKept(label);
    m_remove->setEnabled(row >= 0 && kept.isEmpty());
    m_remove->setToolTip(kept.isEmpty() ? tr("Remove this label, which nothing uses") : kept);
}

QString LabelsDialog::whyKept(LabelId label) const
{
    const qint64 photos = m_desk.counts().labels.value(label);
    if (photos > 0)
        return tr("%1 have this label. Merge it into another label instead.").arg(photoCountText(photos));
    const auto all = m_desk.isOpen() ? m_desk.session()->labels() : Result<QList<Label>>();
    if (!all)
        return all.error().message;
    const auto merged = std::ranges::find(*all, label, &Label::mergedInto);
    if (label.isValid() && merged != all->end())
        return tr("%1 was merged into it. Merge both into another label instead.").arg(merged->name);
    return {};
}

void LabelsDialog::add()
{
    m_wanted = m_name->text().simplified();
    if (m_desk.apply(AddLabel{m_name->text()}))
        m_name->clear();
    m_wanted.clear();
}

void LabelsDialog::merge()
{
    const LabelId from = currentLabel();
    auto* dialog = new MergeDialog(m_desk, from, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, from] {
        m_current = dialog->into();
        m_desk.apply(MergeLabels{from, dialog->into()});
    });
    dialog->open();
}

void LabelsDialog::remove()
{
    m_desk.apply(RemoveLabel{currentLabel()});
}

void LabelsDialog::moveBy(int rows)
{
    const int row = m_view->currentIndex().row();
    if (row + rows >= 0 && row + rows < m_model.rowCount())
        m_model.move(currentLabel(), rows > 0 ? row + rows + 1 : row + rows);
}

void LabelsDialog::setThumbnails(ThumbnailLoader& thumbnails)
{
    m_form->setThumbnails(thumbnails);
}

QString LabelsDialog::message() const
{
    return m_message->isHidden() ? QString() : m_message->text();
}

void LabelsDialog::say(const QString& problem)
{
    m_message->sayProblem(problem);
    m_message->setVisible(!problem.isEmpty());
}

void LabelsDialog::done(int result)
{
    m_form->commit();
    QDialog::done(result);
}

} // namespace creel
