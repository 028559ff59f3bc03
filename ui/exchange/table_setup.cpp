#include "ui/exchange/table_setup.h"

#include "ui/dialogs/roomy_delegate.h"

#include <QHeaderView>
#include <QTableView>

namespace creel {

void setUpTable(QTableView* table, QAbstractItemModel* model, const QString& accessibleName)
{
    table->setModel(model);
    table->setItemDelegate(new RoomyDelegate(table));
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setTabKeyNavigation(false);
    table->setShowGrid(false);
    table->setWordWrap(false);
    table->setAccessibleName(accessibleName);
    table->verticalHeader()->hide();
    QHeaderView* const header = table->horizontalHeader();
    header->setHighlightSections(false);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
}

} // namespace creel
