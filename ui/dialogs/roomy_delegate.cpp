#include "ui/dialogs/roomy_delegate.h"

#include "ui/theme.h"

namespace creel {

QSize RoomyDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QSize size = QStyledItemDelegate::sizeHint(option, index);
    return {size.width() + Theme::gap, option.fontMetrics.height() + Theme::gap};
}

} // namespace creel
