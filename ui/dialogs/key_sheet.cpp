#include "ui/dialogs/key_sheet.h"

#include "ui/dialogs/key_cap.h"
#include "ui/dialogs/name_match.h"
#include "ui/theme.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace creel {

namespace {

constexpr int columnGap = 4 * Theme::gap;
constexpr int mostColumns = 4;

QString plainText(const QAction* action)
{
    return action->text().remove(QLatin1Char('&'));
}

QStringList keyTexts(const QAction* action)
{
    QStringList texts;
    for (const QKeySequence& key : action->shortcuts())
        texts.append(key.toString(QKeySequence::NativeText));
    return texts;
}

QFont boldened(QFont font)
{
    font.setBold(true);
    return font;
}

} // namespace

KeySheetGroup::KeySheetGroup(const QString& title, const QList<KeyLine>& lines, QWidget* parent)
    : QWidget(parent), m_foldedTitle(foldedName(title))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 2 * Theme::gap);
    layout->setSpacing(Theme::halfGap);
    auto* heading = new QLabel(title, this);
    heading->setFont(boldened(heading->font()));
    heading->setContentsMargins(0, 0, 0, Theme::halfGap);
    layout->addWidget(heading);
    for (const auto& [what, keys] : lines) {
        auto* line = new QWidget(this);
        auto* row = new QHBoxLayout(line);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(Theme::halfGap);
        row->addWidget(new QLabel(what, line), 1);
        for (const QString& key : keys)
            row->addWidget(new KeyCap(key, line));
        line->setAccessibleName(tr("%1: %2").arg(what, keys.join(tr(" or "))));
        layout->addWidget(line);
        // Keys keep their signs when folded away with the words: "?" must be found, too.
        m_lines.append(
            {line, foldedName(what) + QLatin1Char(' ') + keys.join(QLatin1Char(' ')).toCaseFolded()});
    }
}

int KeySheetGroup::filter(const QString& folded)
{
    const bool isWholeGroup = m_foldedTitle.contains(folded);
    int shown = 0;
    for (const Line& line : std::as_const(m_lines)) {
        const bool fits = isWholeGroup || line.folded.contains(folded);
        line.widget->setVisible(fits);
        shown += fits ? 1 : 0;
    }
    setVisible(shown > 0);
    return shown;
}

KeySheet::KeySheet(const Actions& actions, QWidget* parent)
    : QDialog(parent)
    , m_actions(actions)
    , m_search(new QLineEdit(this))
    , m_area(new QScrollArea(this))
    , m_nothing(new QLabel(this))
{
    setWindowTitle(tr("Keys"));
    auto* change = new QPushButton(tr("&Change keys…"), this);
    change->setIcon(Theme::icon(QStringLiteral("keys")));
    change->setAutoDefault(false);
    change->setToolTip(tr("Give actions other keys"));
    connect(change, &QPushButton::clicked, this, &KeySheet::changeKeysRequested);
    auto* top = new QHBoxLayout;
    top->setSpacing(Theme::gap);
    top->addWidget(m_search, 1);
    top->addWidget(change);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * Theme::gap, 2 * Theme::gap, 2 * Theme::gap, Theme::gap);
    layout->setSpacing(2 * Theme::gap);
    layout->addLayout(top);
    layout->addWidget(m_area, 1);
    layout->addWidget(m_nothing, 1, Qt::AlignHCenter | Qt::AlignTop);
    m_search->setPlaceholderText(tr("Search keys and actions"));
    m_search->setAccessibleName(tr("Search keys and actions"));
    m_search->setClearButtonEnabled(true);
    m_search->installEventFilter(this);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setWidgetResizable(true);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_area->setAccessibleName(tr("All keys"));
    connect(m_search, &QLineEdit::textChanged, this, &KeySheet::filter);
    connect(&actions, &Actions::rebound, this, &KeySheet::rebuild);
    rebuild();
    resize(960, 640);
    m_search->setFocus();
}

void KeySheet::addFixedKeys(const QString& title, const QList<KeyLine>& lines)
{
    m_fixed.append({title, lines});
    rebuild();
}

void KeySheet::rebuild()
{
    QStringList titles;
    QHash<QString, QList<KeyLine>> byTitle;
    for (const Actions::Entry& entry : m_actions.entries()) {
        if (entry.action->shortcuts().isEmpty())
            continue;
        if (!titles.contains(entry.group))
            titles.append(entry.group);
        byTitle[entry.group].append({plainText(entry.action), keyTexts(entry.action)});
    }
    m_groups.clear();
    auto* page = new QWidget;
    for (const QString& title : std::as_const(titles))
        m_groups.append(new KeySheetGroup(title, byTitle[title], page));
    for (const auto& [title, lines] : std::as_const(m_fixed))
        m_groups.append(new KeySheetGroup(title, lines, page));
    m_area->setWidget(page);
    m_columns = 0;
    arrange();
    filter(m_search->text());
}

/// Spreads the groups over as many columns as fit, in reading order and about equally long.
void KeySheet::arrange()
{
    int widest = 1;
    for (const KeySheetGroup* group : std::as_const(m_groups))
        widest = std::max(widest, group->sizeHint().width());
    const int room = m_area->width() + columnGap - Theme::gap;
    const int columns = std::clamp(room / (widest + columnGap), 1, mostColumns);
    if (columns == m_columns)
        return;
    m_columns = columns;
    int lines = 0;
    for (const KeySheetGroup* group : std::as_const(m_groups))
        lines += group->lineCount() + 2;
    QWidget* page = m_area->widget();
    delete page->layout();
    auto* layout = new QHBoxLayout(page);
    layout->setContentsMargins(0, 0, Theme::gap, 0);
    layout->setSpacing(columnGap);
    int placed = 0;
    QVBoxLayout* column = nullptr;
    for (KeySheetGroup* group : std::as_const(m_groups)) {
        const int middle = placed + (group->lineCount() + 2) / 2;
        if (!column || (middle * columns / std::max(lines, 1) >= layout->count())) {
            column = new QVBoxLayout;
            column->setSpacing(0);
            layout->addLayout(column, 1);
        }
        column->addWidget(group);
        placed += group->lineCount() + 2;
    }
    for (int i = 0; i < layout->count(); ++i)
        static_cast<QVBoxLayout*>(layout->itemAt(i)->layout())->addStretch(1);
}

void KeySheet::filter(const QString& text)
{
    const QString folded = text.simplified().toCaseFolded();
    int shown = 0;
    for (KeySheetGroup* group : std::as_const(m_groups))
        shown += group->filter(folded);
    m_area->setVisible(shown > 0);
    m_nothing->setVisible(shown == 0);
    m_nothing->setText(tr("No key and no action has “%1” in it.").arg(text.simplified()));
}

QStringList KeySheet::shownLines() const
{
    QStringList lines;
    for (const KeySheetGroup* group : m_groups) {
        for (const QWidget* line : group->findChildren<QWidget*>(Qt::FindDirectChildrenOnly)) {
            if (!line->accessibleName().isEmpty() && !group->isHidden() && !line->isHidden())
                lines.append(line->accessibleName());
        }
    }
    return lines;
}

bool KeySheet::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Question) {
            reject();
            return true;
        }
        if (key->key() == Qt::Key_Down || key->key() == Qt::Key_Up || key->key() == Qt::Key_PageDown ||
            key->key() == Qt::Key_PageUp) {
            QCoreApplication::sendEvent(m_area, key);
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

void KeySheet::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Question)
        reject();
    else
        QDialog::keyPressEvent(event);
}

void KeySheet::resizeEvent(QResizeEvent* event)
{
    QDialog::resizeEvent(event);
    arrange();
}

} // namespace creel
