#pragma once

class QAbstractItemModel;
class QString;
class QTableView;

namespace creel {

/// Makes a table of whole lines to read, with roomy rows and without a grid; Tab leaves it.
void setUpTable(QTableView* table, QAbstractItemModel* model, const QString& accessibleName);

} // namespace creel
