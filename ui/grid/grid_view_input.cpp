#include "ui/grid/grid_view.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QScrollBar>

#include <algorithm>

namespace creel {

namespace {

constexpr int autoScrollIntervalMs = 16;
constexpr int edge = 16; ///< a drag this close to the edge scrolls

std::optional<GridSelector::Move> moveOf(int key)
{
    using Move = GridSelector::Move;
    switch (key) {
    case Qt::Key_Left:
        return Move::Left;
    case Qt::Key_Right:
        return Move::Right;
    case Qt::Key_Up:
        return Move::Up;
    case Qt::Key_Down:
        return Move::Down;
    case Qt::Key_PageUp:
        return Move::PageUp;
    case Qt::Key_PageDown:
        return Move::PageDown;
    case Qt::Key_Home:
        return Move::Home;
    case Qt::Key_End:
        return Move::End;
    default:
        return std::nullopt;
    }
}

} // namespace

/// Takes what moves and selects; everything else goes on to the window and its actions.
void GridView::keyPressEvent(QKeyEvent* event)
{
    event->ignore();
    if (m_layout.count() == 0 || event->modifiers() & (Qt::AltModifier | Qt::MetaModifier))
        return;
    if (event->matches(QKeySequence::SelectAll)) {
        event->accept();
        m_selector.selectAll();
    } else if (event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier) {
        event->accept();
        m_selector.toggleCurrent();
    } else if (const auto move = moveOf(event->key())) {
        event->accept();
        m_selector.move(*move, event->modifiers(), pageLines());
    }
}

void GridView::focusInEvent(QFocusEvent* event)
{
    QAbstractItemView::focusInEvent(event);
    viewport()->update();
}

void GridView::focusOutEvent(QFocusEvent* event)
{
    QAbstractItemView::focusOutEvent(event);
    viewport()->update();
}

void GridView::mousePressEvent(QMouseEvent* event)
{
    event->accept();
    if (event->button() != Qt::LeftButton)
        return;
    const QPoint pointer = event->position().toPoint();
    const QPoint content = toContent(pointer);
    const int sticky = topInset() > pointer.y() ? m_layout.groupAt(verticalOffset()) : -1;
    const int heading = sticky >= 0 ? sticky : m_layout.headingAt(content);
    if (heading >= 0) {
        m_selector.select(m_layout.groupRange(heading), event->modifiers());
        return;
    }
    const int position = m_layout.positionAt(content);
    if (position >= 0)
        m_selector.click(position, event->modifiers());
    else if (!(event->modifiers() & (Qt::ControlModifier | Qt::ShiftModifier)))
        selectionModel()->clearSelection();
    m_drag = Drag{content, pointer, event->modifiers()};
}

void GridView::mouseMoveEvent(QMouseEvent* event)
{
    event->accept();
    if (!m_drag || !(event->buttons() & Qt::LeftButton))
        return;
    m_drag->pointer = event->position().toPoint();
    if (!m_drag->isBand) {
        const QPoint moved = toContent(m_drag->pointer) - m_drag->origin;
        if (moved.manhattanLength() < QApplication::startDragDistance())
            return;
        m_drag->isBand = true;
        m_selector.beginBand(m_drag->modifiers);
    }
    dragBand();
    if (autoScrollStep() != 0 && !m_autoScrollTimer.isActive())
        m_autoScrollTimer.start(autoScrollIntervalMs, this);
}

void GridView::dragBand()
{
    const QRect band = QRect(m_drag->origin, toContent(m_drag->pointer)).normalized();
    m_selector.band(band);
    viewport()->update();
}

void GridView::mouseReleaseEvent(QMouseEvent* event)
{
    event->accept();
    if (event->button() == Qt::LeftButton)
        endBand();
}

void GridView::endBand()
{
    m_drag.reset();
    m_autoScrollTimer.stop();
    viewport()->update();
}

int GridView::autoScrollStep() const
{
    if (!m_drag || !m_drag->isBand)
        return 0;
    const int above = edge - m_drag->pointer.y();
    const int below = m_drag->pointer.y() - (viewport()->height() - edge);
    return above > 0 ? -above : std::max(below, 0);
}

void GridView::timerEvent(QTimerEvent* event)
{
    if (event->timerId() != m_autoScrollTimer.timerId()) {
        QAbstractItemView::timerEvent(event);
        return;
    }
    const int step = autoScrollStep();
    if (step == 0) {
        m_autoScrollTimer.stop();
        return;
    }
    verticalScrollBar()->setValue(verticalOffset() + step);
    dragBand();
}

void GridView::mouseDoubleClickEvent(QMouseEvent* event)
{
    event->accept();
    const int position = m_layout.positionAt(toContent(event->position().toPoint()));
    if (event->button() == Qt::LeftButton && position >= 0)
        Q_EMIT tileActivated(position);
}

/// An item outside the selection becomes the selection, so that the menu is about what it was opened on.
void GridView::contextMenuEvent(QContextMenuEvent* event)
{
    event->accept();
    if (event->reason() != QContextMenuEvent::Mouse) {
        scrollTo(currentIndex());
        Q_EMIT contextMenuRequestedAt(viewport()->mapToGlobal(visualRect(currentIndex()).center()));
        return;
    }
    const QModelIndex index = indexAt(event->pos());
    if (index.isValid() && !selectionModel()->isSelected(index))
        m_selector.click(index.row(), Qt::NoModifier);
    Q_EMIT contextMenuRequestedAt(event->globalPos());
}

} // namespace creel
