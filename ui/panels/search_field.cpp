#include "ui/panels/search_field.h"

#include "ui/theme.h"

#include <QAction>
#include <QKeyEvent>

namespace creel {

namespace {

constexpr int pauseMs = 150;

}

SearchField::SearchField(Desk& desk, QWidget* parent)
    : QLineEdit(parent), m_desk(desk), m_sign(addAction(QIcon(), LeadingPosition))
{
    setPlaceholderText(tr("Search names and captions"));
    setAccessibleName(tr("Search names and captions"));
    setToolTip(tr("Search names and captions (F). All words must be found; Esc clears."));
    setClearButtonEnabled(true);
    setMinimumWidth(20 * Theme::gap); // where jobs need the room
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_timer.setSingleShot(true);
    m_timer.setInterval(pauseMs);
    connect(&m_timer, &QTimer::timeout, this, &SearchField::search);
    connect(this, &QLineEdit::textEdited, this, [this] { m_timer.start(); });
    connect(&desk, &Desk::filterChanged, this, &SearchField::showFilter);
    connect(&desk, &Desk::closed, this, [this] {
        m_timer.stop(); // what was typed was meant for that catalog
        showFilter();
    });
    showFilter();
    restyle();
}

QSize SearchField::sizeHint() const
{
    return {40 * Theme::gap, QLineEdit::sizeHint().height()};
}

bool SearchField::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QLineEdit::event(event);
}

void SearchField::keyPressEvent(QKeyEvent* event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
        clear();
        search();
    } else if (event->key() == Qt::Key_Escape || isEnter) {
        search();
        Q_EMIT left();
    } else
        QLineEdit::keyPressEvent(event);
}

void SearchField::search()
{
    m_timer.stop();
    PhotoFilter filter = m_desk.filter();
    filter.text = text().simplified();
    m_desk.setFilter(filter);
}

void SearchField::showFilter()
{
    // What is being typed goes first; it will reach the filter in a moment.
    if (!m_timer.isActive() && text().simplified() != m_desk.filter().text)
        setText(m_desk.filter().text);
}

void SearchField::restyle()
{
    m_sign->setIcon(Theme::icon(QStringLiteral("search")));
}

void SearchField::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        restyle();
    QLineEdit::changeEvent(event);
}

} // namespace creel
