#pragma once

#include "ui/panels/filter_item_model.h"

#include <QTreeView>

namespace creel {

/// The filter panel's list. It never changes its own selection: a click or a key only says what was chosen,
/// and what the desk then filters by is what is shown as selected.
class FilterTree : public QTreeView
{
    Q_OBJECT

public:
    FilterTree(FilterItemModel& model, QWidget* parent);

    static constexpr int rowHeight = 24;

    /// Shows as selected what the filter asks for.
    void showChosen(const PhotoFilter& filter);

    QSize sizeHint() const override;

Q_SIGNALS:
    /// `adds`: together with what is chosen, instead of in its place.
    void chosen(const QModelIndex& row, bool adds);
    void removed(const QModelIndex& row);
    void menuRequested(const QModelIndex& row, const QPoint& globalPosition);

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void drawRow(QPainter* painter, const QStyleOptionViewItem& option,
                 const QModelIndex& index) const override;
    QItemSelectionModel::SelectionFlags selectionCommand(const QModelIndex& index,
                                                         const QEvent* event) const override;

private:
    bool isArrowAt(const QModelIndex& index, const QPoint& position) const;
    void setHovered(const QModelIndex& index);
    QRect lineRect(const QModelIndex& index) const;
    void paintBackground(QPainter& painter, const QRect& line, bool isChosen, bool isHovered) const;
    void paintItem(QPainter& painter, const QRect& rect, const FilterItem& item, bool isChosen) const;
    /// Returns where the text begins.
    int paintSign(QPainter& painter, const QRect& rect, const FilterItem& item, bool isChosen) const;
    void paintShare(QPainter& painter, const QRect& rect, const FilterItem& item) const;
    QIcon icon(const QString& name) const;

    FilterItemModel& m_model;
    QPersistentModelIndex m_hovered;
    mutable QHash<QString, QIcon> m_icons; ///< of the current theme
};

} // namespace creel
