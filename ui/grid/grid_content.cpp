#include "ui/grid/grid_content.h"

#include <algorithm>

namespace creel {

void GridContent::setCurrentPosition(int position)
{
    if (count() == 0)
        return;
    const QModelIndex index = model().index(std::clamp(position, 0, count() - 1), 0);
    selection().setCurrentIndex(index, QItemSelectionModel::ClearAndSelect);
}

} // namespace creel
