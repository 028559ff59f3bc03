#pragma once

#include <QStyledItemDelegate>

namespace creel {

/// Rows with room to read, as high as a line edit needs.
class RoomyDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace creel
