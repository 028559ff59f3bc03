#include "ui/panels/filter_tree.h"

#include "core/base/text.h"
#include "ui/panels/panel_heading.h"
#include "ui/theme.h"

#include <QContextMenuEvent>
#include <QPainter>
#include <QStyledItemDelegate>

namespace creel {

namespace {

constexpr int step = 2 * Theme::gap; ///< by which each level is indented
constexpr int signSize = 16;
constexpr int swatchSize = 10;

class RowHeights : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override
    {
        return {0, index.parent().isValid() ? FilterTree::rowHeight : PanelHeading::height};
    }
};

QColor blended(const QColor& over, const QColor& under, double amount)
{
    const auto mix = [&](float a, float b) {
        return float(a * amount + b * (1 - amount));
    };
    return QColor::fromRgbF(mix(over.redF(), under.redF()), mix(over.greenF(), under.greenF()),
                            mix(over.blueF(), under.blueF()));
}

/// Keys that move and choose here, whatever the window does with them elsewhere.
bool isOwnKey(int key)
{
    constexpr std::array keys{Qt::Key_Up,    Qt::Key_Down,   Qt::Key_Left,   Qt::Key_Right,
                              Qt::Key_Home,  Qt::Key_End,    Qt::Key_PageUp, Qt::Key_PageDown,
                              Qt::Key_Space, Qt::Key_Return, Qt::Key_Enter,  Qt::Key_Delete};
    return std::ranges::find(keys, key) != keys.end();
}

} // namespace

FilterTree::FilterTree(FilterItemModel& model, QWidget* parent) : QTreeView(parent), m_model(model)
{
    setModel(&model);
    setItemDelegate(new RowHeights(this));
    setHeaderHidden(true);
    setRootIsDecorated(false);
    setIndentation(step);
    setExpandsOnDoubleClick(false);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerPixel);
    setSelectionMode(ExtendedSelection);
    setMouseTracking(true);
    setAccessibleName(tr("Filters"));
    setAccessibleDescription(tr("Space shows only this, Ctrl+Space adds it, Delete takes it away"));
    changeEvent(nullptr);
}

void FilterTree::showChosen(const PhotoFilter& filter)
{
    QItemSelection selection;
    for (const QModelIndex& index : m_model.chosenBy(filter)) {
        selection.select(index, index);
        for (QModelIndex above = index.parent().parent().isValid() ? index.parent() : QModelIndex();
             above.isValid() && m_model.item(above); above = above.parent())
            expand(above);
    }
    selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
}

QSize FilterTree::sizeHint() const
{
    return {30 * Theme::gap, 60 * Theme::gap};
}

bool FilterTree::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool isPlain = !(key->modifiers() & (Qt::AltModifier | Qt::MetaModifier | Qt::ShiftModifier));
        if (isPlain && isOwnKey(key->key())) {
            event->accept();
            return true;
        }
    }
    return QTreeView::event(event);
}

void FilterTree::keyPressEvent(QKeyEvent* event)
{
    const QModelIndex index = currentIndex();
    switch (event->key()) {
    case Qt::Key_Space:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_model.item(index))
            Q_EMIT chosen(index, event->modifiers() & Qt::ControlModifier);
        else if (index.isValid())
            setExpanded(index, !isExpanded(index));
        return;
    case Qt::Key_Delete:
        if (m_model.item(index) && selectionModel()->isSelected(index))
            Q_EMIT removed(index);
        return;
    default:
        QTreeView::keyPressEvent(event);
    }
}

bool FilterTree::isArrowAt(const QModelIndex& index, const QPoint& position) const
{
    return m_model.hasChildren(index) && position.x() < visualRect(index).left() &&
           position.x() >= visualRect(index).left() - step;
}

void FilterTree::mousePressEvent(QMouseEvent* event)
{
    const QModelIndex index = indexAt(event->position().toPoint());
    const bool isArrow = isArrowAt(index, event->position().toPoint());
    QTreeView::mousePressEvent(event);
    if (event->button() != Qt::LeftButton || !index.isValid() || isArrow)
        return;
    if (m_model.item(index))
        Q_EMIT chosen(index, event->modifiers() & Qt::ControlModifier);
    else
        setExpanded(index, !isExpanded(index));
}

void FilterTree::mouseDoubleClickEvent(QMouseEvent* event)
{
    // The first click has chosen the row; the second must not take that back.
    const QModelIndex index = indexAt(event->position().toPoint());
    if (m_model.item(index) && !isArrowAt(index, event->position().toPoint()))
        event->accept();
    else
        mousePressEvent(event);
}

void FilterTree::mouseMoveEvent(QMouseEvent* event)
{
    setHovered(indexAt(event->position().toPoint()));
    QTreeView::mouseMoveEvent(event);
}

void FilterTree::leaveEvent(QEvent* event)
{
    setHovered({});
    QTreeView::leaveEvent(event);
}

void FilterTree::setHovered(const QModelIndex& index)
{
    if (m_hovered == index)
        return;
    viewport()->update(lineRect(m_hovered));
    m_hovered = index;
    viewport()->update(lineRect(m_hovered));
}

void FilterTree::changeEvent(QEvent* event)
{
    if (event)
        QTreeView::changeEvent(event);
    if (event && event->type() != QEvent::PaletteChange && event->type() != QEvent::StyleChange)
        return;
    m_icons.clear();
    QPalette palette = viewport()->palette();
    palette.setColor(QPalette::Base, Theme::colours().panel);
    viewport()->setPalette(palette);
    viewport()->update();
}

void FilterTree::contextMenuEvent(QContextMenuEvent* event)
{
    const bool isKey = event->reason() == QContextMenuEvent::Keyboard;
    const QModelIndex index = isKey ? currentIndex() : indexAt(event->pos());
    if (m_model.item(index))
        Q_EMIT menuRequested(index, isKey ? viewport()->mapToGlobal(visualRect(index).center())
                                          : event->globalPos());
}

QItemSelectionModel::SelectionFlags FilterTree::selectionCommand(const QModelIndex&, const QEvent*) const
{
    return QItemSelectionModel::NoUpdate;
}

QRect FilterTree::lineRect(const QModelIndex& index) const
{
    QRect rect = visualRect(index);
    rect.setLeft(0);
    return rect;
}

/// The focus ring is wider than what the view itself paints anew.
void FilterTree::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QTreeView::currentChanged(current, previous);
    viewport()->update(lineRect(previous));
    viewport()->update(lineRect(current));
}

void FilterTree::drawRow(QPainter* painter, const QStyleOptionViewItem& option,
                         const QModelIndex& index) const
{
    const QRect line(0, option.rect.top(), viewport()->width(), option.rect.height());
    const bool isHovered = m_hovered == index;
    const FilterItem* item = m_model.item(index);
    if (item) {
        const bool isChosen = selectionModel()->isSelected(index);
        paintBackground(*painter, line, isChosen, isHovered);
        const QRect rect = line.adjusted(visualRect(index).left(), 0, -Theme::gap, 0);
        if (m_model.hasChildren(index))
            PanelHeading::paintArrow(*painter, QRect(rect.left() - step, line.top(), step, line.height()),
                                     isExpanded(index));
        paintItem(*painter, rect, *item, isChosen);
    } else
        PanelHeading::paint(*painter, line, index.data().toString(), isExpanded(index), isHovered);
    if (hasFocus() && currentIndex() == index)
        Theme::paintFocus(*painter, item ? line : line.adjusted(0, Theme::gap, 0, 0));
}

void FilterTree::paintBackground(QPainter& painter, const QRect& line, bool isChosen, bool isHovered) const
{
    const Theme::Colours& colours = Theme::colours();
    if (isChosen) {
        painter.fillRect(line, blended(colours.accent, colours.panel, 0.25));
        painter.fillRect(QRect(line.left(), line.top(), 3, line.height()), colours.accent);
    } else if (isHovered)
        painter.fillRect(line, blended(colours.raised, colours.panel, 0.7));
}

void FilterTree::paintItem(QPainter& painter, const QRect& rect, const FilterItem& item, bool isChosen) const
{
    const Theme::Colours& colours = Theme::colours();
    const QString count = item.count >= 0 ? numberText(item.count) : QString();
    const int countWidth = painter.fontMetrics().horizontalAdvance(count);
    const bool isQuiet = item.count == 0 && !isChosen;
    painter.setPen(isQuiet ? colours.mutedText : colours.text);
    QRect text = rect;
    text.setLeft(paintSign(painter, rect, item, isChosen));
    paintShare(painter, text, item);
    text.setRight(rect.right() - countWidth - Theme::gap);
    if (item.isMissing)
        painter.setPen(colours.problem);
    painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(item.text, Qt::ElideMiddle, text.width()));
    painter.setPen(isChosen ? colours.text : colours.mutedText);
    painter.drawText(rect, Qt::AlignVCenter | Qt::AlignRight, count);
}

int FilterTree::paintSign(QPainter& painter, const QRect& rect, const FilterItem& item, bool isChosen) const
{
    int x = rect.left() + Theme::halfGap;
    const bool isLabel = std::holds_alternative<LabelId>(item.condition);
    if (isLabel) {
        const int keyWidth = painter.fontMetrics().horizontalAdvance(QLatin1Char('0'));
        painter.save();
        painter.setPen(Theme::colours().mutedText);
        painter.drawText(QRect(x, rect.top(), keyWidth, rect.height()), Qt::AlignCenter, item.shortcut);
        x += keyWidth + Theme::gap;
        const QRectF swatch(x, rect.top() + (rect.height() - swatchSize) / 2, swatchSize, swatchSize);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(item.swatch.isValid() ? Qt::NoPen : QPen(Theme::colours().mutedText, 1));
        painter.setBrush(item.swatch.isValid() ? QBrush(item.swatch) : QBrush());
        painter.drawRoundedRect(item.swatch.isValid() ? swatch : swatch.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
        painter.restore();
        return x + swatchSize + Theme::gap;
    }
    const int textLeft = x + signSize + Theme::gap - 2;
    if (item.icon.isEmpty())
        return textLeft;
    const QIcon::Mode mode = isChosen || item.isMissing ? QIcon::Normal : QIcon::Disabled;
    painter.drawPixmap(x, rect.top() + (rect.height() - signSize) / 2,
                       icon(item.icon).pixmap(QSize(signSize, signSize), devicePixelRatioF(), mode));
    return textLeft;
}

void FilterTree::paintShare(QPainter& painter, const QRect& rect, const FilterItem& item) const
{
    if (item.share <= 0 || !item.swatch.isValid())
        return;
    const int width = std::max(2, int(rect.width() * item.share));
    QColor colour = item.swatch;
    colour.setAlphaF(0.6F);
    painter.fillRect(QRect(rect.left(), rect.bottom() - 1, width, 2), colour);
}

QIcon FilterTree::icon(const QString& name) const
{
    if (!m_icons.contains(name))
        m_icons.insert(name, Theme::icon(name));
    return m_icons.value(name);
}

} // namespace creel
